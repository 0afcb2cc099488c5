"""From counts to the three answers of people: obvious, wanted, overlooked. Pure; the only home of their constants.

    obvious     (Wilson lower bound of those who picked the right line - 1/4) / (3/4), at least 0: one of four is chance
    wanted      Wilson lower bound of those who would use it and also would pay, or joined its waitlist
    overlooked  Wilson lower bound of those who know no product; 0 while a claim stands that a frontier lab has one

Bounds are one-sided 90 %, as everywhere else on the site. All counts are weighed: somebody signed out counts a fifth at
most, because nobody knows whether five of them are one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from evaluations.prototypes.statistics import ANSWER_ALPHA, wilson, z_one_sided
from ideas.figures import percent
from ideas.questions import MAX_BASIS

LEAST_N = 12  # with fewer it is being measured; if all of 12 are right, the lower bound is 0.88, of 6 it is 0.79
CHANCE = 1 / 4
STRANGER = 0.2  # what an answer of somebody signed out, or of an account too new to rank, counts for: five are one
FLOORS = {"obvious": 0.5, "wanted": 0.1, "overlooked": 0.5}
# What the share is of, and why its floor is there. None of the three has a source.
REASONS = {
    "obvious": "who got it, beyond chance: picking one of four lines blindly would be right a quarter of the time. "
    "Half is a choice: more people see it than do not",
    "wanted": "who would use it and also pay, or joined its waitlist. A tenth is a choice, and low, because cards come "
    "by chance to people whom it is not for",
    "overlooked": "who know no product that does it; 0 while a claim is upheld that a frontier lab has one. "
    "Half is a choice: more people know none than know one",
}
TINY = 1e-9  # sums of fifths may fall short of a whole number by less


@dataclass(frozen=True, slots=True)
class Counts:
    """Weighed sums over the glances at one revision that were not set aside: `n`, of them `right` and `none_known`
    (no product); `asked` what they would pay, of them `would` use it and pay. Then plain numbers of rows."""

    n: float = 0.0
    right: float = 0.0
    none_known: float = 0.0
    asked: float = 0.0
    would: float = 0.0
    people: int = 0
    strangers: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One answer; `state` is unknown, measuring or known. Bounds are shares from 0 to 1, None while it is not known."""

    state: str
    n: int
    headline: str = ""
    basis: str = ""
    lower: float | None = None
    point: float | None = None
    upper: float | None = None

    @property
    def is_known(self) -> bool:
        return self.state == "known"


def told(counts: Counts, *, joined: float = 0.0, claim_stands: bool = False) -> Mapping[str, Told]:
    """All three. `joined`: weighed people who would use it, would not say that they pay, and joined its waitlist;
    `claim_stands`: an upheld claim that a frontier lab's product does it."""
    return {
        "obvious": obvious(counts),
        "wanted": wanted(counts, joined),
        "overlooked": overlooked(counts, claim_stands=claim_stands),
    }


def obvious(counts: Counts) -> Told:
    if counts.n < LEAST_N - TINY:
        return measuring("obvious", counts.n, counts)
    lower, point, upper = bounds(counts.right, counts.n)
    return Told(
        "known",
        int(counts.n + TINY),
        f"{between(lower, upper)} got it at a glance",
        f"{who(counts)} picked what it is for out of four lines; {percent(point)} % were right. "
        f"One of four is chance, so 25 % right would count as 0.{aside(counts)}"[:MAX_BASIS],
        *(max(0.0, (share - CHANCE) / (1 - CHANCE)) for share in (lower, point, upper)),
    )


def wanted(counts: Counts, joined: float) -> Told:
    if counts.asked < LEAST_N - TINY:
        return measuring("wanted", counts.asked, counts)
    would = min(counts.asked, counts.would + joined)
    lower, point, upper = bounds(would, counts.asked)
    basis = (
        f"{who_was_asked(counts)} were asked; {percent(point)} % would use it and also pay, "
        f"or joined its waitlist. Who is signed out is not asked what they would pay.{aside(counts)}"
    )
    headline = f"{between(lower, upper)} would use and pay"
    return Told("known", int(counts.asked + TINY), headline, basis[:MAX_BASIS], lower, point, upper)


def overlooked(counts: Counts, *, claim_stands: bool) -> Told:
    if claim_stands:
        why = "An upheld claim says that a frontier lab's product does this, so this counts as 0 while it stands."
        return Told("known", int(counts.n + TINY), "a frontier lab has it", why, 0.0, 0.0, 0.0)
    if counts.n < LEAST_N - TINY:
        return measuring("overlooked", counts.n, counts)
    lower, point, upper = bounds(counts.none_known, counts.n)
    basis = f"{who(counts)} were asked whether they know a product that does it; {percent(point)} % know none."
    headline = f"{between(lower, upper)} know no product"
    return Told("known", int(counts.n + TINY), headline, f"{basis}{aside(counts)}"[:MAX_BASIS], lower, point, upper)


def measuring(question: str, n: float, counts: Counts) -> Told:
    """Too few to say; nothing at all is not being measured yet."""
    if not counts.people + counts.strangers + counts.set_aside:
        return Told("unknown", 0)
    basis = (
        f"{who_was_asked(counts) if question == 'wanted' else who(counts)} so far; it takes {LEAST_N}.{aside(counts)}"
    )
    return Told("measuring", int(n + TINY), needs(n, counts), basis[:MAX_BASIS])


def needs(n: float, counts: Counts) -> str:
    """Of all three answers the same words where the same glances would do, so that a card says it once."""
    only_signed_in = short(n) > short(counts.n)
    number, whose = short(n), "signed-in " if only_signed_in else ""
    return f"needs {counted(number, f'more {whose}glance', f'more {whose}glances')}"


def short(n: float) -> int:
    return max(0, ceil(LEAST_N - n - TINY))


def glances(question: str, number: int) -> str:
    """Only who is signed in is asked what they would pay, so for wanted only those count."""
    whose = "signed-in " if question == "wanted" else ""
    return counted(number, f"{whose}glance", f"{whose}glances")


def bounds(yes: float, n: float) -> tuple[float, float, float]:
    interval = wilson(min(yes, n), n, z_one_sided(ANSWER_ALPHA))
    return interval.lower, min(yes, n) / n, interval.upper


def who(counts: Counts) -> str:
    """Rows, and what they weigh where that is not the same."""
    told = counted(counts.people, "person", "people")
    if counts.strangers:
        told += f" and {counts.strangers} signed out (each counts {percent(STRANGER)} % at most)"
    weighed = counts.n < counts.people + counts.strangers * STRANGER - 0.05
    return f"{told}, who weigh as {counts.n:.1f}," if weighed else told


def who_was_asked(counts: Counts) -> str:
    """For wanted: rows of people who were signed in, and what they weigh where that is not the same."""
    told = f"{counted(counts.people, 'person', 'people')} signed in"
    return f"{told}, who weigh as {counts.asked:.1f}," if counts.asked < counts.people - 0.05 else told


def aside(counts: Counts) -> str:
    return f" {counted(counts.set_aside, 'glance was', 'glances were')} set aside." if counts.set_aside else ""


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def between(lower: float, upper: float) -> str:
    return f"{percent(lower)} to {percent(upper)} %"
