"""How often a mail is tried that the mail server refuses. Pure; for the waitlist's mails and for those of Moments."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=5)
MOST_ATTEMPTS = 10  # with pauses that double that is 43 hours, about as long as mail servers try among themselves
MOST_REFUSED = 3  # in one call: a server that is away must not hold up the worker, and the clock calls again


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many refusals; None: it was tried often enough."""
    return FIRST_PAUSE * 2 ** (attempts - 1) if attempts < MOST_ATTEMPTS else None
