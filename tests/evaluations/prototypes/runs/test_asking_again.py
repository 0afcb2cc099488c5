"""What a run does when a server fails: ask again, within bounds; and stop at once when somebody stops it."""

import time
from collections.abc import Callable

from aiohttp import web
from pytest import mark

from evaluations.prototypes.catalogue.health import check_endpoints
from evaluations.prototypes.models import Endpoint, OpenModel, Share
from evaluations.prototypes.runs.steer import stop_run
from evaluations.prototypes.runs.worker import work
from tests.fake_server import Body, FakeServer, Fault, Said

from .cast import ONE, work_on
from .test_faults import in_thread, patience, planned, times_asked, until

__all__ = ["patience"]
pytestmark = mark.django_db(transaction=True)


def test_outage_wears_no_trial_out(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = broken_for(ONE, web.HTTPServiceUnavailable, times=20)
    _, run = planned()
    while run.is_open:
        work("chat")
        check_endpoints()
        run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)
    assert max(len(trial.errors) for trial in run.trials.all()) == 20


def test_error_that_may_pass_is_asked_again_by_the_next_slice(chat_model: OpenModel, chat_server: FakeServer) -> None:
    Endpoint.objects.update(max_in_flight=1)
    _, run = planned()
    chat_server.next("chat", *[Fault(status=500, body="out of luck")] * 6)
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)
    assert sorted(len(trial.errors) for trial in run.trials.all())[-2:] == [2, 4]
    assert {trial.attempt - len(trial.errors) for trial in run.trials.all()} == {1}


def test_error_that_never_passes_is_given_up_after_three_slices(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = broken_for(ONE, web.HTTPInternalServerError)
    _, run = planned()
    work_on("chat")
    run.refresh_from_db()
    (trial,) = run.trials.filter(outcome="error")
    assert (run.state, run.n, run.errors) == ("finished", 23, 1)
    assert (trial.attempt, len(trial.errors), trial.is_open) == (12, 12, False)
    assert max(times_asked(chat_server).values()) == 12


def test_proxy_whose_server_is_gone_wears_no_trial_out(chat_model: OpenModel, chat_server: FakeServer) -> None:
    """Its pages are well, and every request gets 500: the run is parked at once, and nothing is given up."""
    _, run = planned()
    chat_server.next("chat", *[Fault(status=500, body="Connection error.")] * 1_000)
    for _ in range(6):
        work("chat")
        check_endpoints()
    run.refresh_from_db()
    assert run.waiting_for.startswith("tiny-chat-here is down: failed 2 times in a row: 500: Connection error.")
    assert max(times_asked(chat_server)[text] for text in times_asked(chat_server) if text != "Say yes.") == 4
    chat_server.faults.clear()
    check_endpoints()
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)


def test_input_that_a_host_will_not_have_is_a_refusal_of_its_trial_alone(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    def chat(request: Body) -> Said:
        if ONE in request["messages"][-1]["content"]:
            raise web.HTTPForbidden(text='{"error": {"code": "content_policy_violation"}}')
        return Said('{"label": "pump"}')

    chat_server.chat = chat
    _, run = planned()
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors, run.successes) == ("finished", 24, 0, 11)
    refused = run.trials.get(outcome="refused")
    assert (refused.score, refused.errors[0]["status"]) == (0.0, 403)
    assert Endpoint.objects.get().state == "unchecked"


def test_input_that_is_forbidden_without_a_word_is_an_error_of_its_trial_alone(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.chat = broken_for(ONE, web.HTTPForbidden)
    _, run = planned()
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 23, 1)
    assert Endpoint.objects.get().state == "unchecked"


def test_input_that_alone_is_turned_away_every_time_does_not_block_its_run(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.chat = broken_for(ONE, web.HTTPServiceUnavailable)
    _, run = planned()
    for _ in range(12):
        work_on("chat")
        check_endpoints()
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 23, 1)
    assert len(run.trials.get(outcome="error").errors) == 40


def broken_for(words: str, error: type[Exception], times: int = 1_000) -> Callable[[Body], Said]:
    """A server that fails so many times on one input."""
    left = [error] * times

    def chat(request: Body) -> Said:
        if words in request["messages"][-1]["content"] and left:
            raise left.pop()
        return Said('{"label": "pump"}')

    return chat


def test_stopped_run_frees_its_server_within_a_second(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea, run = planned()
    chat_server.hold()
    worker = in_thread(lambda: work("chat"))
    chat_server.await_requests(2)
    began = time.monotonic()
    assert stop_run(idea.author, run)
    until(lambda: chat_server.in_flight == 0, patience=1.0)
    worker.join(2)
    assert not worker.is_alive()
    assert time.monotonic() - began < 2
    assert not Share.objects.exists()
    assert len(chat_server.asked["chat"]) == 2


def test_what_a_slice_learned_of_the_server_is_where_the_next_begins(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    Endpoint.objects.update(max_in_flight=8)
    planned()
    chat_server.next("chat", *[Fault(delay=0.01)] * 20, Fault(status=429))
    chat_server.delay = 0.01
    work("chat")
    learned = learned_limit(chat_model)
    assert 4 <= learned <= 5  # half of it, and one more for the answers that still came
    for most in (learned, 8):
        OpenModel.objects.update(digest=f"sha256:{most}")
        planned()
        chat_server.most_in_flight = 0
        work("chat")
        assert (chat_server.most_in_flight, learned_limit(chat_model)) == (most, 8)


def learned_limit(model: OpenModel) -> int:
    return Endpoint.objects.get(pk=model.endpoint_id).learned_limit or 0


def test_overloaded_server_is_asked_less_at_once_until_it_keeps_up(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    """One at a time, 0.15 s each, also those that were given up: of 16 at once it answers six within their second."""
    Endpoint.objects.update(max_in_flight=16, deadline=1)
    chat_server.stop()
    chat_server.slots, chat_server.delay = 1, 0.15
    chat_server.start()
    _, run = planned()
    work("chat")
    run.refresh_from_db()
    endpoint = Endpoint.objects.get()
    assert run.waiting_for.endswith(" UTC, since most requests to it timed out")
    assert max(times_asked(chat_server).values()) == 1, "none is asked again while the server has too much to do"
    assert endpoint.learned_limit == 8
    while run.is_open:
        work("chat")
        check_endpoints()
        run.refresh_from_db()
        time.sleep(0.05)
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)
