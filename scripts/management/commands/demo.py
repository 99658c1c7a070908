"""`manage.py demo`: add people and scripts to try the site with, and print how to log in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scripts.models import Question
from scripts.services.demo import make_demo


class Command(BaseCommand):
    help = "Add a demo learner, instructor, staff user and some scripts; print how to log in."

    def handle(self, **options: Any) -> None:
        if not Question.objects.exists():
            raise CommandError("There are no questions yet: run `make run` once first.")
        people, scripts = make_demo()
        self.stdout.write(f"{len(scripts)} scripts of demo.learner are there; a running site writes their words down.")
        self.stdout.write("Log in at /accounts/login/ (staff: /admin/) as:\n")
        for person in people:
            self.stdout.write(f"  {person.role:<12} {person.username:<18} {person.password}")
