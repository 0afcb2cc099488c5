"""How alike two ideas are to somebody who reads their title and pitch in a list. Pure.

A text is taken as the trigrams of its words, as in pg_trgm: letters alone, folded, with two spaces before each word and
one after it. Case, accents, punctuation, numbers, and the order of words and sentences are not in it, nor are words of
fewer than MIN_LETTERS plain letters, which any two texts share. The likeness of two texts is the share of the shorter
one that the longer one has as well, so no word that is added lowers it.

Of the first ideas, 28 from many fields of work, no two are more alike than 0.46, and one in twenty pairs is above 0.33.
A new title over the same pitch leaves 0.67 or more, a new pitch under the same title mostly 0.4 to 0.55.
"""

import re
import unicodedata

NEAR = 0.65  # from here on two texts are nearly the same idea
KEPT = 0.33  # an idea that keeps less than this is another idea
MIN_LETTERS = 4
MIN_TRIGRAMS = 20  # about three words; most of what is shorter is in many a longer text by chance
WORD = re.compile(r"[^\W\d_]+")
# Small letters that look like Latin ones, and these: with them a copy would look the same and share no trigram.
LOOKALIKES = str.maketrans("аеорсухіјѕһԁвкмнтгοαρνυικτ", "aeopcyxijshdbkmhtroapvuikt")


def trigrams(*texts: str) -> frozenset[str]:
    """Those of all words of these texts; of the whole where it has no word that counts."""
    plain = folded(" ".join(texts))
    words = [word for word in WORD.findall(plain) if len(word) >= MIN_LETTERS or not word.isascii()]
    padded = [f"  {word} " for word in words or [plain.strip()]]
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))


def folded(text: str) -> str:
    """In small plain letters, without accents and without what cannot be seen."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return seen.translate(LOOKALIKES)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: the share of the shorter text that is in the other; of both together where it is very short."""
    shorter = min(one, other, key=len)
    whole = shorter if len(shorter) >= MIN_TRIGRAMS else one | other
    return len(one & other) / max(len(whole), 1)
