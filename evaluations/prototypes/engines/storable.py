"""What servers say, in a form that a row can hold: they may say anything, and one odd number or character would
otherwise break whoever writes it down, again and again."""

from collections.abc import Sequence

MOST_COUNT = 2**31 - 1  # what a column for counts holds
LARGEST = 3e38  # what a vector's numbers add up to at most, in the 32 bits that are kept of each


def storable(text: object) -> str:
    """Without what Postgres cannot hold: NUL, and halves of characters."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode()


def amount(told: object) -> float | None:
    """A number of something, 0 or more; None for what is none, or none that can be true."""
    if not isinstance(told, int | float) or isinstance(told, bool):
        return None
    return told if 0 <= told <= MOST_COUNT else None  # NaN is not


def is_vector(numbers: Sequence[float]) -> bool:
    return bool(numbers) and sum(map(abs, numbers)) <= LARGEST  # NaN is not
