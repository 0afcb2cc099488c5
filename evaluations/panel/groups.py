"""What an invited panel says of one idea, as the group's own numbers. Pure.

Nobody knows how many people a panel is: whoever holds its link has as many browsers as they like. So these numbers are
shown with the panel's name, beside the three answers of everybody, and are part of none of them.

They move in steps of STEP answers, the earliest first. Who looks before and after one person has answered sees the same
numbers, so that nobody learns what this person said, the panel's maker included."""

from dataclasses import dataclass

from .answers import counted
from .shares import MIN_SHOWN, bounds

STEP = MIN_SHOWN  # answers


def in_whole_steps(n: int) -> int:
    """How many of n answers are shown."""
    return n - n % STEP


@dataclass(frozen=True, slots=True)
class SaidOfAll:
    """`yes` of `n`, with the one-sided 80 % Wilson bounds that the answers of everybody have; `n` is at least 1."""

    what: str
    yes: int
    n: int

    @property
    def lower(self) -> float:
        return bounds(self.yes, self.n)[0]

    @property
    def upper(self) -> float:
        return bounds(self.yes, self.n)[2]


@dataclass(frozen=True, slots=True)
class GroupVoice:
    """Numbers of answers about one text of one idea: the first `n` that were not set aside, in whole steps; of them
    `right`, `would` (use it and pay) and `none_known` (no product); and those `aside`, in whole steps."""

    panel: int
    name: str
    idea: int
    n: int
    right: int
    would: int
    none_known: int
    aside: int = 0

    @property
    def people(self) -> str:
        """Each seat is one person, as far as the site can tell."""
        return counted(self.n, "person", "people")

    @property
    def shares(self) -> tuple[SaidOfAll, ...]:
        """In the order of the pie."""
        said = (("got it", self.right), ("would use it and pay", self.would), ("know no product", self.none_known))
        return tuple(SaidOfAll(what, yes, self.n) for what, yes in said)
