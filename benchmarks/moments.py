"""Do Moments find what is worth something, where votes would not, and can a crowd under one hand push its own?

The same 300 ideas of known worth are shown to the same people on seven sites: six that are ordered by votes, and one
where people glance. The same number of visits is spent on each, of the same half a minute. There is nobody's friend
first; then early luck, which all that follows has, too; then 5 % and 20 % of all accounts under one hand, which push
six worthless ideas: everywhere by voting for them, and on the site of Moments by glancing, with ruses that know the
formulas.

Good are the 30 ideas that are worth most. precision@10 is the share of good ones among the first ten of the list,
NDCG@30 how near the first 30 come to the best possible order of worth. Everything is seeded; figures are means over
the worlds. `crowd` has the assumptions, and says what is not modelled.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from .crowd.rankings import RANKINGS
from .crowd.ruses import RUSES
from .crowd.trials import EFFORTS, MOMENTS, NO_RUSE, SHARES, VISITS, WORLDS, Found, Trial, all_trials, found_by, mean_of

AHEAD = 0.20  # of precision@10, with the most accounts under one hand
At: TypeAlias = Callable[..., Found]


def main() -> None:
    report(found_by(all_trials()))


def report(found: Mapping[Trial, Found]) -> None:
    def at(site: str, puppets: float = 0.0, ruse: str = NO_RUSE, visits: int = VISITS, *, luck: bool = True) -> Found:
        return mean_of(found[Trial(site, puppets, ruse, visits, seed, luck)] for seed in range(WORLDS))

    attacks(at)
    efforts(at)
    print()
    against_attackers(at)
    with_half_the_effort(at)


def attacks(at: At) -> None:
    print(f"{WORLDS} worlds; precision@10, NDCG@30, and how many of the first ten are of the ring")
    print(row("", "nobody's friends", "early luck", *(f"{share:.0%} under one hand" for share in SHARES)))
    for ruse in RUSES:
        # Friends vote and do not glance.
        found = [at(MOMENTS), at(MOMENTS), *(at(MOMENTS, share, ruse) for share in SHARES)]
        print(row(f"Moments ({ruse})", *map(cell, found)))
    for site in RANKINGS:
        print(row(site, *map(cell, (at(site, luck=False), at(site), *(at(site, share) for share in SHARES)))))


def efforts(at: At) -> None:
    print(
        "\nNobody attacks, early luck; precision@10, NDCG@30, glances or votes, and cards or places of lists looked at"
    )
    print(row("", *(f"{effort} visits a day" for effort in EFFORTS)))
    for site in (MOMENTS, *RANKINGS):
        print(row(site, *(effort_cell(at(site, visits=effort)) for effort in EFFORTS)))


def against_attackers(at: At) -> None:
    most = SHARES[-1]
    best = max(RANKINGS, key=lambda site: at(site, most).precision)
    theirs = at(best, most).precision
    print(f"To reach: with {most:.0%} under one hand, {100 * AHEAD:.0f} points ahead of {best} ({theirs:.2f})")
    for ruse in RUSES:
        ahead = at(MOMENTS, most, ruse).precision - theirs
        print(f"  {ruse:<40}{100 * ahead:+4.0f} points: {said(is_met=ahead >= AHEAD - 1e-9)}")


def with_half_the_effort(at: At) -> None:
    best = max(RANKINGS, key=lambda site: at(site).precision)
    half, whole = at(MOMENTS, visits=VISITS // 2), at(best)
    print(f"To reach: with half the visits, the precision of {best} with all of them")
    print(
        f"  {half.precision:.2f} by {half.acts:,.0f} glances, beside {whole.precision:.2f} by {whole.acts:,.0f} votes "
        f"and {whole.looks:,.0f} looks: {said(is_met=half.precision >= whole.precision - 1e-9)}"
    )


def said(*, is_met: bool) -> str:
    return "met" if is_met else "not met"


def row(name: str, *cells: str) -> str:
    return f"{name:<50}" + "".join(f"{each:>28}" for each in cells)


def cell(found: Found) -> str:
    return f"{found.precision:.2f}  {found.ndcg:.2f}  {found.pushed:.1f}"


def effort_cell(found: Found) -> str:
    return f"{found.precision:.2f}  {found.ndcg:.2f}  {found.acts:,.0f}  {found.looks:,.0f}"
