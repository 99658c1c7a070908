"""`manage.py demo`: add people, scripts and a feedback to try the site with, and print how to log in."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from feedback.demo import give_feedback
from scripts import jobs
from scripts.models import Question, Script
from scripts.services.demo import make_demo

PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Add a demo learner, instructor, staff user, some scripts and a feedback; print how to log in."

    def handle(self, **options: Any) -> None:
        if not Question.objects.exists():
            raise CommandError("There are no questions yet: run `make run` once first.")
        people, scripts = make_demo()
        self.stdout.write(f"{len(scripts)} scripts of demo.learner are there; a running site writes their words down.")
        self.stdout.write(self._feedback(scripts[0]))
        self.stdout.write("Log in at /accounts/login/ (staff: /admin/) as:\n")
        for person in people:
            self.stdout.write(f"  {person.role:<12} {person.username:<18} {person.password}")

    def _feedback(self, script: Script) -> str:
        given = None
        if has_words(script):
            given = give_feedback(script=script, instructor=User.objects.get(username="demo.instructor"))
        if given is None:
            return "No feedback yet: run this again in a moment."
        return f"The first has feedback: /feedback/{given.pk}/"


def has_words(script: Script) -> bool:
    """Have the words written down, here or by the worker that has the script already; say whether they are there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while script.state not in (Script.State.DONE, Script.State.FAILED) and time.monotonic() < deadline:
        jobs.recognize(script_id=script.pk)
        script.refresh_from_db()
        if script.state == Script.State.RUNNING:
            time.sleep(LOOK_SECONDS)
    return script.state == Script.State.DONE
