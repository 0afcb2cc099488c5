from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.compute.actions import PriceFault, load_prices


class Command(BaseCommand):
    help = "Put the list prices and this machine's hourly rate into the price book. Can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = load_prices()
        except PriceFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Price book: {changed} rows new or changed.")
