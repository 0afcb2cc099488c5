"""From counts to the three answers of people: obvious, wanted, overlooked. Pure; the only home of their constants.

    obvious     (Wilson lower bound of the share who picked the right line - 1/4) / (3/4), at least 0: a guess is right
                one time in four
    wanted      Wilson lower bound of the share who would use it and also would pay, or joined its waitlist; of
                everybody, or of those whom the idea is for (`panel.audience`)
    overlooked  Wilson lower bound of the share who know no product; 0 while a claim is upheld that a frontier lab has
                one

Bounds are one-sided 80 %. An idea becomes a Moment only while the bounds of all three clear their floors together, and
all three hold in 0.8 ** 3, half of all cases; at 90 % each, in 0.73. In `benchmarks/worlds.py` that kept small sites
from a Moment for weeks, made the Moments no truer, and stopped no attacker. All counts are sums of weights: a
signed-out player counts a fifth at most, because five of them may be one person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

from ideas.figures import percent
from ideas.questions import MAX_BASIS

from .audience import CHANCES, MIN_INSIDE, MOST_INSIDE, AudienceCounts, adds
from .shares import bounds

MIN_N = 12  # with fewer it is being measured; if all of 12 are right, the lower bound is 0.94, of 6 it is 0.89
CHANCE = 1 / 4
STRANGER = 0.2  # weight of an answer of somebody signed out, or of an account too new to rank: five count as one
FLOORS = {"obvious": 0.5, "wanted": 0.1, "overlooked": 0.5}
# What the share means, and why its floor is chosen so. None of the three has a source.
REASONS = {
    "obvious": "who got it, beyond chance: picking one of four lines blindly would be right a quarter of the time. "
    "Half is a choice: more people see it than do not",
    "wanted": "who would use it and also pay, or joined its waitlist. A tenth is a choice, and low, because cards come "
    "by chance to people whom it is not for",
    "overlooked": "who know no product that does it; 0 while a claim is upheld that a frontier lab has one. "
    "Half is a choice: more people know none than know one",
}
TINY = 1e-9  # rounding errors of sums of fifths are smaller


@dataclass(frozen=True, slots=True)
class GlanceCounts:
    """Sums over the glances at one revision that were not set aside. Sums of weights: `n`, of them `right` and
    `none_known` (no product); `asked` what they would pay, of them `would` use it and pay; all five also for those
    inside. Then numbers of rows."""

    n: float = 0.0
    right: float = 0.0
    none_known: float = 0.0
    asked: float = 0.0
    would: float = 0.0
    n_inside: float = 0.0
    right_inside: float = 0.0
    none_known_inside: float = 0.0
    asked_inside: float = 0.0
    would_inside: float = 0.0
    people: int = 0
    strangers: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class PanelEstimate:
    """One of the three answers; `state` is unknown, measuring, known or stale. Bounds are shares from 0 to 1, None
    while it is unknown or being measured."""

    state: str
    n: int
    headline: str = ""
    basis: str = ""
    lower: float | None = None
    point: float | None = None
    upper: float | None = None
    floor: float | None = None  # where it is not the usual one

    @property
    def is_known(self) -> bool:
        return self.state == "known"


def estimate(
    counts: GlanceCounts,
    *,
    joined: float = 0.0,
    claim_stands: bool = False,
    inside: AudienceCounts | None = None,
) -> Mapping[str, PanelEstimate]:
    """All three answers. `joined`: summed weights of people who would use it, would not pay, and joined its waitlist;
    `claim_stands`: whether a claim is upheld that a frontier lab's product does it; `inside`: what those said whom the
    idea is for, None where it names no field of work."""
    return {
        "obvious": obvious(with_few_inside(counts)),
        "wanted": wanted(counts, joined, inside),
        "overlooked": overlooked(with_few_inside(counts), claim_stands=claim_stands),
    }


def with_few_inside(counts: GlanceCounts) -> GlanceCounts:
    """What decides about obvious and overlooked: those inside, who are dealt the idea more often, count together at
    most MOST_INSIDE of what the others count."""
    others = max(0.0, counts.n - counts.n_inside)
    less = 1 - min(1.0, MOST_INSIDE * others / counts.n_inside) if counts.n_inside > 0 else 0.0
    return replace(
        counts,
        n=counts.n - less * counts.n_inside,
        right=counts.right - less * counts.right_inside,
        none_known=counts.none_known - less * counts.none_known_inside,
    )


def obvious(counts: GlanceCounts) -> PanelEstimate:
    if counts.n < MIN_N - TINY:
        return measuring("obvious", counts.n, counts)
    lower, point, upper = bounds(counts.right, counts.n)
    return PanelEstimate(
        "known",
        int(counts.n + TINY),
        f"{between(lower, upper)} got it at a glance",
        f"{who(counts)} picked what it is for out of four lines; {percent(point)} % were right. "
        f"One of four is chance, so 25 % right would count as 0.{aside(counts)}"[:MAX_BASIS],
        *(max(0.0, (share - CHANCE) / (1 - CHANCE)) for share in (lower, point, upper)),
    )


def wanted(counts: GlanceCounts, joined: float, inside: AudienceCounts | None = None) -> PanelEstimate:
    if counts.asked < MIN_N - TINY:
        return measuring("wanted", counts.asked, counts)
    of_all = wanted_by_all(counts, joined, chances=CHANCES if inside else 1)
    if inside is None or inside.asked < MIN_INSIDE - TINY:
        return of_all
    of_those = wanted_inside(inside)
    ahead = adds(of_those.lower or 0.0, inside.floor) > adds(of_all.lower or 0.0, FLOORS["wanted"])
    return of_those if ahead else of_all


def wanted_by_all(counts: GlanceCounts, joined: float, *, chances: int) -> PanelEstimate:
    lower, point, upper = bounds(counts.would + joined, counts.asked, chances)
    basis = (
        f"{who_was_asked(counts)} were asked; {percent(point)} % would use it and also pay, "
        f"or joined its waitlist. Who is signed out is not asked what they would pay.{aside(counts)}"
    )
    headline = f"{between(lower, upper)} would use and pay"
    return PanelEstimate("known", int(counts.asked + TINY), headline, basis[:MAX_BASIS], lower, point, upper)


def wanted_inside(inside: AudienceCounts) -> PanelEstimate:
    lower, point, upper = bounds(inside.would, inside.asked, CHANCES)
    weigh = f", who weigh as {inside.asked:.1f}," if inside.asked < inside.people - 0.05 else ""
    basis = (
        f"{inside.yes} of {inside.people} who work in {inside.whom}{weigh} would use it and also pay, or joined its "
        f"waitlist; {inside.others_yes} of {inside.others} others. It takes {percent(inside.floor)} % of those inside."
    )
    headline = f"{between(lower, upper)} in {inside.whom} would use and pay"
    n = int(inside.asked + TINY)
    return PanelEstimate("known", n, headline, basis[:MAX_BASIS], lower, point, upper, inside.floor)


def overlooked(counts: GlanceCounts, *, claim_stands: bool) -> PanelEstimate:
    if claim_stands:
        why = "An upheld claim says that a frontier lab's product does this, so this counts as 0 while it stands."
        return PanelEstimate("known", int(counts.n + TINY), "a frontier lab has it", why, 0.0, 0.0, 0.0)
    if counts.n < MIN_N - TINY:
        return measuring("overlooked", counts.n, counts)
    lower, point, upper = bounds(counts.none_known, counts.n)
    basis = f"{who(counts)} were asked whether they know a product that does it; {percent(point)} % know none."
    headline = f"{between(lower, upper)} know no product"
    basis += aside(counts)
    return PanelEstimate("known", int(counts.n + TINY), headline, basis[:MAX_BASIS], lower, point, upper)


def measuring(question: str, n: float, counts: GlanceCounts) -> PanelEstimate:
    """The state with fewer than MIN_N glances; "unknown" without any."""
    if not counts.people + counts.strangers + counts.set_aside:
        return PanelEstimate("unknown", 0)
    basis = f"{who_was_asked(counts) if question == 'wanted' else who(counts)} so far; it takes {MIN_N}.{aside(counts)}"
    return PanelEstimate("measuring", int(n + TINY), needs(n, counts), basis[:MAX_BASIS])


def needs(n: float, counts: GlanceCounts) -> str:
    """The same words for all three answers where the same glances would do, so that a card says it once."""
    only_signed_in = short(n) > short(counts.n)
    number, whose = short(n), "signed-in " if only_signed_in else ""
    return f"needs {counted(number, f'more {whose}glance', f'more {whose}glances')}"


def short(n: float) -> int:
    return max(0, ceil(MIN_N - n - TINY))


def glances(question: str, number: int) -> str:
    """Only signed-in players are asked what they would pay, so only they count for wanted."""
    whose = "signed-in " if question == "wanted" else ""
    return counted(number, f"{whose}glance", f"{whose}glances")


def who(counts: GlanceCounts) -> str:
    """The number of players, and the sum of their weights where it differs."""
    players = counted(counts.people, "person", "people")
    if counts.strangers:
        players += f" and {counts.strangers} signed out (each counts {percent(STRANGER)} % at most)"
    weighed = counts.n < counts.people + counts.strangers * STRANGER - 0.05
    return f"{players}, who weigh as {counts.n:.1f}," if weighed else players


def who_was_asked(counts: GlanceCounts) -> str:
    """For wanted: the number of signed-in players, and the sum of their weights where it differs."""
    people = f"{counted(counts.people, 'person', 'people')} signed in"
    return f"{people}, who weigh as {counts.asked:.1f}," if counts.asked < counts.people - 0.05 else people


def aside(counts: GlanceCounts) -> str:
    return f" {counted(counts.set_aside, 'glance was', 'glances were')} set aside." if counts.set_aside else ""


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def between(lower: float, upper: float) -> str:
    return f"{percent(lower)} to {percent(upper)} %"
