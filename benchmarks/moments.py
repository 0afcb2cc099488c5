"""Do Moments find what is worth something, where votes would not, and can a crowd under one hand push its own?

The same 300 ideas of known worth are shown to the same people on seven sites: six that are ordered by votes, and one
where people glance. The same number of visits is spent on each, of the same half a minute. There is nobody's friend
first; then early luck, which all that follows has, too; then 5 % and 20 % of all accounts under one hand, which push
six worthless ideas: everywhere by voting for them, and on the site of Moments by glancing, with ruses that know the
formulas.

Good are the 30 ideas that are worth most. precision@10 is the share of good ones among the first ten of the list,
NDCG@30 how near the first 30 come to the best possible order of worth. Everything is seeded; figures are means over
the worlds, and after ± stands the standard error of the mean: what differs by less than twice that may be noise.
Differences are taken world by world. `crowd` has the assumptions, and says what is not modelled.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import TypeAlias

from .crowd.rankings import RANKINGS
from .crowd.ruses import RUSES
from .crowd.trials import (
    EFFORTS,
    MOMENTS,
    NO_RUSE,
    PEACEFUL_WORLDS,
    SHARES,
    VISITS,
    WORLDS,
    Found,
    Trial,
    all_trials,
    error_of,
    found_by,
    mean_of,
    without_end,
)

AHEAD = 0.20  # of precision@10, with the most accounts under one hand
Worlds: TypeAlias = Sequence[Found]
At: TypeAlias = Callable[..., Worlds]


def main() -> None:
    report(found_by(all_trials()))


def report(found: Mapping[Trial, Found]) -> None:
    def at(site: str, puppets: float = 0.0, ruse: str = NO_RUSE, visits: int = VISITS, *, luck: bool = True) -> Worlds:
        worlds = PEACEFUL_WORLDS if luck and not puppets else WORLDS
        return [found[Trial(site, puppets, ruse, visits, seed, luck)] for seed in range(worlds)]

    attacks(at)
    efforts(at)
    print()
    against_attackers(at)
    with_half_the_effort(at)


def attacks(at: At) -> None:
    print(f"{WORLDS} worlds, with early luck alone {PEACEFUL_WORLDS}; precision@10, NDCG@30, the ring's among the ten")
    print(row("", "nobody's friends", "early luck", *(f"{share:.0%} under one hand" for share in SHARES)))
    for ruse in RUSES:
        # Friends vote and do not glance.
        found = [at(MOMENTS)[:WORLDS], at(MOMENTS), *(at(MOMENTS, share, ruse) for share in SHARES)]
        print(row(f"Moments ({ruse})", *map(cell, found)))
    for site in RANKINGS:
        print(row(site, *map(cell, (at(site, luck=False), at(site), *(at(site, share) for share in SHARES)))))


def efforts(at: At) -> None:
    print(
        f"\nNobody attacks, early luck, {PEACEFUL_WORLDS} worlds; precision@10, NDCG@30, glances or votes, and "
        "cards or places of lists looked at"
    )
    print(row("", *(f"{effort} visits a day" for effort in EFFORTS)))
    for site in (MOMENTS, *RANKINGS):
        print(row(site, *(effort_cell(at(site, visits=effort)) for effort in EFFORTS)))


def against_attackers(at: At) -> None:
    most = SHARES[-1]
    best = max(RANKINGS, key=lambda site: mean_of(at(site, most)).precision)
    theirs = at(best, most)
    print(f"To reach: with {most:.0%} under one hand, {100 * AHEAD:.0f} points ahead of {best} ({cell(theirs)})")
    for ruse in RUSES:
        ahead, error = difference(at(MOMENTS, most, ruse), theirs)
        print(f"  {ruse:<44}{100 * ahead:+4.0f} ± {100 * error:.0f} points: {said(is_met=ahead >= AHEAD - 1e-9)}")


def with_half_the_effort(at: At) -> None:
    best = max(RANKINGS, key=lambda site: mean_of(at(site)).precision)
    half, whole = at(MOMENTS, visits=VISITS // 2), at(best)
    ahead, error = difference(half, whole)
    print(f"To reach: with half the visits, the precision of {best} with all of them")
    print(
        f"  {effort_cell(half)} looks at cards, beside {effort_cell(whole)} looks at places of lists: "
        f"{100 * ahead:+.0f} ± {100 * error:.0f} points: {said(is_met=ahead >= -1e-9)}"
    )
    glanced, voted = zip(*map(without_end, range(PEACEFUL_WORLDS)), strict=True)
    print(f"  with glances without end {mean_and_error(glanced)}, with votes without end {mean_and_error(voted)}")


def difference(ours: Worlds, theirs: Worlds) -> tuple[float, float]:
    """Of precision@10 in the same worlds: mean and standard error."""
    each = [one.precision - other.precision for one, other in zip(ours, theirs, strict=True)]
    return fmean(each), error_of(each)


def said(*, is_met: bool) -> str:
    return "met" if is_met else "not met"


def row(name: str, *cells: str) -> str:
    return f"{name:<50}" + "".join(f"{each:>40}" for each in cells)


def cell(found: Worlds) -> str:
    return f"{scores(found)}  {mean_of(found).pushed:.1f}"


def effort_cell(found: Worlds) -> str:
    mean = mean_of(found)
    return f"{scores(found)}  {mean.acts:,.0f}  {mean.looks:,.0f}"


def scores(found: Worlds) -> str:
    return "  ".join(mean_and_error([getattr(each, name) for each in found]) for name in ("precision", "ndcg"))


def mean_and_error(values: Sequence[float]) -> str:
    return f"{fmean(values):.2f}±{error_of(values):.2f}"
