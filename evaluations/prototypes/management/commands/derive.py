from typing import Any

from django.core.management.base import BaseCommand

from evaluations.prototypes.results.answers import conclude_what_is_missing


class Command(BaseCommand):
    help = "After an update: derive the numbers of earlier runs that were not derived before. Asks no model."

    def handle(self, *args: Any, **options: Any) -> None:
        done = conclude_what_is_missing()
        if options["verbosity"]:
            self.stdout.write(f"Derived {done} runs again.")
