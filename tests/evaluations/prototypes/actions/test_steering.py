"""What an author may do with a run, and nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from pytest import raises

from evaluations.prototypes import actions
from evaluations.prototypes.models import OpenModel
from tests.factories import make_person
from tests.fake_server import FakeServer

from .cast import PUMPS, ROWS, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db
MANY = [(f"{given} in valley {valley}", expected) for valley in range(4) for given, expected in ROWS]


def test_author_stops_a_run_for_good(chat_model: OpenModel) -> None:
    idea = tried_idea()
    run = run_of(idea, "zero-shot")
    assert actions.stop_run(idea.author, run)
    assert not actions.stop_run(idea.author, run)
    work_on()
    run.refresh_from_db()
    assert (run.state, run.trials_done) == ("stopped", 0)


def test_moderator_may_stop_it_too(chat_model: OpenModel) -> None:
    assert actions.stop_run(make_person(staff=True), run_of(tried_idea(), "zero-shot"))


def test_outsider_may_do_neither(chat_model: OpenModel) -> None:
    run, mallory = run_of(tried_idea(MANY), "zero-shot"), make_person("mallory")
    work_on()
    with raises(PermissionDenied):
        actions.stop_run(mallory, run)
    with raises(PermissionDenied):
        actions.answer_the_rest(mallory, run)
    run.refresh_from_db()
    assert (run.state, run.sample) == ("finished", 60)


def test_rest_of_the_examples_is_answered_on_request(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea = tried_idea(MANY)
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.n, run.is_whole) == (60, False)
    assert actions.answer_the_rest(idea.author, run)
    assert idea.answers.get(question="works").state == "measuring"
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.state, run.n, run.is_whole) == ("finished", 96, True)
    assert len(chat_server.asked["chat"]) == 96
    assert not actions.answer_the_rest(idea.author, run)


def test_sample_holds_both_labels_in_their_share(chat_model: OpenModel) -> None:
    rows = MANY + [(f"{given} on hill {hill}", expected) for hill in range(4) for given, expected in PUMPS]
    run = run_of(tried_idea(rows), "zero-shot")
    work_on()
    pumps = run.trials.filter(example__expected="pump").count()
    assert abs(pumps / 60 - 2 / 3) < 0.02
