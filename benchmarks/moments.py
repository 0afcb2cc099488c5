"""Do Moments find valuable ideas that votes do not find, and can a crowd under one hand push its own ideas?

The same 300 ideas of known worth are shown to the same people on seven sites: six order ideas by votes, and on one
people glance. Each site gets the same number of visits of half a minute. First nobody has friends; then authors'
friends vote at once (early luck), as in all that follows; then 5 % and 20 % of all accounts are under one hand and push
six worthless ideas: on the other sites by votes, on the site of Moments by glances, with ruses that know the formulas.

Good are the 30 ideas with the highest worth. precision@10 is the share of good ideas among the first ten of the list;
NDCG@30 says how near the first 30 are to the best possible order. Everything is seeded. Figures are means over the
worlds ± the standard error of the mean: a difference of less than twice the error may be noise. Differences are taken
within each world. `crowd` has the assumptions, and says what is not modelled.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import TypeAlias

from .crowd.experiments import (
    EFFORTS,
    MOMENTS,
    NO_RUSE,
    PEACEFUL_WORLDS,
    SHARES,
    VISITS,
    WORLDS,
    Experiment,
    Measures,
    all_experiments,
    error_of,
    mean_of,
    measures_of,
    without_end,
)
from .crowd.rankings import RANKINGS
from .crowd.ruses import RUSES

AHEAD = 0.20  # of precision@10, with the highest share of accounts under one hand
Worlds: TypeAlias = Sequence[Measures]
At: TypeAlias = Callable[..., Worlds]


def main() -> None:
    report(measures_of(all_experiments()))


def report(found: Mapping[Experiment, Measures]) -> None:
    def at(site: str, puppets: float = 0.0, ruse: str = NO_RUSE, visits: int = VISITS, *, luck: bool = True) -> Worlds:
        worlds = PEACEFUL_WORLDS if luck and not puppets else WORLDS
        return [found[Experiment(site, puppets, ruse, visits, seed, luck)] for seed in range(worlds)]

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
    share = SHARES[-1]
    best = max(RANKINGS, key=lambda site: mean_of(at(site, share)).precision)
    theirs = at(best, share)
    print(f"To reach: with {share:.0%} under one hand, {100 * AHEAD:.0f} points ahead of {best} ({cell(theirs)})")
    for ruse in RUSES:
        ahead, error = difference(at(MOMENTS, share, ruse), theirs)
        print(f"  {ruse:<44}{100 * ahead:+4.0f} ± {100 * error:.0f} points: {verdict(is_met=ahead >= AHEAD - 1e-9)}")


def with_half_the_effort(at: At) -> None:
    best = max(RANKINGS, key=lambda site: mean_of(at(site)).precision)
    half, whole = at(MOMENTS, visits=VISITS // 2), at(best)
    ahead, error = difference(half, whole)
    print(f"To reach: with half the visits, the precision of {best} with all of them")
    print(
        f"  {effort_cell(half)} looks at cards, beside {effort_cell(whole)} looks at places of lists: "
        f"{100 * ahead:+.0f} ± {100 * error:.0f} points: {verdict(is_met=ahead >= -1e-9)}"
    )
    glanced, voted = zip(*map(without_end, range(PEACEFUL_WORLDS)), strict=True)
    print(f"  with glances without end {mean_and_error(glanced)}, with votes without end {mean_and_error(voted)}")


def difference(ours: Worlds, theirs: Worlds) -> tuple[float, float]:
    """The difference of precision@10 in the same worlds: mean and standard error."""
    each = [one.precision - other.precision for one, other in zip(ours, theirs, strict=True)]
    return fmean(each), error_of(each)


def verdict(*, is_met: bool) -> str:
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
