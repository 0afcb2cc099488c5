"""`manage.py moderator <name>`: make somebody a moderator, or with `--remove` no longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.accounts.models import User


class Command(BaseCommand):
    help = "Makes somebody a moderator, who sees reports and can hide ideas and comments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The user name.")
        parser.add_argument("--remove", action="store_true", help="Take the role away.")

    def handle(self, *args: Any, name: str, remove: bool, **options: Any) -> None:
        person = User.objects.active().named(name)
        if person is None:
            raise CommandError(f"Nobody here is called {name}.")
        person.is_staff = not remove
        person.save(update_fields=["is_staff"])
        self.stdout.write(f"{person.username} is {'no longer a moderator' if remove else 'a moderator now'}.")
