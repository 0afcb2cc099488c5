"""Values from servers in a form that a row can store. A server may send anything, and one odd number or character would
otherwise break the writing of its row, again and again."""

from collections.abc import Sequence

MAX_COUNT = 2**31 - 1  # of an integer column
MAX_SUM = 3e38  # of a vector's absolute values, each stored in 32 bits


def storable(text: object) -> str:
    """Without the characters that Postgres cannot store: NUL, and lone surrogates."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode()


def amount(value: object) -> float | None:
    """A count or a time, 0 or more; None for anything else, and for a number that cannot be true."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MAX_COUNT else None  # NaN is not


def is_vector(numbers: Sequence[float]) -> bool:
    return bool(numbers) and sum(map(abs, numbers)) <= MAX_SUM  # NaN is not
