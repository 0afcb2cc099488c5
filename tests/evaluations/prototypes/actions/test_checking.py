"""Which servers are there, since when, and who waits for them."""

import pytest

from evaluations.prototypes import actions
from evaluations.prototypes.actions.checking import note_state
from evaluations.prototypes.engines import Probe
from evaluations.prototypes.models import Endpoint, OpenModel
from tests.fake_server import FakeServer

from .cast import endpoint_of, run_of, tried_idea

pytestmark = pytest.mark.django_db


def test_server_that_answers_is_up_with_its_build(chat_model: OpenModel) -> None:
    actions.check_endpoints()
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.build, endpoint.reason) == ("up", "b1234-fake", "")
    assert endpoint.checked
    assert endpoint.since


def test_since_tells_when_the_state_began_and_not_when_it_was_checked(chat_model: OpenModel) -> None:
    actions.check_endpoints()
    first = endpoint_of(chat_model)
    actions.check_endpoints()
    second = endpoint_of(chat_model)
    assert second.since == first.since
    assert second.checked is not None
    assert first.checked is not None
    assert second.checked > first.checked


def test_server_that_is_gone_is_down_and_keeps_its_build(chat_model: OpenModel, chat_server: FakeServer) -> None:
    actions.check_endpoints()
    chat_server.stop()
    actions.check_endpoints()
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.build) == ("down", "b1234-fake")
    assert endpoint.reason.startswith("cannot be reached")
    chat_server.start()


def test_one_that_is_gone_says_nothing_of_the_others(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.stop()
    actions.check_endpoints()
    assert (endpoint_of(chat_model).state, endpoint_of(embedding_model).state) == ("down", "up")
    chat_server.start()


def test_model_that_the_server_does_not_list_is_named(chat_model: OpenModel) -> None:
    Endpoint.objects.update(kind="openai")
    OpenModel.objects.update(served_as="qwen3:8b")
    actions.check_endpoints()
    assert endpoint_of(chat_model).reason == "does not serve qwen3:8b"


def test_switched_off_endpoint_is_left_alone(chat_model: OpenModel) -> None:
    Endpoint.objects.update(enabled=False)
    actions.check_endpoints()
    assert endpoint_of(chat_model).checked is None


def test_runs_and_ideas_say_what_they_wait_for_until_it_is_back(chat_model: OpenModel) -> None:
    idea = tried_idea()
    note_state(endpoint_of(chat_model), Probe("down", "cannot be reached"))
    assert run_of(idea, "zero-shot").waiting_for == "tiny-chat-here is down: cannot be reached"
    assert run_of(idea, "majority").waiting_for == ""
    note_state(endpoint_of(chat_model), Probe("up"))
    assert run_of(idea, "zero-shot").waiting_for == ""
    assert idea.answers.get(question="works").headline == "trying: 0 of 2 runs, 0 of 48 trials"


def test_run_planned_while_a_server_is_down_says_so_from_the_start(chat_model: OpenModel) -> None:
    note_state(endpoint_of(chat_model), Probe("down", "cannot be reached"))
    assert "is down" in run_of(tried_idea(), "zero-shot").waiting_for
