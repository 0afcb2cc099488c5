"""After an update of the scorers stored answers get the scores that the present ones give, and nothing is mixed."""

import pytest

from evaluations.prototypes.models import Outcome, Run, Trial
from evaluations.prototypes.runs import rescore
from evaluations.prototypes.runs.rescore import rescore_ended
from evaluations.prototypes.runs.score import DECLINED
from evaluations.prototypes.runs.worker import work
from evaluations.prototypes.scorers import VERSION
from ideas.models import Answer
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.factories import make_model, make_person

pytestmark = pytest.mark.django_db

DEGREES = [(f"Thermometer reading number {number} in the yard", f"{number}") for number in range(4, 16)]


def of_an_earlier_version(run: Run, **wrong: object) -> None:
    """As it was stored: every answer compared by scorers that took a minus for a dash."""
    Trial.objects.of_run(run).update(**wrong)
    Run.objects.filter(pk=run.pk).update(scored_by=1, successes=run.n, score=1.0)


def finished_baseline(rows: list[tuple[str, str]]) -> Run:
    idea = tried_idea(rows, task="answer", scorer="exact")
    work_on()
    return run_of(idea, "most-common")


def test_stored_answers_get_the_score_of_the_present_scorers() -> None:
    run = finished_baseline([*DEGREES, ("one more", "–4")])
    of_an_earlier_version(run, answer="4", score=1.0, checks={"exact": 1.0}, outcome=Outcome.ANSWERED)
    assert rescore_ended() == 1
    run.refresh_from_db()
    assert (run.scored_by, run.successes, run.n) == (VERSION, 1, 13)
    assert run.score == pytest.approx(1 / 13)
    assert Trial.objects.get(run=run, example__expected="–4").score == 0


def test_runs_of_the_present_version_are_left_alone() -> None:
    finished_baseline(DEGREES)
    assert rescore_ended() == 0


def test_answer_of_the_idea_follows() -> None:
    run = run_of(finished_baseline(DEGREES).revision.idea, "tagger")
    works = Answer.objects.get(idea=run.revision.idea, question="works")
    assert (works.lower or 0) > 0
    of_an_earlier_version(run, answer="4", score=1.0, checks={"exact": 1.0})
    rescore_ended()
    run.refresh_from_db()
    works.refresh_from_db()
    assert run.score == pytest.approx(1 / 12)
    assert works.lower == 0


def test_run_that_was_interrupted_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished_baseline(DEGREES)
    of_an_earlier_version(run, answer="4", score=1.0, checks={"exact": 1.0})
    monkeypatch.setattr(rescore, "AT_ONCE", 5)
    monkeypatch.setattr(rescore, "SECONDS", -1.0)
    assert rescore_ended() == 0
    run.refresh_from_db()
    assert run.scored_by == 1
    monkeypatch.setattr(rescore, "SECONDS", 5.0)
    assert rescore_ended() == 1
    assert Trial.objects.filter(run=run, score=1).count() == 1


def test_wrong_answer_that_declined_is_refused_and_the_right_one_is_not() -> None:
    run = finished_baseline([("what does it say", "I'm sorry, I cannot help."), *DEGREES])
    text = "I'm sorry, I cannot help."
    of_an_earlier_version(
        run, answer=text, raw_answer=text, score=0.0, checks={"exact": 0.0}, outcome="refused", note=f"{DECLINED} Yes."
    )
    Trial.objects.filter(run=run, example__expected="4").update(outcome="answered", score=1.0, checks={"exact": 1.0})
    rescore_ended()
    right = Trial.objects.get(run=run, example__expected=text)
    assert (right.outcome, right.score, right.note) == ("answered", 1.0, "Yes.")
    wrong = Trial.objects.get(run=run, example__expected="4")
    assert (wrong.outcome, wrong.score) == ("refused", 0.0)
    assert wrong.note.startswith(DECLINED)


def test_open_run_is_scored_again_before_it_goes_on() -> None:
    idea = tried_idea(DEGREES, make_person(), task="answer", scorer="exact")
    run = run_of(idea, "most-common")
    Run.objects.filter(pk=run.pk).update(scored_by=1)
    assert work("quick")
    run.refresh_from_db()
    assert run.scored_by == VERSION


def test_mark_of_the_column_is_found_for_earlier_examples() -> None:
    run = finished_baseline([*DEGREES, ("a price", "1.234"), ("another", "12,5")])
    revision = run.revision
    assert revision.decimal_mark == ","
    revision.decimal_mark = ""
    revision.save()
    of_an_earlier_version(run, answer="1234", score=0.0, checks={"exact": 0.0})
    rescore_ended()
    revision.refresh_from_db()
    assert revision.decimal_mark == ","
    assert Trial.objects.get(run=run, example__expected="1.234").score == 1


@pytest.mark.parametrize(("says_minus", "right"), [(True, 1), (False, 0)])
def test_brackets_are_scored_again_by_the_word_of_the_author(says_minus: bool, right: int) -> None:
    idea = tried_idea([*DEGREES, ("a loss", "-5.50")], task="answer", scorer="number", brackets_are_minus=says_minus)
    work_on()
    run = run_of(idea, "most-common")
    of_an_earlier_version(run, answer="($5.50)", score=0.0, checks={"number": 0.0})
    rescore_ended()
    assert Trial.objects.get(run=run, example__expected="-5.50").score == right
    assert Trial.objects.filter(run=run, score=1).count() == right


def test_value_by_meaning_is_kept() -> None:
    make_model()
    run = finished_baseline(DEGREES)
    run.revision.more_checks = [["similarity", 0.75]]
    run.revision.save()
    of_an_earlier_version(run, answer="4", score=1.0, checks={"exact": 1.0, "similarity": 1.0})
    rescore_ended()
    trial = Trial.objects.get(run=run, example__expected="5")
    assert trial.checks == {"exact": 0.0, "similarity": 1.0}
    assert trial.score == 0


def test_text_that_was_cut_is_compared_as_far_as_it_goes() -> None:
    run = finished_baseline(DEGREES)
    run.revision.scorer = "contains"
    run.revision.save()
    of_an_earlier_version(
        run, outcome="truncated", answer="", raw_answer=" It was 4 and ", score=0, checks={"contains": 0}
    )
    rescore_ended()
    trial = Trial.objects.get(run=run, example__expected="4")
    assert (trial.outcome, trial.answer, trial.score) == ("truncated", "It was 4 and", 1.0)
    assert Trial.objects.filter(run=run, score=1).count() == 1
