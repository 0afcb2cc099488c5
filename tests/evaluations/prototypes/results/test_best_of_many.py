"""The best of many runs is lucky: it must be better than a single run, and hiding the losers does not help."""

import pytest
from pytest import approx

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.runs.steer import rerun, stop_run
from tests.evaluations.prototypes.runs.tried import N, answer, baseline, tried
from tests.factories import make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> ExampleRevision:
    return make_revision(size=N)


def test_six_more_right_answers_of_forty_are_not_enough_for_the_best_of_eight(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    run = tried(revision, 26)
    assert run.lift_p == approx(2 / 2**6)
    assert run.versus_baseline == run.versus_baseline_as_picked == "better than the baseline"
    assert (answer(revision).lower or 0.0) > 0
    assert (run.place, run.best_of) == ("the best", 1)
    for _ in range(7):
        tried(revision, 20)
    assert answer(revision).lower == 0  # by chance one of eight would do so well too often
    run.refresh_from_db()
    assert (run.place, run.best_of) == ("the highest of 8, which could be luck", 8)
    assert run.versus_baseline == "better than the baseline"  # by itself
    assert run.versus_baseline_as_picked == "higher than the baseline, could be the luck of the best of 8"


@pytest.mark.parametrize("m", [1, 2, 5, 8])
@pytest.mark.parametrize("right", [22, 24, 25, 27, 30])
def test_run_is_called_the_best_where_its_idea_works_better_than_without_a_model(
    revision: ExampleRevision, m: int, right: int
) -> None:
    baseline(revision, 20)
    for _ in range(m - 1):
        make_run(revision)  # not tried yet, but it competes
    run = tried(revision, right)
    assert run.best_of == m
    assert run.is_proven_best == ((answer(revision).lower or 0.0) > 0)


def test_stopping_the_losers_does_not_help(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 36, recipe="instruction", instruction="Say which office.")
    alone = answer(revision)
    for number in range(3):
        loser = make_run(revision, recipe="instruction", instruction=f"Try {number}")
        make_trial(loser, 1, score=0.0)
        Run.queue.filter(pk=loser.pk).stop()
    earlier = make_run(revision, recipe="zero-shot")
    make_trial(earlier, 1, score=0.0)
    Run.queue.filter(pk=earlier.pk).stop()
    conclude(revision, Run.objects.for_rows().get(pk=earlier.pk))
    found = answer(revision)
    assert "the best of 1 run;" in alone.basis
    assert "the best of 5 runs;" in found.basis
    assert found.lower == statistics.best_of_interval(36, 40, 5).lower


def test_beginning_the_losers_anew_and_stopping_them_does_not_help(revision: ExampleRevision) -> None:
    author = revision.idea.author
    baseline(revision, 20)
    losers = [tried(revision, 20) for _ in range(3)]
    tried(revision, 36)
    for loser in losers:
        assert rerun(author, loser) and stop_run(author, loser)
    assert "the best of 4 runs;" in answer(revision).basis


def test_run_that_was_stopped_before_its_first_answer_does_not_compete(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 36)
    Run.queue.filter(pk=make_run(revision).pk).stop()
    conclude(revision)
    assert "the best of 1 run;" in answer(revision).basis


def test_instructions_over_earlier_examples_compete_too(revision: ExampleRevision) -> None:
    for number in range(3):
        make_run(revision, recipe="instruction", instruction=f"Try {number}")
    newer = make_revision(revision.idea, size=N)
    baseline(newer, 20)
    tried(newer, 36)
    assert "the best of 4 runs;" in answer(newer).basis


def test_runs_that_a_model_left_behind_when_it_was_switched_off_do_not_count(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    for _ in range(3):
        make_run(revision, model=make_model(enabled=False), waiting_for="its model is switched off")
    off = make_model(kind="embedding", dimensions=384, enabled=False)
    make_run(revision, recipe="few-shot", embedder=off, waiting_for="its model is switched off")
    run = tried(revision, 30)
    assert (run.place, run.best_of) == ("the best", 1)
