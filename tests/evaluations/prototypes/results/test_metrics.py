"""Numbers of runs whose scores are graded, of answers that are compared with nothing, and label by label."""

import pytest
from django.core.management import call_command
from pytest import approx

from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.answers import conclude
from ideas.floors import WORKS_FLOOR
from ideas.models import Answer, Idea
from tests.evaluations.prototypes.runs.tried import N, answer, baseline, finish, tried
from tests.factories import make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def test_graded_scores_are_a_mean_with_a_bootstrap_interval() -> None:
    revision = make_revision(size=N, task="answer", scorer="token-f1")
    base = baseline(revision, 0, recipe="most-common")
    run = make_run(revision, model=make_model("good-model"), state="finished")
    scores = [0.5, 0.75, 1.0, 0.95] * 10
    finish(run, scores)
    shown = statistics.shown_mean(scores, revision.content_hash)
    assert (run.n, run.successes, run.score) == (40, 10, 0.8)
    assert (run.lower, run.upper) == (shown.lower, shown.upper)
    assert (base.score, run.baseline) == (0.0, 0.0)
    assert run.lift == approx(0.8)
    found, best = answer(revision), statistics.best_of_mean(scores, revision.content_hash, 1)
    assert (found.state, found.lower, found.point) == ("known", best.lower, 0.8)
    assert found.headline == "80 of 100 points, guessing gets 0"
    assert "had a mean score of 0.80 over 40 held-out examples" in found.basis
    assert "+0.80 points of the mean score" in found.basis
    assert (found.lower or 0) >= WORKS_FLOOR and not found.clears  # the author's examples alone take more


def test_unchecked_answers_say_nothing_and_never_count() -> None:
    revision = make_revision(size=N, task="answer", scorer="unchecked")
    Answer.objects.create(idea=revision.idea, question="works", state="stale", floor=0.6, n=40, revision=1,
                          lower=0.8, point=0.9, upper=0.95, headline="was: works 80 to 95 %")  # fmt: skip
    run = make_run(revision, state="finished")
    for row in range(1, N + 1):
        make_trial(run, row, score=None)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    run.refresh_from_db()
    assert (run.n, run.unchecked, run.successes, run.score, run.lower) == (0, N, 0, None, None)
    assert run.is_unchecked and not run.is_best
    for question in ("works", "cheap"):
        found = answer(revision, question)
        assert (found.state, found.lower, found.headline) == ("unknown", None, "")
        assert "not compared with anything" in found.basis


def test_macro_f1_counts_the_rare_label_as_much_as_the_common_one() -> None:
    revision = make_revision(size=N)
    revision.examples.filter(position__gt=4).update(expected="Tax")
    revision.examples.filter(position__lte=4).update(expected="roads")
    run = make_run(revision, state="finished")
    for row in range(1, N + 1):
        make_trial(run, row, answer="tax", score=float(row > 4))
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    run.refresh_from_db()
    assert run.score == 0.9
    assert run.macro_f1 == approx((2 * 36 / (36 + 40) + 0) / 2)
    assert run.macro_f1 and run.macro_f1_lower and run.macro_f1_upper
    assert run.macro_f1_lower < run.macro_f1 < run.macro_f1_upper < 1


def test_runs_from_before_an_update_get_what_they_lack() -> None:
    revision = make_revision(size=N)
    baseline(revision, 20)
    run = tried(revision, 30)
    Run.objects.update(lift_p=None, macro_f1=None)
    Idea.objects.update(proof_row={"version": 0})
    call_command("derive", verbosity=0)
    revision.idea.refresh_from_db()
    assert revision.idea.proof and revision.idea.proof.headline == "30 of 40 right, guessing gets 20"
    again = Run.objects.get(pk=run.pk)
    assert (again.lift_p, again.macro_f1) == (run.lift_p, run.macro_f1)
    assert not Run.objects.lacking_numbers()
