"""Which servers are up, since when, and which runs wait for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest import mark

from evaluations.prototypes.catalogue.health import check_endpoints, note_rest, note_state, probe_models
from evaluations.prototypes.engines import Busy, Probe
from evaluations.prototypes.engines.kinds import KINDS, Look, Served, ServerKind
from evaluations.prototypes.models import Endpoint, OpenModel
from evaluations.prototypes.runs.worker import work
from tests.evaluations.prototypes.runs.cast import endpoint_of, run_of, tried_idea, work_on
from tests.fake_server import OLLAMA, OPENAI, FakeServer, Fault, Said

pytestmark = pytest.mark.django_db


def test_server_that_answers_is_up_with_its_build(chat_model: OpenModel) -> None:
    check_endpoints()
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.build, endpoint.reason) == ("up", "b1234-fake", "")
    assert endpoint.checked
    assert endpoint.since


def test_since_tells_when_the_state_began_and_not_when_it_was_checked(chat_model: OpenModel) -> None:
    check_endpoints()
    first = endpoint_of(chat_model)
    check_endpoints()
    second = endpoint_of(chat_model)
    assert second.since == first.since
    assert second.checked is not None
    assert first.checked is not None
    assert second.checked > first.checked


def test_start_takes_as_many_queries_for_three_ideas_that_wait_for_nothing_as_for_one(chat_model: OpenModel) -> None:
    """At a start every server is new, and the ideas that are being tried have nothing new to say."""
    check_endpoints()
    taken = []
    for more in (1, 2):
        for _ in range(more):
            tried_idea()
        Endpoint.objects.update(state="unchecked")
        with CaptureQueriesContext(connection) as queries:
            check_endpoints()
        taken.append(len(queries))
    assert endpoint_of(chat_model).state == "up"
    assert taken[0] == taken[1]


def test_server_that_is_gone_is_down_and_keeps_its_build(chat_model: OpenModel, chat_server: FakeServer) -> None:
    check_endpoints()
    chat_server.stop()
    check_endpoints()
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.build) == ("down", "b1234-fake")
    assert endpoint.reason.startswith("cannot be reached")
    chat_server.start()


def test_one_that_is_gone_says_nothing_of_the_others(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.stop()
    check_endpoints()
    assert (endpoint_of(chat_model).state, endpoint_of(embedding_model).state) == ("down", "up")
    chat_server.start()


async def breaks(look: Look) -> dict[str, Served]:
    raise LookupError("a fault of ours")


def test_check_that_breaks_is_logged_and_says_nothing_of_the_others(
    chat_model: OpenModel,
    embedding_model: OpenModel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(KINDS, "odd", ServerKind(breaks, build="/props", build_key="build_info"))
    Endpoint.objects.filter(pk=chat_model.endpoint_id).update(kind="odd")
    check_endpoints()
    assert (endpoint_of(chat_model).state, endpoint_of(embedding_model).state) == ("unchecked", "up")
    assert "the check of tiny-chat-here broke" in caplog.text


def test_what_a_server_says_of_itself_can_be_written_down_whatever_it_is(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.pages["/props"] = {"build_info": "b\x001", "model_path": "a\x00b.gguf"}
    check_endpoints()
    chat_model.refresh_from_db()
    assert (endpoint_of(chat_model).build, chat_model.served_file) == ("b1", "ab.gguf")


def test_server_that_rests_is_left_alone(chat_model: OpenModel, chat_server: FakeServer) -> None:
    check_endpoints()
    note_rest(endpoint_of(chat_model), Busy(60, "it asks for that"))
    chat_server.looked_at.clear()
    check_endpoints()
    assert (chat_server.looked_at, probe_models(), chat_server.asked) == ([], 0, {})


def test_runs_say_that_they_wait_for_a_rest_until_it_is_over(chat_model: OpenModel) -> None:
    idea = tried_idea()
    note_rest(endpoint_of(chat_model), Busy(60, "it asks for that"))
    assert run_of(idea, "zero-shot").waiting_for.startswith("tiny-chat-here rests until ")
    check_endpoints()
    assert run_of(idea, "zero-shot").waiting_for
    Endpoint.objects.update(rests_until=timezone.now() - timedelta(minutes=1))
    check_endpoints()
    assert run_of(idea, "zero-shot").waiting_for == ""


def test_rest_that_a_probe_is_asked_for_is_kept_by_all(chat_model: OpenModel, chat_server: FakeServer) -> None:
    check_endpoints()
    chat_server.next("chat", Fault(status=429, headers={"Retry-After": "60"}))
    probe_models()
    assert 58 <= endpoint_of(chat_model).rests_for <= 60


def test_rest_that_a_half_open_server_asks_for_is_kept(chat_model: OpenModel, chat_server: FakeServer) -> None:
    note_state(endpoint_of(chat_model), Probe("down", "failed"), trips=True)
    chat_server.next("chat", Fault(status=503, headers={"Retry-After": "60"}))
    check_endpoints()
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.reason) == ("down", "rests for 60 s, since it asks for that")
    check_endpoints()
    assert len(chat_server.asked["chat"]) == 1


def test_model_that_the_server_does_not_list_is_named(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.pages = dict(OPENAI)
    OpenModel.objects.update(served_as="qwen3:8b")
    check_endpoints()
    assert endpoint_of(chat_model).reason == "does not serve qwen3:8b"


def test_switched_off_endpoint_is_left_alone(chat_model: OpenModel) -> None:
    Endpoint.objects.update(enabled=False)
    check_endpoints()
    assert endpoint_of(chat_model).checked is None


def test_runs_and_ideas_say_what_they_wait_for_until_it_is_back(chat_model: OpenModel) -> None:
    idea = tried_idea()
    note_state(endpoint_of(chat_model), Probe("down", "cannot be reached"))
    assert run_of(idea, "zero-shot").waiting_for == "tiny-chat-here is down: cannot be reached"
    assert run_of(idea, "majority").waiting_for == ""
    note_state(endpoint_of(chat_model), Probe("up"))
    assert run_of(idea, "zero-shot").waiting_for == ""
    assert idea.answers.get(question="works").headline == "not tried yet"


def test_run_planned_while_a_server_is_down_says_so_from_the_start(chat_model: OpenModel) -> None:
    note_state(endpoint_of(chat_model), Probe("down", "cannot be reached"))
    assert "is down" in run_of(tried_idea(), "zero-shot").waiting_for


def test_what_the_server_says_of_itself_is_on_its_row_and_its_models(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    check_endpoints()
    chat_model.refresh_from_db()
    assert (endpoint_of(chat_model).found_kind, chat_model.served_file) == ("llama.cpp", "fake-Q4.gguf")
    assert (chat_model.served_context, chat_model.room_tokens) == (1024, 1024)
    assert not chat_model.digest_differs


def test_another_digest_than_the_catalogue_says_is_shown_and_keeps_answers_apart(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    tried_idea()
    work_on()
    asked = len(chat_server.asked["chat"])
    chat_server.pages = dict(OLLAMA)
    check_endpoints()
    chat_model.refresh_from_db()
    assert chat_model.digest_differs
    assert chat_model.known_digest == "sha256:" + "abc123" * 10
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    assert len(chat_server.asked["chat"]) == 2 * asked
    assert {(trial.model_digest, trial.endpoint_kind) for trial in run.trials.all()} == {
        (chat_model.known_digest, "ollama")
    }


@mark.parametrize("written", ["abc123abc123", "sha256:" + "abc123" * 10])
def test_digest_that_is_only_written_shorter_is_the_same(
    chat_model: OpenModel, chat_server: FakeServer, written: str
) -> None:
    OpenModel.objects.update(digest=written)
    chat_server.pages = dict(OLLAMA)
    check_endpoints()
    chat_model.refresh_from_db()
    assert chat_model.served_digest
    assert not chat_model.digest_differs
    assert chat_model.identity == written


def test_breaker_opens_when_requests_fail_and_closes_when_one_is_answered(
    chat_model: OpenModel, chat_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)
    run = run_of(tried_idea(), "zero-shot")
    work_on("quick")
    chat_server.next("chat", *[Fault(status=500, body="out of luck")] * 200)
    work("chat")
    assert endpoint_of(chat_model).tripped
    asked = len(chat_server.asked["chat"])
    check_endpoints()  # its pages say that it is well
    endpoint = endpoint_of(chat_model)
    assert (endpoint.state, endpoint.reason) == ("down", "500: out of luck")
    assert len(chat_server.asked["chat"]) == asked + 1
    chat_server.faults.clear()
    check_endpoints()
    assert (endpoint_of(chat_model).state, endpoint_of(chat_model).tripped) == ("up", None)
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)


def test_check_that_began_before_the_breaker_opened_does_not_close_it(chat_model: OpenModel) -> None:
    before = endpoint_of(chat_model)
    note_state(endpoint_of(chat_model), Probe("down", "failed"), trips=True)
    note_state(before, Probe("up"))
    assert endpoint_of(chat_model).state == "down"


def test_schema_support_is_probed_once_for_each_build(chat_model: OpenModel, chat_server: FakeServer) -> None:
    check_endpoints()
    assert (probe_models(), probe_models()) == (1, 0)
    chat_model.refresh_from_db()
    assert (chat_model.schema_support, chat_model.probed_build) == ("honoured", "b1234-fake")
    chat_server.pages["/props"] = {**chat_server.pages["/props"], "build_info": "b1235-fake"}
    chat_server.chat = lambda _: Said("Good morning!")
    check_endpoints()
    assert probe_models() == 1
    chat_model.refresh_from_db()
    assert (chat_model.schema_support, chat_model.probed_build) == ("ignored", "b1235-fake")


def test_server_that_refuses_schemas_is_asked_without_and_still_answers(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    check_endpoints()
    chat_server.next("chat", Fault(status=400, body="response_format is not supported"))
    probe_models()
    asked = len(chat_server.asked["chat"])
    chat_server.chat = lambda _: Said('{"label": "pump"}')
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    run.refresh_from_db()
    assert (run.n, run.errors, run.score) == (24, 0, 0.5)
    assert not any("response_format" in body for body in chat_server.asked["chat"][asked:])
