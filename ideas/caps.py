"""How much of the full limits of a day a new account has. Pure.

An account begins with a tenth. Every day of its age adds to that, and so does every post that was accepted, at most one
for each day of age: who waits is grown after `grown_after` days, and who also contributes after half of them. So no
burst of posts can buy a higher limit.
"""

from math import ceil

FIRST_SHARE = 0.1


def share(days: int, accepted: int, grown_after: int) -> float:
    """The share of the full limits, from FIRST_SHARE to 1. `days`: whole days of age; `accepted`: posts that stayed."""
    if days >= grown_after:
        return 1.0
    credit = max(days, 0) + max(min(accepted, days), 0)
    return min(1.0, FIRST_SHARE + (1 - FIRST_SHARE) * credit / grown_after)


def cap(full: int, days: int, accepted: int, grown_after: int) -> int:
    """The limit of this account now: at least 1 and at most `full`, and 0 only where `full` is 0."""
    return min(full, ceil(round(full * share(days, accepted, grown_after), 9)))


def days_to_growth(full: int, days: int, accepted: int, grown_after: int) -> int | None:
    """In how many days the limit is higher, if nothing more is accepted; None if it is the full one already."""
    now = cap(full, days, accepted, grown_after)
    if now >= full:
        return None
    later = range(1, grown_after - days + 1)
    return next(more for more in later if cap(full, days + more, accepted, grown_after) > now)
