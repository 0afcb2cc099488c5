"""Do the workers work? Beat sends each lane a task that notes the time; who asks reads how long ago that was.

The sign has gone the whole way, from beat through Redis to a worker, so it is missing whenever any of them
is. Asking the workers themselves would take half a second of every probe.
"""

import time

from django.core.cache import cache

LANES = ("quick", "chat")
SILENT_AFTER = 60  # seconds; in the chat lane a sign waits behind one or two slices of 15 s


def note(lane: str) -> None:
    cache.set(f"heartbeat:{lane}", time.time(), timeout=None)


def seconds_since(lane: str) -> float | None:
    """Since this lane last gave a sign of life; None if it never did, or Redis forgot."""
    noted = cache.get(f"heartbeat:{lane}")
    return None if noted is None else max(0.0, time.time() - noted)
