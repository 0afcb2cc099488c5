import sys

from django.core.management import BaseCommand

from marketplace.local.up import main


class Command(BaseCommand):
    help = "Run the whole marketplace on this machine: embedded parts, web, workers and clock, until Ctrl-C."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        sys.exit(main())
