from io import StringIO

from django.core.management import BaseCommand, CommandParser, call_command

from marketplace.local.console import step
from marketplace.local.prepare import collect_static, migrate


class Command(BaseCommand):
    help = "Bring the database, the static files and the catalogue of models up to date; safe to repeat."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", action="store_true", help="also post the first ideas, those not posted yet")

    def handle(self, *args: object, seed: bool, **options: object) -> None:
        with step("Bringing the tables up to date"):
            migrate()
        with step("Collecting static files"):
            collect_static()
        with step("Reading the catalogue of models"):
            call_command("load_catalogue", stdout=StringIO())
        if seed:
            with step("Posting the first ideas"):
                call_command("seed", stdout=StringIO())
