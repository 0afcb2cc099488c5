import os

from django.core.management import BaseCommand

from marketplace.local.seed_ideas import post_all, welcome


class Command(BaseCommand):
    help = "Post the first ideas, those not posted yet; with DEMO_PASSWORD, also make the demo account."

    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        posted = post_all()
        if password := os.environ.get("DEMO_PASSWORD"):
            welcome(password)
        if verbosity:
            self.stdout.write(f"{posted} ideas posted.")
