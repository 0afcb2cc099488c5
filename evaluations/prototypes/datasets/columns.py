"""Which two columns of a table are meant, and whether its first row names them: by known names, and else over all rows.

What the rows do not settle is said in a notice, so that nothing is guessed in silence."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from .problems import short

LABELS = 0.8  # of a column's cells occur twice or more: they are labels
MIN_ROWS_TO_COUNT = 3  # two rows do not show that a column counts them
NAME_CHARACTERS, NAME_WORDS = 40, 4  # the name of a column is short,
SHORTER = 2  # times: and its cells are typically longer than it by so much
ENOUGH = 2  # of evidence, so that the first row names the columns

_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
_DIGITS = re.compile(r"\d+")
_ENDS_SENTENCE = (".", "!", "?", "。", "！", "？")

Record = Sequence[str]


class Wanted(NamedTuple):
    """The indices of the columns that together are the first text of a pair, and that of the second text."""

    first: tuple[int, ...]
    second: int

    def pair(self, cells: Record) -> tuple[str, str]:
        return "\n\n".join(cells[index] for index in self.first if cells[index]), cells[self.second]


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """The two columns that are read from a kind of table, and the names that people give them, in order of preference.

    `noun`: for a row. `in_words`: the content of both columns. `max_characters`: of one cell. `joined`: names of
    columns that are the first text together, where a table has them all."""

    noun: str
    first: str
    second: str
    first_names: Sequence[str]
    second_names: Sequence[str]
    in_words: str
    max_characters: int
    joined: Sequence[str] = ()

    @property
    def forms(self) -> str:
        """How to write a line of JSON."""
        return f'Write {{"{self.first}": "...", "{self.second}": "..."}} or ["{self.first}", "{self.second}"].'

    def find(self, names: Record) -> Wanted | None:
        """The two columns among these names; None unless both are there."""
        plain = [plain_name(name) for name in names]
        if self.joined and all(name in plain for name in self.joined):
            firsts = tuple(plain.index(name) for name in self.joined)
        else:
            firsts = tuple(plain.index(name) for name in self.first_names if name in plain)[:1]
        left = [None if index in firsts else name for index, name in enumerate(plain)]
        second = next((left.index(name) for name in self.second_names if name in left), None)
        return None if not firsts or second is None else Wanted(firsts, second)

    def guess(self, names: Record, body: Sequence[Record]) -> Wanted | None:
        """The two columns that hold anything but a count of the rows; None where there are more, or fewer.

        The first comes first, unless a name says otherwise, or the first column repeats and the second does not."""
        filled = [0, 1] if len(names) == 2 else filled_columns([names, *body])
        two = [index for index in filled if not _counts([record[index] for record in body])] if filled[2:] else filled
        if len(two) != 2:
            return None
        one, other = two
        plain = [plain_name(names[index]) for index in two]
        if plain[0] in self.first_names or plain[1] in self.second_names:
            return Wanted((one,), other)
        if plain[0] in self.second_names or plain[1] in self.first_names:
            return Wanted((other,), one)
        repeats = [recurring([record[index] for record in body]) for index in two]
        return Wanted((other,), one) if repeats[0] >= LABELS and repeats[1] == 0 else Wanted((one,), other)

    def knows(self, name: str) -> bool:
        return plain_name(name) in (*self.first_names, *self.second_names)


def plain_name(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").split())


def recurring(cells: Sequence[str]) -> float:
    """The share of the filled cells whose text occurs more than once; 0 where all are the same, and so tell nothing."""
    counts = Counter(cell.strip().casefold() for cell in cells if cell.strip())
    if len(counts) == 1:
        return 0
    return sum(count for count in counts.values() if count > 1) / (counts.total() or 1)


def filled_columns(records: Iterable[Record]) -> list[int]:
    return sorted({index for record in records for index, cell in enumerate(record) if cell.strip()})


def _counts(cells: Sequence[str]) -> bool:
    """Whether the cells count the rows, from 0 or from 1."""
    first = cells[0].strip() if cells else ""
    if first not in ("0", "1") or len(cells) < MIN_ROWS_TO_COUNT:
        return False
    return all(cell.strip() == str(number) for number, cell in enumerate(cells, int(first)))


def evidence_of_names(head: Record, body: Sequence[Record], wanted: Wanted, columns: ColumnPair) -> int:
    """How much speaks for a first row of names: ENOUGH, or less; below -ENOUGH where one of its cells comes again."""
    two = (*wanted.first, wanted.second)
    found = sum(_evidence(head[index].strip(), [record[index].strip() for record in body], columns) for index in two)
    counts = [index for index in range(len(head)) if index not in two and _counts([record[index] for record in body])]
    return found + ENOUGH * any(not _NUMBER.fullmatch(head[index].strip()) for index in counts)


def _evidence(cell: str, below: Sequence[str], columns: ColumnPair) -> int:
    """Known names, and names above numbers, are more than enough. A name that does not occur below, where all others
    do again, is enough, unless the other cell is too long for a name; else it has to be shorter, too. A cell that comes
    again, or differs from another in its digits alone, is none."""
    if not cell or not below or _NUMBER.fullmatch(cell):
        return 0
    if cell in below:
        return -4 * ENOUGH
    if _DIGITS.sub("", cell) in (_DIGITS.sub("", each) for each in below):
        return -ENOUGH
    if columns.knows(cell) or all(map(_NUMBER.fullmatch, below)):
        return ENOUGH + 1
    if len(cell) > NAME_CHARACTERS or len(cell.split()) > NAME_WORDS or cell.endswith(_ENDS_SENTENCE):
        return -1
    repeats = recurring(below)
    if repeats == 1:
        return ENOUGH
    return int(median(map(len, below)) >= SHORTER * len(cell)) + int(repeats >= LABELS)


def quoted(texts: Sequence[str]) -> str:
    """“a”, “b” and “c”; at most five of them."""
    said = [f"“{short(text.strip())}”" for text in texts[:5]]
    last = f"{len(texts) - 5} more" if len(texts) > 5 else said.pop()
    return f"{', '.join(said)} and {last}" if said else last


def notices_of(names: Record, wanted: Wanted, body: Sequence[Record], columns: ColumnPair) -> list[str]:
    """Which columns are one text together, and which were left out."""
    unread = [index for index in filled_columns([names, *body]) if index not in (*wanted.first, wanted.second)]
    left = left_out([names[index].strip() or f"number {index + 1}" for index in unread if index < len(names)])
    return together([names[index] for index in wanted.first], columns) + left


def together(names: Sequence[str], columns: ColumnPair) -> list[str]:
    return [f"{quoted(names)} together are the {columns.first}."] if len(names) > 1 else []


def left_out(names: Sequence[str]) -> list[str]:
    if len(names) == 1:
        return [f"The column {quoted(names)} was left out."]
    return [f"The columns {quoted(names)} were left out."] if names else []
