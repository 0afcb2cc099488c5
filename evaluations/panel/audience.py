"""Who wants an idea among the people it is for: a second way to clear "wanted". Pure; the only home of its constants.

An idea for one trade is wanted by nearly nobody else, and cards come by chance. So an author may name at most two
fields of work, and what the people who had said before the deal that they work in one of them answer is counted apart:

    wanted = the better of: the bound of everybody, and the bound of those inside, each beside its own floor

Two chances are taken, so for an idea that names a field both bounds are one-sided 90 % and not 80 % (Bonferroni): both
are above the truth by chance no more often than one of 80 % would be. "Better" is by what each adds to the score, which
weighs a bound by its floor (`ideas.floors`), so there is still one score and one order.

Anybody may say that they work in shops. A large ring is found by its answers (`rings`); a small one is not, and in a
small field it is loud. So the floor inside is the share that a ring too small to be found would have there:

    floor = max(LEAST_FLOOR, ring / size),  ring = max(UNSEEN_PEOPLE, UNSEEN_SHARE * players)

`size`: the voices of those who said the field, `players` those of everybody whose weight is known. Where the field is
so small that the ring could be all of it, the floor is MOST_FLOOR: only agreement of nearly all would do.

Those inside are dealt the idea more often than others, so a ring inside would carry "obvious" and "overlooked", too:
on these they count together at most MOST_INSIDE of what the others count.
`benchmarks/audiences.py` measures both: gems that clear, and nonsense of rings that say they are inside.
"""

from dataclasses import dataclass
from math import pow

from ideas.floors import exponent

from .shares import MIN_SHOWN, bounds

LEAST_FLOOR = 0.2  # twice the floor of everybody: the cards of those inside came to people whom it is for
UNSEEN_SHARE, UNSEEN_PEOPLE = 0.01, 5.0  # of all players, and at least; smaller rings may not be found
MOST_FLOOR = 0.95  # below 1, where the score has no power for it
MOST_INSIDE = 0.25  # for obvious and overlooked: of what the others count, as for those signed out
MIN_INSIDE = 12  # summed weights; with fewer it is being measured
CHANCES = 2


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """What those inside said of one revision, and the `others`. Sums of weights: `asked` what they would pay, of them
    `would` (use it and pay, or joined its waitlist). Numbers of people: `people`, of them `yes`.

    `whom`: the fields, in words; `floor`: see `floor_for`."""

    whom: str
    floor: float
    asked: float = 0.0
    would: float = 0.0
    people: int = 0
    yes: int = 0
    others: int = 0
    others_yes: int = 0
    others_asked: float = 0.0
    others_would: float = 0.0

    @property
    def is_shown(self) -> bool:
        return self.people >= MIN_SHOWN

    @property
    def fewest(self) -> int:
        return MIN_SHOWN

    @property
    def least(self) -> int:
        return MIN_INSIDE

    @property
    def groups(self) -> tuple["AudienceGroup", "AudienceGroup"]:
        """Those inside, then the others."""
        inside = AudienceGroup(f"who work in {self.whom}", self.yes, self.people, self.would, self.asked)
        return inside, AudienceGroup("others", self.others_yes, self.others, self.others_would, self.others_asked)

    @property
    def inside(self) -> "AudienceGroup | None":
        return self.groups[0] if self.is_shown else None

    @property
    def outside(self) -> "AudienceGroup | None":
        return self.groups[1] if self.is_shown else None


@dataclass(frozen=True, slots=True)
class AudienceGroup:
    """`yes` of `people`, who weigh as `would` of `asked`; the bounds are one-sided 90 %, as shares from 0 to 1."""

    who: str
    yes: int
    people: int
    would: float
    asked: float

    @property
    def lower(self) -> float:
        return bounds(self.would, self.asked, CHANCES)[0] if self.asked else 0.0

    @property
    def upper(self) -> float:
        return bounds(self.would, self.asked, CHANCES)[2] if self.asked else 1.0


def floor_for(size: float, players: float) -> float:
    """The lower bound that clears "wanted" inside. `size` and `players`: sums of voices, at least 0."""
    ring = max(UNSEEN_PEOPLE, UNSEEN_SHARE * players)
    return min(MOST_FLOOR, max(LEAST_FLOOR, ring / size if size > 0 else MOST_FLOOR))


def adds(lower: float, floor: float) -> float:
    """What a bound adds to the score as a factor: AT_FLOORS ** (1/5) at the floor, 1 at 1."""
    return pow(lower, exponent(floor))
