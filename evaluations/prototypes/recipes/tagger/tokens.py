"""A text as tokens, with features of each: its word, its shape and its neighbours. A feature is a number, the same in
every process, so that a text is a table of numbers with one row for each token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from zlib import crc32

import numpy as np
import numpy.typing as npt

from evaluations.prototypes.scorers.text import SPACED

Features = npt.NDArray[np.uint32]

MAX_TOKENS = 1_000  # of one input; what comes after them is not read
MAX_WORD = 40  # characters of a word that count
NEIGHBOURS = 3  # on each side
NO_FEATURE = 0  # in place of a feature, where a row has fewer than others

# A word with what joins its parts (RE-52741-B, 8,5mm, o'clock); a letter of a script without spaces; a mark.
_TOKEN = re.compile(rf"{SPACED}+(?:(?:[^\w\s]|_)+{SPACED}+)*|\S")
_REPEATED, _ONCE = re.compile(r"(.)\1+"), r"\1"
_NOTHING = crc32(b"no token")


@dataclass(frozen=True, slots=True)
class Token:
    """`start`, `end`: its characters in the text."""

    start: int
    end: int
    text: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def tokens_of(text: str) -> list[Token]:
    return [Token(match.start(), match.end(), match[0]) for match in islice(_TOKEN.finditer(text), MAX_TOKENS)]


def feature(said: str) -> int:
    return crc32(said.encode("utf-8", "surrogatepass"))


def in_role(features: Features, role: str) -> Features:
    """Each feature as another one, the same for the same role: "mites" as a neighbour is not "mites" itself. They stay
    as different from each other as they were, because the multiplier is odd."""
    return features * np.uint32(feature(role) | 1)


def features_of(tokens: Sequence[Token]) -> Features:
    """A row for each token: what it is like itself, and its neighbours at their place and at any place."""
    own = np.array([_own(token.text[:MAX_WORD]) for token in tokens], np.uint32)
    words, shapes = own[:, 0], own[:, 1]
    columns = [own]
    for distance in range(1, NEIGHBOURS + 1):
        for at in (-distance, distance):
            near = _moved(words, at)
            side = "before" if at < 0 else "after"
            columns += [in_role(near, f"word {at}"), in_role(near, f"word {side}")]
            columns += [in_role(near, "word near"), in_role(_moved(shapes, at), f"shape {at}")]
    return np.column_stack(columns)


def _moved(column: Features, by: int) -> Features:
    """The same column for the neighbours that are so many tokens away."""
    padding = np.full(NEIGHBOURS, _NOTHING, np.uint32)
    padded = np.concatenate([padding, column, padding])
    return padded[NEIGHBOURS + by : NEIGHBOURS + by + len(column)]


@lru_cache(maxsize=10_000)  # words come again and again
def _own(word: str) -> tuple[int, ...]:
    lower = word.casefold()
    has = [any(map(str.isdigit, word)), any(map(str.isalpha, word)), not word.isalnum(), word[0].isalnum()]
    said = [
        re.sub(r"\d", "0", lower),
        f"in short {_REPEATED.sub(_ONCE, shape(word))}",
        f"shape {shape(word)}",
        f"has {has}",
        f"begins {lower[:2]}",
        f"ends {lower[-3:]}",
        f"long {min(len(word), 12) // 2}",
    ]
    return tuple(map(feature, said))


def shape(text: str) -> str:
    """RE-52741-B is AA-00000-A."""
    kinds = ("0" if char.isdigit() else "A" if char.isupper() else "a" if char.isalpha() else char for char in text)
    return "".join(kinds)
