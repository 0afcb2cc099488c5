"""What only an author may do with a run."""

from contextlib import nullcontext

import pytest
from django.core.exceptions import PermissionDenied
from pytest import raises
from pytest_django import Settings

from evaluations.prototypes.models import OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.steer import answer_the_rest, choose_demo, leave_demo_to_the_best, rerun, stop_run
from ideas.limits import DailyLimit
from tests.factories import make_person
from tests.fake_server import FakeServer
from tests.sentences import unlike

from .cast import PUMPS, ROWS, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db
MANY = [(unlike(number), expected) for number, (_, expected) in enumerate(ROWS * 4)]


def test_author_stops_a_run(chat_model: OpenModel) -> None:
    idea = tried_idea()
    run = run_of(idea, "zero-shot")
    assert stop_run(idea.author, run)
    assert not stop_run(idea.author, run)
    work_on()
    run.refresh_from_db()
    assert (run.state, run.trials_done) == ("stopped", 0)


def test_moderator_may_stop_it_too(chat_model: OpenModel) -> None:
    assert stop_run(make_person(staff=True), run_of(tried_idea(), "zero-shot"))


VERBS = (
    stop_run,
    answer_the_rest,
    rerun,
    choose_demo,
    leave_demo_to_the_best,
)


def test_outsider_may_do_nothing(chat_model: OpenModel) -> None:
    run, mallory = run_of(tried_idea(MANY), "zero-shot"), make_person("mallory")
    work_on()
    for verb in VERBS:
        with raises(PermissionDenied):
            verb(mallory, run)
    run.refresh_from_db()
    assert (run.state, run.sample) == ("finished", 60)


def test_rest_of_the_examples_is_answered_on_request(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea = tried_idea(MANY)
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.n, run.is_whole) == (60, False)
    assert answer_the_rest(idea.author, run)
    assert idea.answers.get(question="works").state == "measuring"
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.state, run.n, run.is_whole) == ("finished", 96, True)
    assert len(chat_server.asked["chat"]) == 96
    assert not answer_the_rest(idea.author, run)


def test_sample_holds_both_labels_in_their_share(chat_model: OpenModel) -> None:
    rows = MANY + [(unlike(number), expected) for number, (_, expected) in enumerate(PUMPS * 4, len(MANY))]
    run = run_of(tried_idea(rows), "zero-shot")
    work_on()
    pumps = run.trials.filter(example__expected="pump").count()
    assert abs(pumps / 60 - 2 / 3) < 0.02


def test_stopped_run_goes_on_and_repeats_nothing(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea = tried_idea()
    run = run_of(idea, "zero-shot")
    stop_run(idea.author, run)
    answered = chat_server.asked["chat"][:]
    assert rerun(idea.author, run)
    assert not rerun(idea.author, run)
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.state, run.n, answered) == ("finished", 24, [])


def test_finished_run_begins_anew_and_hears_a_model_that_has_changed(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    OpenModel.objects.filter(pk=chat_model.pk).update(digest="sha256:one")
    idea = tried_idea()
    work_on()
    run, baseline = run_of(idea, "zero-shot"), run_of(idea, "majority")
    before, asked = run.score, len(chat_server.asked["chat"])
    assert not rerun(idea.author, baseline)
    assert rerun(idea.author, run)
    run.refresh_from_db()
    assert (run.state, run.trials_done, run.trials.count(), run.is_best) == ("planned", 0, 0, False)
    assert (run.started, run.lower, run.lift, run.p50_ms) == (None, None, None, None)
    assert (run.cost_basis, run.fitted) == ("", {})
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.score, run.trials.filter(from_cache=True).count()) == ("finished", 24, before, 24)
    assert len(chat_server.asked["chat"]) == asked
    OpenModel.objects.filter(pk=chat_model.pk).update(digest="sha256:another")
    assert rerun(idea.author, run)
    work_on()
    run.refresh_from_db()
    assert (run.n, run.trials.filter(from_cache=True).count()) == (24, 0)


def test_rerun_asks_again_for_answers_that_did_not_come(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea = tried_idea()
    work_on()
    run = run_of(idea, "zero-shot")
    run.trials.filter(example__position__lte=3).update(outcome="error", score=None, checks={})
    kept = set(run.trials.without_answer().values_list("pk", flat=True))
    Run.objects.filter(pk=run.pk).update(errors=3, n=21, successes=0)
    assert rerun(idea.author, run)
    run.refresh_from_db()
    assert (run.state, run.trials_done, run.errors) == ("planned", 21, 0)
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)
    assert not kept & set(run.trials.values_list("pk", flat=True))


def test_runs_over_earlier_examples_stay_as_they_are(chat_model: OpenModel) -> None:
    idea = tried_idea()
    earlier = run_of(idea, "zero-shot")
    publish(idea.author, idea, MANY)
    earlier.refresh_from_db()
    assert earlier.state == "stopped"
    assert not rerun(idea.author, earlier)
    assert not choose_demo(idea.author, earlier)


def test_letting_runs_go_on_counts_among_the_runs_of_the_day(chat_model: OpenModel, settings: Settings) -> None:
    idea = tried_idea()
    run = run_of(idea, "zero-shot")
    settings.RUNS_PER_DAY = Run.objects.of_idea(idea.pk).candidates().count() + 1
    for refused in (False, True):
        stop_run(idea.author, run)
        with raises(DailyLimit) if refused else nullcontext():
            rerun(idea.author, run)
    run.refresh_from_db()
    assert run.state == "stopped"


def test_author_chooses_which_run_is_the_demo(chat_model: OpenModel, embedding_model: OpenModel) -> None:
    idea = tried_idea()
    assert not choose_demo(idea.author, run_of(idea, "zero-shot"))
    work_on()
    chosen, other = run_of(idea, "zero-shot"), run_of(idea, "nearest")
    Run.objects.of_idea(idea.pk).candidates().update(lift=0.4, lift_p=0.01)
    for run in (chosen, other, other):
        assert choose_demo(idea.author, run)
        assert Run.objects.of_idea(idea.pk).get(is_demo=True) == run
    assert not choose_demo(idea.author, run_of(idea, "majority"))
    assert leave_demo_to_the_best(idea.author, other)
    assert not Run.objects.of_idea(idea.pk).filter(is_demo=True)


def test_run_that_beats_no_baseline_cannot_be_the_demo(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    Run.objects.of_idea(idea.pk).update(lift=0.1, lift_p=0.4)
    assert not choose_demo(idea.author, run_of(idea, "nearest"))


def test_run_that_was_stopped_when_a_result_could_be_seen_still_counts(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    idea = tried_idea()
    unseen, seen = run_of(idea, "few-shot"), run_of(idea, "zero-shot")
    assert stop_run(idea.author, unseen)
    work_on("quick")
    assert stop_run(idea.author, seen)
    unseen.refresh_from_db()
    seen.refresh_from_db()
    assert (unseen.stopped_knowing, seen.stopped_knowing) == (False, True)
    assert run_of(idea, "nearest").best_of == 3  # nearest, zero-shot, and nearest+chat, which is still to come
