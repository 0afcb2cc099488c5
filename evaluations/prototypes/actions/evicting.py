"""The cache of answers, kept within bounds: the oldest leave it. Trials keep their own record of every answer."""

from django.conf import settings

from evaluations.prototypes.models import CachedAnswer


def evict_answers() -> int:
    """How many were beyond what is kept."""
    return CachedAnswer.objects.beyond(settings.ANSWERS_KEPT)
