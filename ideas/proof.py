"""What shows at a glance that an idea can be done: a pair, one number and what it costs, in plain words. Pure.

A pair is an example of the author's and what the best prototype answered to it while it was held out. The number says
of how many examples that prototype got how many right. Cards, pages, the API, feeds and frames all take their words
from here, so that they say the same.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from unicodedata import combining

from .figures import price

# Grows when a proof is found or rendered otherwise; `derive` then finds and renders all of them anew.
VERSION = 3
MAX_GIVEN, MAX_ANSWER, MAX_NAME = 180, 90, 30  # characters of what goes in, what comes out, the name of a field
MAX_FIELDS = 5
MORE = "…"
GOING_ON = "other models are being tried now"


class Rightness(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNCHECKED = "unchecked"  # compared with nothing
    WAITING = "waiting"  # not answered yet


class Unit(StrEnum):
    """What is counted. Points, of 100, are for graded texts: an answer may be right in part."""

    EXAMPLES = "examples"
    FIELDS = "fields"
    POINTS = "points"


class Finding(StrEnum):
    """What the number says of the idea. FAILS: surely below the floor. CHANCE: not surely above guessing."""

    TRYING = "trying"
    FEW = "few"
    FAILS = "fails"
    CHANCE = "chance"
    STANDS = "stands"
    OUT_OF_DATE = "out of date"


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """One field of an answer to `extract`."""

    name: str
    answer: str
    expected: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """`row`: the example's place among the author's, from 1, of `of`. Names are blank where the author gave none.
    `passage`: of the document that a search found first. `score`: 0 to 1, None where nothing is compared. `by`: who
    answered, `ms`: in how many milliseconds, None if not known."""

    row: int
    of: int
    given: str
    rightness: Rightness
    answer: str = ""
    expected: str = ""
    input_name: str = ""
    expected_name: str = ""
    fields: tuple[FieldAnswer, ...] = ()
    more_fields: int = 0
    passage: str = ""
    is_prose: bool = False
    score: float | None = None
    by: str = ""
    ms: float | None = None
    note: str = ""  # of one that waits: what it waits for

    @property
    def goes_in(self) -> str:
        return self.input_name or "goes in"

    @property
    def comes_out(self) -> str:
        return self.expected_name or "comes out"

    @property
    def took(self) -> str:
        """Seconds in words: 0.1 s, 8.1 s, 12 s."""
        seconds = max(0.1, (self.ms or 0.0) / 1_000)
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:,.0f} s"

    @property
    def points(self) -> int:
        return round(100 * (self.score or 0.0))

    @property
    def judged(self) -> str:
        """The rightness in words, with what it should be."""
        if self.rightness == Rightness.WAITING:
            return "not tried yet"
        if self.rightness == Rightness.RIGHT:
            return "right"
        if self.rightness == Rightness.UNCHECKED:
            return "compared with nothing"
        said = "wrong" if self.rightness == Rightness.WRONG else f"{self.points} of 100 points"
        return f"{said}, should be {self.expected}"

    @property
    def words(self) -> str:
        """The whole in one line, for feeds."""
        if self.rightness == Rightness.WAITING:
            return f"{self.goes_in}: “{self.given}” → {self.comes_out}: not tried yet"
        return f"{self.goes_in}: “{self.given}” → {self.comes_out}: “{self.answer}” ({self.judged})"


@dataclass(frozen=True, slots=True)
class Count:
    """`right` of `of`; `guessing`: how many of them guessing gets, None while that is not known. `planned`: how many
    examples there will be, more than `of` while some are still to be tried."""

    right: int
    of: int
    finding: Finding
    unit: Unit = Unit.EXAMPLES
    guessing: int | None = None
    planned: int = 0
    goes_on: bool = False  # other models are still trying
    is_less_on_others: bool = False  # the strangers' examples are harder for it, and decide whether it works

    @property
    def number(self) -> str:
        """16 of 24 right; 34 of 45 fields right; 76 of 100 points; 6 of 7 right so far."""
        so_far = " so far" if self.finding == Finding.TRYING else ""
        if self.unit == Unit.POINTS:
            return f"{self.right:,} of {self.of:,} points{so_far}"
        what = " fields" if self.unit == Unit.FIELDS else ""
        return f"{self.right:,} of {self.of:,}{what} right{so_far}"

    @property
    def beside(self) -> str:
        """What belongs beside the number: what guessing gets, and what that says."""
        if self.finding == Finding.TRYING:
            done = f", {self.of:,} of {self.planned:,} done" if self.unit == Unit.EXAMPLES else ""
            return f"being tried now{done}"
        guessing = [] if self.guessing is None else [f"guessing gets {self.guessing:,}"]
        return "; ".join([*guessing, *self.caveats])

    @property
    def caveats(self) -> list[str]:
        said = {
            Finding.FEW: "too few to tell",
            Finding.FAILS: "no open model does it yet",
            Finding.CHANCE: "too close to guessing to tell",
            Finding.OUT_OF_DATE: "out of date",
        }
        going_on = [GOING_ON] if self.goes_on else []
        harder = ["fewer on strangers' examples"] if self.is_less_on_others else []
        return [*([said[self.finding]] if self.finding in said else []), *harder, *going_on]

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.number, self.beside)))


@dataclass(frozen=True, slots=True)
class Cost:
    """Dollars for 1,000 tasks: `usd` of the prototype, 0 if it asks no model; `frontier_usd`: the median list price of
    the big labs for the same tokens, None if not known."""

    usd: float
    frontier_usd: float | None = None

    @property
    def own(self) -> str:
        return price(self.usd)

    @property
    def frontier(self) -> str:
        return "" if self.frontier_usd is None else price(self.frontier_usd)

    @property
    def words(self) -> str:
        """1,000 cost $0.007; the big labs' list price is $0.04."""
        own = f"1,000 cost {self.own}"
        return f"{own}; the big labs' list price is {self.frontier}" if self.frontier else own


@dataclass(frozen=True, slots=True)
class Proof:
    """`run`: the key of the run that it is of; None where none has answered yet."""

    pair: Pair | None = None
    count: Count | None = None
    cost: Cost | None = None
    run: int | None = None

    @property
    def headline(self) -> str:
        """The number in words; or why there is none."""
        if self.count:
            return self.count.words
        return self.pair.judged if self.pair and self.pair.rightness == Rightness.WAITING else ""

    @property
    def out_of_date(self) -> "Count | None":
        """The number as it stands once the examples have changed."""
        if self.count is None or self.count.finding == Finding.TRYING:
            return None
        return replace(self.count, finding=Finding.OUT_OF_DATE, goes_on=False)


def as_row(proof: Proof) -> dict[str, Any]:
    """As a column keeps it."""
    return asdict(proof) | {"version": VERSION}


def of_row(row: Mapping[str, Any]) -> Proof | None:
    """The reverse of `as_row`; None where an earlier version wrote it."""
    if row["version"] != VERSION:
        return None
    pair, count, cost = row["pair"], row["count"], row["cost"]
    if pair:
        fields = tuple(FieldAnswer(**field) for field in pair["fields"])
        pair = Pair(**pair | {"fields": fields, "rightness": Rightness(pair["rightness"])})
    if count:
        count = Count(**count | {"finding": Finding(count["finding"]), "unit": Unit(count["unit"])})
    return Proof(pair or None, count or None, Cost(**cost) if cost else None, row["run"])


def cut(text: str, most: int) -> str:
    """The text in one line, with at most so many characters, cut between words where there is a gap in the last third.
    Never within a letter and its accents."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    gap = len(kept) if line[len(kept)] == " " else kept.rfind(" ")
    kept = kept[:gap] if gap >= 2 * most // 3 else kept
    while kept and combining(line[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip() + MORE
