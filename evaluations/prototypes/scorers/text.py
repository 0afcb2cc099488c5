"""Texts without the differences that do not matter to a careful reader."""

import re
import unicodedata

from .accents import stream_safe

# Part of a name or an amount rather than of the sentence around it: C#, 5 %, R&D, km/h.
_MEANINGFUL = frozenset("#%&@/\\")
_APOSTROPHES = frozenset("'’ʼ`")
_IN_NUMBER = re.compile(r"(?<=\d)[.,:\-](?=\d)|(?<!\w)-(?=\d)")
# Letters of scripts that put spaces between words; in the others a word may follow another directly.
SPACED = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\uffff]"
_WORD = re.compile(rf"{SPACED}(?:{SPACED}|(?<=\d)[.,:\-](?=\d))*|[^\W_]")


def folded(text: str) -> str:
    """The text without differences of case, spacing and Unicode form (NFKC); punctuation stays."""
    normal = unicodedata.normalize("NFKC", stream_safe(text))
    return " ".join(unicodedata.normalize("NFKC", stream_safe(normal.casefold())).split())


def normalized(text: str) -> str:
    """`folded`, and without the punctuation around words; that inside a number (1.5, 10:30, -4) counts.

    A text of nothing but punctuation stays as it is, so that "?" and "!" differ."""
    whole = folded(text)
    in_numbers = {match.start() for match in _IN_NUMBER.finditer(whole)}
    bare = "".join(char if index in in_numbers else _bare(char) for index, char in enumerate(whole))
    return " ".join(bare.split()) or whole


def words(text: str) -> list[str]:
    """The words of a text without differences of case; in scripts without spaces every character is one."""
    return _WORD.findall(folded(text))


def _bare(char: str) -> str:
    if char in _APOSTROPHES:
        return ""
    return " " if unicodedata.category(char).startswith("P") and char not in _MEANINGFUL else char
