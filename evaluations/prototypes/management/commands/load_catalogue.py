from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.compute.actions import PriceFault, load_prices
from evaluations.prototypes.actions import CatalogueFault, check_endpoints, load_catalogue, probe_models


class Command(BaseCommand):
    help = "Read the price book and the catalogue of models and endpoints. Can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_prices()
            loaded = load_catalogue()
        except (CatalogueFault, PriceFault) as fault:
            raise CommandError(str(fault)) from fault
        check_endpoints()
        probe_models()
        self.stdout.write(f"Models: {', '.join(loaded.models) or 'none'}.")
        for name, variable in loaded.unset.items():
            self.stdout.write(f"Endpoint {name} is switched off: {variable} is not set.")
