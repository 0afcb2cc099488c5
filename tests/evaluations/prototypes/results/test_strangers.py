"""From twelve strangers' examples on, "works" takes the lesser of the two lower bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.models import ExampleRevision, Run, StrangersExample, StrangersTrial
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.results.strangers import renew_strangers, strangers_result
from evaluations.prototypes.scorers import VERSION
from evaluations.prototypes.statistics import wilson, z_one_sided
from tests.evaluations.prototypes.runs.tried import answer, baseline, tried
from tests.factories import make_person, make_revision

HASH = "0" * 64


def answered(run: Run, right: int, of: int, since: int = 0) -> None:
    """The strangers' set has `of` rows, `since` of them before, and the run has the first `right` right."""
    for number in range(since, of):
        row = StrangersExample.objects.create(
            idea=run.revision.idea,
            giver=make_person(),
            task=run.revision.task,
            input=f"row {number}",
            expected="tax",
            state="agreed",
            decided=run.revision.frozen,
            is_in_set=True,
            is_offered=True,
        )
        StrangersTrial.objects.keep(run, row.pk, float(number < right), VERSION)
    renew_strangers(run)
    conclude(run.revision)


def best_of_the_author(right: int = 38) -> tuple[ExampleRevision, Run]:
    revision = make_revision(size=40)
    baseline(revision, 10)
    return revision, tried(revision, right)


@pytest.mark.django_db
def test_fewer_than_twelve_change_nothing_but_are_shown() -> None:
    revision, run = best_of_the_author()
    before = answer(revision)
    answered(run, 0, 11)
    after = answer(revision)
    assert (after.lower, after.point, after.n, after.headline) == (
        before.lower,
        before.point,
        before.n,
        before.headline,
    )
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score, run.strangers_decide) == (11, 0.0, False)


@pytest.mark.django_db
def test_from_twelve_on_the_lesser_bound_decides_and_the_basis_says_so() -> None:
    revision, run = best_of_the_author()
    answered(run, 7, 12)
    told = answer(revision)
    bounds = wilson(7, 12, z_one_sided(0.10))
    assert told.lower == pytest.approx(bounds.lower) and told.upper == pytest.approx(bounds.upper)
    assert told.point == pytest.approx(7 / 12) and told.n == 12
    assert "fewer on strangers' examples" in told.headline
    assert "On 12 examples of strangers it reached 58 %, and the lesser of both bounds counts." in told.basis


@pytest.mark.django_db
def test_authors_examples_alone_take_a_higher_floor() -> None:
    revision, run = best_of_the_author()
    before = answer(revision)
    assert before.floor == 0.9 and 0.6 < (before.lower or 0) < 0.9 and not before.clears
    answered(run, 11, 11)
    assert answer(revision).floor == 0.9 and not answer(revision).clears
    answered(run, 12, 12, since=11)
    assert answer(revision).floor == 0.6 and answer(revision).clears


@pytest.mark.django_db
def test_strangers_result_that_is_better_leaves_the_authors_bound() -> None:
    revision, run = best_of_the_author(right=26)
    before = answer(revision)
    answered(run, 40, 40)
    assert answer(revision).lower == before.lower and "strangers" not in answer(revision).headline


@pytest.mark.django_db
def test_run_that_beats_no_baseline_stays_at_zero() -> None:
    revision = make_revision(size=40)
    baseline(revision, 38)
    run = tried(revision, 38)
    answered(run, 7, 12)
    assert answer(revision).lower == 0


@given(st.lists(st.sampled_from([0.0, 1.0]), max_size=60))
def test_bounds_of_counted_answers_are_wilsons(scores: list[float]) -> None:
    found = strangers_result(scores, HASH, graded=False)
    if not scores:
        assert found.score is None and found.lower is None
        return
    expected = wilson(sum(scores), len(scores), z_one_sided(0.10))
    assert found.lower == pytest.approx(expected.lower) and found.upper == pytest.approx(expected.upper)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_bounds_of_graded_answers_hold_the_mean(scores: list[float]) -> None:
    found = strangers_result(scores, HASH, graded=True)
    assert found.lower is not None and found.upper is not None and found.score is not None
    assert 0 <= found.lower <= found.score + 1e-9 and found.score - 1e-9 <= found.upper <= 1


@pytest.mark.django_db
def test_rows_that_people_brought_are_a_number_apart_and_decide_nothing() -> None:
    revision, run = best_of_the_author()
    before = answer(revision)
    answered(run, 9, 12)
    StrangersExample.objects.update(is_offered=False)
    renew_strangers(run)
    conclude(revision)
    after = answer(revision)
    assert (after.lower, after.point, after.n, after.floor) == (before.lower, before.point, before.n, before.floor)
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score, run.strangers_decide) == (0, None, False)
    assert (run.brought_n, run.brought_score) == (12, 0.75)
