"""The number of a paste, what guessing gets, and where the truth may lie."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.models import OpenModel, Paste, PastedAnswer, PastedRun
from evaluations.prototypes.pastes.result import PasteResult, Way, result_of
from evaluations.prototypes.pastes.rows import checked_rows, placed

from .cast import ROWS, pasted, work_on_pastes

PLACED = placed(checked_rows(ROWS), ("", ""))


def way(right: int, of: int = 10, *, key: int = 1, whole: bool = True) -> Way:
    run = PastedRun(pk=key, recipe="nearest", lane="quick", cost_rank=key, finished=timezone.now() if whole else None)
    answers = {
        row: PastedAnswer(run=run, row=row, outcome="answered", score=float(row <= right)) for row in range(1, of + 1)
    }
    return Way(run, answers)


def result(*ways: Way, guesses: tuple[Way, ...] = ()) -> PasteResult:
    return PasteResult(Paste(), PLACED, ways, guesses)


def test_eight_of_ten_may_be_right_on_six_to_nine_of_ten() -> None:
    """Wilson's bounds, one-sided 0.10: 0.602 and 0.914; the best of two ways has 0.541 and 0.931."""
    assert result(way(8)).of_ten == (6, 9)
    assert result(way(8), way(3, key=2)).of_ten == (5, 9)


@given(st.integers(1, 60), st.data())
def test_bounds_hold_the_number_and_widen_with_the_ways(of: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, of))
    alone, of_three = result(way(right, of)).of_ten, result(*(way(right, of, key=key) for key in (1, 2, 3))).of_ten
    assert alone and of_three
    assert 0 <= of_three[0] <= alone[0] <= round(10 * right / of) <= alone[1] <= of_three[1] <= 10


def test_best_of_those_that_are_whole_is_shown_and_the_cheapest_of_equal_ones() -> None:
    best = result(way(5), way(8, key=2), way(8, key=3)).way
    assert best and best.run.pk == 2
    ahead = result(way(2, 3, whole=False), way(5, 6, key=2, whole=False))
    assert ahead.way and ahead.way.run.pk == 2 and ahead.of_ten is None


def test_guessing_is_not_known_before_every_baseline_is_there() -> None:
    assert result(way(8), guesses=(way(2, key=7), way(4, key=8))).count.guessing == 4
    assert result(way(8), guesses=(way(2, key=7), way(4, 5, key=8, whole=False))).count.guessing is None
    assert result(way(8)).count.guessing is None


def test_number_that_guessing_may_have_by_chance_says_so() -> None:
    assert result(way(9), guesses=(way(2, key=7),)).count.caveats == []
    assert result(way(4), guesses=(way(3, key=7),)).count.caveats == ["too close to guessing to tell"]
    assert (
        result(way(4), guesses=(way(4, key=7),)).count.words
        == "4 of 10 right, guessing gets 4; too close to guessing to tell"
    )


@pytest.mark.django_db
def test_objects_are_counted_by_their_fields(embedding_model: OpenModel) -> None:
    texts = [(text, f'{{"kind": "{label}", "first": "{text.split()[0]}"}}') for text, label in ROWS]
    paste = pasted(texts)
    work_on_pastes()
    found = result_of(paste)
    assert found.count.unit == "fields" and found.count.of == 20
    shown = [field for tried in found.rows for field in tried.fields]
    assert sum(field.is_right for field in shown) == found.count.right
