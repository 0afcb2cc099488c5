"""Who wants it among those whom it is for: the floor, the two chances, and what a small ring could reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.answers import FLOORS, GlanceCounts, estimate, with_few_inside
from evaluations.panel.audience import (
    LEAST_FLOOR,
    MIN_INSIDE,
    MOST_FLOOR,
    MOST_INSIDE,
    UNSEEN_PEOPLE,
    UNSEEN_SHARE,
    AudienceCounts,
    adds,
    floor_for,
)
from evaluations.prototypes.statistics import wilson, z_one_sided
from ideas.floors import AT_FLOORS
from ideas.questions import MAX_BASIS, MAX_HEADLINE, QUESTIONS

sizes = st.floats(0, 100_000)


def said(asked: float, would: float, floor: float = LEAST_FLOOR, **rows: int) -> AudienceCounts:
    people = {"people": round(asked), "yes": round(would), "others": 20, "others_yes": 0}
    return AudienceCounts("shops and selling", floor, asked, would, **(people | rows))


def counts(asked: float, would: float) -> GlanceCounts:
    return GlanceCounts(n=asked, right=asked, none_known=asked, asked=asked, would=would, people=round(asked))


@given(sizes, sizes)
def test_floor_is_between_its_limits_and_falls_as_the_field_grows(size: float, players: float) -> None:
    floor = floor_for(size, players)
    assert LEAST_FLOOR <= floor <= MOST_FLOOR < 1
    assert floor_for(size + 10, players) <= floor <= floor_for(size, players + 1_000)


def test_floor_of_known_fields() -> None:
    assert floor_for(0, 0) == floor_for(5, 50) == MOST_FLOOR, "five could be all of it"
    assert floor_for(10, 50) == 0.5 and floor_for(20, 1_000) == 0.5
    assert floor_for(50, 1_000) == LEAST_FLOOR == floor_for(5_000, 1_000)


@given(sizes, sizes, st.integers(MIN_INSIDE, 500))
def test_ring_too_small_to_be_found_does_not_clear_by_its_share(size: float, players: float, n: int) -> None:
    """As many of the voices inside as it has of the field say yes, and nobody else does."""
    ring = max(UNSEEN_PEOPLE, UNSEEN_SHARE * players)
    share = min(ring / size if size > ring else 1.0, MOST_FLOOR)
    found = estimate(counts(1_000, n * share), inside=said(n, n * share, floor_for(size, players)))["wanted"]
    assert found.floor is None or (found.lower or 0.0) < found.floor


@given(st.floats(0.02, 0.9))
def test_bound_at_its_floor_adds_the_same_whatever_the_floor(floor: float) -> None:
    assert adds(floor, floor) == pytest.approx(AT_FLOORS ** (1 / len(QUESTIONS)))
    assert adds(1.0, floor) == 1.0


def test_idea_for_shops_clears_by_shopkeepers_though_nobody_else_wants_it() -> None:
    """5 of 12 inside, at 90 %: z 1.282, lower bound 0.255 by Wilson's formula."""
    found = estimate(counts(60, 5), inside=said(12, 5))["wanted"]
    assert found.lower == pytest.approx(wilson(5, 12, z_one_sided(0.1)).lower) == pytest.approx(0.2553, abs=1e-3)
    assert (found.floor, found.n) == (LEAST_FLOOR, 12)
    assert found.headline.endswith("in shops and selling would use and pay")
    assert "5 of 12 who work in shops and selling would use it" in found.basis and "0 of 20 others" in found.basis
    assert estimate(counts(60, 5))["wanted"].lower == pytest.approx(0.058, abs=1e-3), "without it: below a tenth"


def test_with_fewer_than_twelve_inside_everybody_decides() -> None:
    found = estimate(counts(60, 20), inside=said(11.5, 11.5))["wanted"]
    assert found.floor is None and found.n == 60


@given(st.integers(12, 200), st.data())
def test_naming_an_audience_never_raises_the_bound_of_everybody(n: int, data: st.DataObject) -> None:
    would = data.draw(st.integers(0, n))
    alone, named = (estimate(counts(n, would), inside=inside)["wanted"] for inside in (None, said(0, 0)))
    assert named.lower is not None and alone.lower is not None
    assert named.lower == pytest.approx(wilson(would, n, z_one_sided(0.1)).lower) and named.lower <= alone.lower


@given(st.integers(12, 100), st.data())
def test_better_of_both_counts(n: int, data: st.DataObject) -> None:
    yes, floor = data.draw(st.integers(0, n)), data.draw(st.floats(LEAST_FLOOR, MOST_FLOOR))
    others = data.draw(st.integers(0, 100))
    inside, everybody = said(n, yes, floor), counts(n + 100, yes + others)
    found = estimate(everybody, inside=inside)["wanted"]
    of_all = estimate(everybody, inside=said(0, 0))["wanted"]
    assert found.lower is not None and of_all.lower is not None
    best = max(adds(of_all.lower, FLOORS["wanted"]), adds(wilson(yes, n, z_one_sided(0.1)).lower, floor))
    assert adds(found.lower, found.floor or FLOORS["wanted"]) == pytest.approx(best)


def test_other_answers_do_not_change() -> None:
    plain, named = estimate(counts(60, 5)), estimate(counts(60, 5), inside=said(12, 12))
    assert all(plain[name] == named[name] for name in ("obvious", "overlooked"))


def test_longest_words_fit_their_columns() -> None:
    inside = AudienceCounts("kitchens and food or public offices and safety", 0.95, 99_999.4, 9, 100_000, 9, 100_000, 9)
    found = estimate(counts(200_000, 9), inside=inside)["wanted"]
    assert len(found.basis) <= MAX_BASIS and len(found.headline) <= MAX_HEADLINE
    assert found.floor is None or found.basis.endswith("inside.")


def test_numbers_of_fewer_than_five_are_not_shown() -> None:
    assert not said(4, 4).is_shown and said(4, 4).inside is None and said(4, 4).outside is None
    shown = said(5, 2)
    assert shown.inside and (shown.inside.yes, shown.inside.people) == (2, 5)
    assert 0 < shown.inside.lower < 0.4 < shown.inside.upper < 1
    assert shown.outside and (shown.outside.lower, shown.outside.upper) == (0.0, 1.0), "nobody else weighs anything"


@given(st.floats(0, 500), st.floats(0, 500), st.data())
def test_those_inside_count_at_most_a_quarter_of_the_others_for_obvious_and_overlooked(
    inside: float, others: float, data: st.DataObject
) -> None:
    right_inside, right_others = data.draw(st.floats(0, inside)), data.draw(st.floats(0, others))
    kept = with_few_inside(
        GlanceCounts(
            n=inside + others,
            right=right_inside + right_others,
            none_known=inside + others,
            n_inside=inside,
            right_inside=right_inside,
            none_known_inside=inside,
        )
    )
    assert others - 1e-6 <= kept.n <= others + min(inside, MOST_INSIDE * others) + 1e-6
    assert kept.none_known == pytest.approx(kept.n, abs=1e-6)
    assert right_others - 1e-6 <= kept.right <= right_others + min(right_inside, MOST_INSIDE * others) + 1e-6


def test_ring_inside_does_not_make_nonsense_obvious() -> None:
    """30 inside say they got it, of 40 others 11, which is chance."""
    said = GlanceCounts(n=70, right=41, none_known=70, people=70, n_inside=30, right_inside=30, none_known_inside=30)
    assert (estimate(said)["obvious"].lower or 0) < FLOORS["obvious"]
    assert estimate(said)["obvious"].n == 50 == estimate(said)["overlooked"].n
