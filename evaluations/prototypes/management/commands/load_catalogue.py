from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.compute.actions import PriceFault, load_prices
from evaluations.prototypes.catalogue.health import check_endpoints, probe_models
from evaluations.prototypes.catalogue.loading import CatalogueFault
from evaluations.prototypes.models import Endpoint
from evaluations.prototypes.runs.offer import find_ollama, load_catalogue


class Command(BaseCommand):
    help = "Read the price book and the catalogue of models and endpoints. Can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_prices()
            loaded = load_catalogue()
            pulled = find_ollama()
        except (CatalogueFault, PriceFault) as fault:
            raise CommandError(str(fault)) from fault
        check_endpoints()
        probe_models()
        self.stdout.write(f"Models: {', '.join(loaded.models) or 'none'}.")
        for endpoint in Endpoint.objects.enabled().order_by("name"):
            self.stdout.write(f"Endpoint {endpoint.name} {endpoint.condition}.")
        if pulled:
            self.stdout.write(f"And {pulled} of the Ollama on this machine.")
        for name, variable in loaded.unset.items():
            self.stdout.write(f"Endpoint {name} is switched off: {variable} is not set.")
        for name, variable in loaded.keyless.items():
            self.stdout.write(
                f"Endpoint {name} is asked without a key: {variable} is not set here. Workers need it too."
            )
