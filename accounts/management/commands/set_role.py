"""`manage.py set_role <username> learner|instructor`: changes what an account may do, also while the site runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    help = "Make an account a learner or an instructor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=User.Role.values)

    def handle(self, *, username: str, role: str, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account with the username “{username}”.") from error
        changed = services.change_role(user=user, role=role)
        self.stdout.write(f"{user.username} is {'now' if changed else 'already'} {role}.")
