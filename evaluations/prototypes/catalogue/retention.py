"""What is not kept for ever: the oldest cached answers, and from which networks demos were tried."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from evaluations.prototypes.models import CachedAnswer, Try

COUNTED_FOR = timedelta(days=1)  # the longest time over which tries from one network are counted


def evict_answers() -> int:
    """How many were beyond what is kept. Trials keep their own record of every answer."""
    return CachedAnswer.objects.beyond(settings.ANSWERS_KEPT)


def forget_addresses() -> int:
    return Try.objects.forget_addresses(timezone.now() - COUNTED_FOR)
