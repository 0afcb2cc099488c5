from typing import Any

from django.core.management.base import BaseCommand

from ideas.actions import rebuild_words


class Command(BaseCommand):
    help = "Have the workers write the words of all ideas and examples anew, by which the search finds them."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_words()
