from importlib import import_module

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "marketplace.pages"

    def ready(self) -> None:
        import_module("marketplace.pages.site.checks")  # registers them
