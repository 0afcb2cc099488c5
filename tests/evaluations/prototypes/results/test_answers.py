"""From trials to answers: the best of several lucky runs, its lift, and the cost of a task."""

from typing import Any

import pytest
from pytest import approx

from evaluations.compute.actions import load_prices
from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.results.answers import conclude
from ideas.floors import WORKS_ALONE_FLOOR
from ideas.models import Answer
from tests.evaluations.prototypes.runs.tried import N, answer, baseline, finish, tried
from tests.factories import make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> ExampleRevision:
    load_prices()
    return make_revision(size=N)


def test_numbers_are_those_of_the_rows(revision: ExampleRevision) -> None:
    run = tried(revision, 30)
    assert (run.trials_done, run.n, run.successes, run.errors, run.score) == (40, 40, 30, 0, 0.75)
    shown = statistics.shown_interval(30, 40)
    assert (run.lower, run.upper) == (shown.lower, shown.upper)
    assert (run.input_tokens, run.output_tokens) == (6_000, 400)
    assert run.p50_ms == approx(120.5)
    assert run.usd_per_1000 == approx(0.01)


def test_errors_are_left_out_of_the_score_and_of_the_times(revision: ExampleRevision) -> None:
    run = make_run(revision, state="finished")
    for row in range(1, 21):
        make_trial(run, row, total_ms=10.0)
    for row in range(21, 25):
        make_trial(run, row, outcome="error", score=None, total_ms=60_000.0)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    run.refresh_from_db()
    assert (run.trials_done, run.n, run.errors, run.score, run.p95_ms) == (24, 20, 4, 1.0, 10.0)


def test_deriving_again_changes_nothing(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    run = tried(revision, 30)
    before = Run.objects.filter(pk=run.pk).values().get()
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    assert Run.objects.filter(pk=run.pk).values().get() == before


def test_lift_is_over_the_larger_of_majority_and_commonest_label(revision: ExampleRevision) -> None:
    baseline(revision, 4)  # a held-out majority of 0.10, where always saying one label would give 0.50
    run = tried(revision, 30)
    assert run.baseline == 0.5
    assert run.lift == approx(0.25)


def test_lift_comes_when_the_baseline_is_in(revision: ExampleRevision) -> None:
    run = tried(revision, 30)
    assert run.lift is None
    assert (answer(revision).lower, answer(revision).point) == (0.0, 0.75)
    assert "baseline is still to come" in answer(revision).basis
    baseline(revision, 20)
    run.refresh_from_db()
    assert run.lift == approx(0.25)
    assert (answer(revision).lower or 0.0) > 0


def test_lift_is_over_the_best_of_all_baselines(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    mentioned = Run.objects.get(revision=revision, recipe="mentioned")
    finish(mentioned, [1.0] * 36 + [0.0] * 4)
    run = tried(revision, 38)
    assert run.baseline == 0.9
    assert run.lift == approx(0.05)
    found = answer(revision)
    assert (found.lower, found.point) == (0.0, 0.95)  # the label stands in nearly each input
    assert "which could be chance" in found.basis


def test_nothing_counts_while_one_of_the_baselines_is_to_come(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    Run.objects.filter(revision=revision, recipe="word-rule").update(state="planned", finished=None)
    assert tried(revision, 38).lift is None
    assert answer(revision).lower == 0
    assert "baseline is still to come" in answer(revision).basis


def test_good_run_works(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    run = tried(revision, 40, model=make_model("good-model"))
    found = answer(revision)
    bounds = statistics.best_of_interval(40, 40, 1)
    assert (found.state, found.n, found.floor) == ("known", 40, WORKS_ALONE_FLOOR)
    assert (found.lower, found.point, found.upper) == (bounds.lower, 1.0, bounds.upper)
    assert found.clears
    assert found.headline == "40 of 40 right, guessing gets 20"
    run.refresh_from_db()
    assert run.is_best
    revision.idea.refresh_from_db()
    assert found.headline in revision.idea.evidence_line
    assert revision.idea.evidence > 0


def test_best_of_many_has_wider_bounds_than_the_only_one(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 36)
    alone = answer(revision).lower
    for right in (20, 22, 24):
        tried(revision, right)
    among_four = answer(revision)
    assert among_four.point == 0.9
    assert alone is not None
    assert among_four.lower is not None
    assert among_four.lower < alone
    assert among_four.lower == statistics.best_of_interval(36, 40, 4).lower
    assert "the best of 4 runs" in among_four.basis


def test_lift_that_could_be_chance_counts_as_nothing(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 21)
    found = answer(revision)
    assert (found.state, found.lower, found.point) == ("known", 0.0, 0.525)
    assert found.headline == "21 of 40 right, guessing gets 20; too close to guessing to tell"
    assert "could be chance, so the lower bound counts as 0" in found.basis
    assert not found.clears


def test_failure_says_that_no_model_does_it_yet(revision: ExampleRevision) -> None:
    baseline(revision, 4)
    tried(revision, 8)
    assert answer(revision).headline == "8 of 40 right, guessing gets 20; no open model does it yet"


def test_better_than_nothing_but_below_the_floor_is_told_by_the_number_alone(revision: ExampleRevision) -> None:
    baseline(revision, 4)
    tried(revision, 27)
    assert answer(revision).headline == "27 of 40 right, guessing gets 20"
    assert not answer(revision).clears


def test_few_trials_say_nothing(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    run = tried(revision, 9, of=9)
    found = answer(revision)
    assert (found.state, found.lower, found.headline) == ("unknown", None, "")
    assert "too few" in found.basis
    assert not run.is_best


def test_much_evidence_beats_a_lucky_few(revision: ExampleRevision) -> None:
    lucky, steady = tried(revision, 10, of=10), tried(revision, 37)
    lucky.refresh_from_db()
    steady.refresh_from_db()
    assert (lucky.is_best, steady.is_best) == (False, True)


def test_equal_runs_leave_the_cheaper_recipe_the_best(revision: ExampleRevision) -> None:
    dear, cheap = tried(revision, 30, cost_rank=3), tried(revision, 30, cost_rank=1)
    dear.refresh_from_db()
    cheap.refresh_from_db()
    assert (dear.is_best, cheap.is_best) == (False, True)


def test_answer_is_measuring_until_every_run_is_in(revision: ExampleRevision) -> None:
    other = make_run(revision, recipe="few-shot")
    baseline(revision, 20)
    tried(revision, 38)
    found = answer(revision)
    assert found.state == "measuring"
    assert found.lower == statistics.best_of_interval(38, 40, 2).lower
    assert found.headline == "38 of 40 right, guessing gets 20; other models are being tried now"
    revision.idea.refresh_from_db()
    assert revision.idea.evidence == 0
    Run.queue.filter(pk=other.pk).stop()
    conclude(revision)
    assert answer(revision).state == "known"


def test_run_that_waits_does_not_hold_the_others_back(revision: ExampleRevision) -> None:
    waiting = make_run(revision, recipe="few-shot")
    baseline(revision, 20)
    tried(revision, 38)
    Run.queue.filter(pk=waiting.pk).wait_for("chat-here is down: cannot be reached")
    conclude(revision)
    assert answer(revision).state == "known"


def test_nothing_but_waiting_runs_is_said(revision: ExampleRevision) -> None:
    Run.queue.filter(pk=make_run(revision).pk).wait_for("chat-here is down: cannot be reached")
    conclude(revision)
    assert answer(revision).headline == "waiting: chat-here is down: cannot be reached"


def test_run_over_earlier_examples_no_longer_answers(revision: ExampleRevision) -> None:
    late = make_run(revision)
    newer = make_revision(revision.idea, size=N)
    baseline(newer, 20)
    tried(newer, 20)
    before = Answer.objects.filter(idea=revision.idea_id).values().first()
    Run.objects.filter(pk=late.pk).update(state="finished", finished=revision.frozen)
    finish(late, [1.0] * N)
    assert Answer.objects.filter(idea=revision.idea_id).values().first() == before


def test_failing_at_low_cost_is_not_cheap(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 20)
    found = answer(revision, "cheap")
    assert found.lower == 0
    assert found.point == approx(1 - 0.01 / 0.4)
    assert "not surely better than the baseline" in found.basis
    revision.idea.refresh_from_db()
    assert revision.idea.evidence == 0


def test_cheap_compares_the_dearest_it_may_be_with_the_frontier(revision: ExampleRevision) -> None:
    baseline(revision, 4)
    run = tried(revision, 30)
    # 150 tokens in and 10 out at 2.00 and 10.00 dollars per million.
    assert run.frontier_usd_per_1000 == approx(0.4)
    found = answer(revision, "cheap")
    assert (found.state, found.headline) == ("known", "1,000 cost $0.01; the big labs' list price is $0.40")
    assert found.lower == approx(1 - 0.01 / 0.4)
    assert found.clears
    assert "$0.10 an hour" in found.basis


def test_cheap_is_unknown_as_soon_as_one_cost_is(revision: ExampleRevision) -> None:
    run = make_run(revision, state="finished")
    make_trial(run, 1, usd=None)
    finish_rest = [1.0] * (N - 1)
    for row, score in enumerate(finish_rest, 2):
        make_trial(run, row, score=score, usd=0.00001, input_tokens=150, output_tokens=10)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    run.refresh_from_db()
    assert run.usd_per_1000 is None
    found = answer(revision, "cheap")
    assert (found.state, found.lower, found.headline) == ("unknown", None, "")


def test_best_runs_of_many_ideas_come_in_one_query(revision: ExampleRevision, django_assert_num_queries: Any) -> None:
    other, third = make_revision(size=N), make_revision()
    best = {each.idea_id: tried(each, 30) for each in (revision, other)}
    tried(revision, 20)
    ideas = [revision.idea, other.idea, third.idea]
    with django_assert_num_queries(1):
        found = Run.objects.best_of(ideas)
        assert {pk: (run.pk, str(run.model), run.revision.idea.slug) for pk, run in found.items()}.keys() == best.keys()
    assert found == best
