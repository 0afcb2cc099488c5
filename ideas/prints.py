"""The print of a text: by it, the same text and the same link are found again among all others. Pure.

Two texts that differ only in case, spacing, punctuation or invisible characters have the same exact print. The sketch
of a text holds the smallest hashes of its shingles, the runs of SHINGLE letters and digits. The share of them that two
sketches have in common estimates how much of the texts is the same (bottom-k sketch: Broder 1997, "On the resemblance
and containment of documents"). Everything takes time linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from urllib.parse import urlsplit

SHINGLE = 12  # letters and digits: few runs of this length are common to texts about different things
SKETCH = 32  # hashes kept of a text
SHORTEST = 20  # letters and digits; a shorter text ("Thank you!") says the same by chance
NEAR = 0.6  # the share of the larger sketch from which two texts are nearly the same
MAX_LINKS = 50  # of one text that are kept
LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>()\[\]\"'`]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextPrint:
    """`exact`: 32 hexadecimal digits; `sketch` and `links`: hashes of 64 bits, signed as in Postgres. A text that is
    too short to be told apart has no exact print and no sketch."""

    exact: str
    sketch: tuple[int, ...]
    links: tuple[int, ...]


def print_of(*texts: str, link: str = "") -> TextPrint:
    """The print of these texts of one post, taken together. `link`: one besides those in the texts."""
    whole = "\n".join(texts)
    links = tuple(sorted(map(number, links_in(f"{whole}\n{link}"))))[:MAX_LINKS]
    letters = letters_of(whole)
    if len(letters) < SHORTEST:
        return TextPrint("", (), links)
    return TextPrint(blake2b(letters.encode(), digest_size=16).hexdigest(), sketch_of(letters), links)


def letters_of(text: str) -> str:
    """The letters and digits of a text in their plainest form, without anything between them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def sketch_of(letters: str) -> tuple[int, ...]:
    """The SKETCH smallest hashes of the shingles, in order."""
    last = max(len(letters) - SHINGLE, 0)
    shingles = {letters[start : start + SHINGLE] for start in range(last + 1)}
    return tuple(nsmallest(SKETCH, {number(shingle) for shingle in shingles}))


def links_in(text: str) -> set[str]:
    """The links of a text without what can be varied at will: scheme, www, port, query, case and a slash at the end."""
    return {plain_link(found) for found in LINK.findall(text)} - {""}


def plain_link(link: str) -> str:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:  # such as an unfinished address of IPv6
        return ""
    return f"{host}{parts.path.lower()}".rstrip("/.,;:!?*_") if host else ""


def similarity(one: Iterable[int], other: Iterable[int]) -> float:
    """From 0 to 1: the share of the larger sketch that both have. At NEAR and above the texts are nearly the same."""
    first, second = set(one), set(other)
    return len(first & second) / max(len(first), len(second), 1)


def number(text: str) -> int:
    """A hash of 64 bits, signed as in Postgres."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
