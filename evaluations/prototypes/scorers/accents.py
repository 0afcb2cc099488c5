"""Accents and other marks that combine with the letter before them.

Unicode puts the marks after a letter into a canonical order, which takes time quadratic in their number. No language
puts more than a few on one letter; UAX #15 allows 30 in its Stream-Safe Text Format."""

import re
import unicodedata

MAX_ACCENTS = 30  # on one letter
PILED = f"has more than {MAX_ACCENTS} accents on one letter, which no language needs. Remove them."

_JOINER = "\u034f"  # changes nothing to be seen, and no mark moves across it
_FROM_TWO_LETTERS = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # letters that normalization turns into marks
_COMBINING = [char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(char)]
_MARK = f"[{''.join(_COMBINING)}{_FROM_TWO_LETTERS}]"
_FULL = re.compile(f"{_MARK}{{{MAX_ACCENTS}}}(?={_MARK})")


def has_piled_accents(text: str) -> bool:
    return not text.isascii() and _FULL.search(text) is not None


def composed(text: str) -> str:
    """The text in Unicode's NFC form, in which all is stored. Piles of accents stay: they are refused."""
    return text if text.isascii() or has_piled_accents(text) else unicodedata.normalize("NFC", text)


def stream_safe(text: str) -> str:
    """The text with a joiner after every 30 marks on one letter, so that it is normalized in linear time."""
    return text if text.isascii() else _FULL.sub(rf"\g<0>{_JOINER}", text)
