"""Faults in the middle of a run: no stored trial is lost, and none is asked again."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest import mark

from evaluations.prototypes.catalogue.health import check_endpoints
from evaluations.prototypes.engines import Request
from evaluations.prototypes.models import Endpoint, OpenModel, Run, Share, Trial
from evaluations.prototypes.models.endpoint import USUAL_DEADLINE
from evaluations.prototypes.runs.steer import stop_run
from evaluations.prototypes.runs.worker import stopping, work
from ideas.models import Idea
from tests.fake_server import FakeServer, Fault

from .cast import run_of, tried_idea, work_on
from .test_queue import let_leases_run_out

pytestmark = [
    mark.django_db(transaction=True),
    mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need not wait for a server as long as people do."""
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)


def times_asked(server: FakeServer) -> Counter[str]:
    return Counter(body["messages"][-1]["content"] for body in server.asked["chat"])


def until(what: Callable[[], object], patience: float = 30.0) -> None:
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.02)


def in_thread(what: Callable[[], object]) -> threading.Thread:
    """On a database connection of its own."""

    def run() -> None:
        try:
            what()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def planned() -> tuple[Idea, Run]:
    """An idea whose baseline is in, and its zero-shot run."""
    idea = tried_idea()
    work_on("quick")
    return idea, run_of(idea, "zero-shot")


def test_run_waits_while_its_server_is_stopped_and_then_goes_on(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea, run = planned()
    chat_server.next("chat", *[Fault()] * 10, *[Fault(hang=True)] * 2)
    worker = in_thread(lambda: work("chat"))
    until(lambda: run.trials.count() == 10)
    chat_server.stop()
    worker.join(30)

    run.refresh_from_db()
    endpoint = Endpoint.objects.get(pk=chat_model.endpoint_id)
    assert (run.state, run.n, run.errors) == ("planned", 10, 2)
    assert run.waiting_for.startswith("tiny-chat-here is down: cannot be reached")
    assert (endpoint.state, endpoint.since is not None) == ("down", True)
    assert not work("chat")
    assert idea.answers.get(question="works").headline.startswith("waiting: tiny-chat-here is down")
    assert not Share.objects.exists()

    chat_server.faults.clear()
    chat_server.start()
    check_endpoints()
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors, run.waiting_for) == ("finished", 24, 0, "")
    # Only the two answers that were in flight were asked for again, and they tell what happened.
    assert all("cannot be reached" in trial.errors[-1]["what"] for trial in run.trials.filter(attempt__gt=1))
    assert run.trials.filter(attempt__gt=1).count() == 2
    asked = times_asked(chat_server)
    assert asked.pop("Say yes.") == 1  # to find out whether it is back
    assert sorted(asked.values()) == [1] * 22 + [2] * 2


def test_run_in_its_first_slice_already_tells_what_was_fitted(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.next("chat", *[Fault()] * 10, *[Fault(hang=True)] * 2)
    worker = in_thread(lambda: work("chat"))
    until(lambda: run.trials.count() == 10)
    run.refresh_from_db()
    assert run.state == "running" and len(run.fitted["folds"]) == run.revision.folds
    Run.queue.filter(pk=run.pk).stop()
    worker.join(30)
    assert not worker.is_alive()


def test_server_that_loads_is_waited_for(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.loading = True
    check_endpoints()
    run.refresh_from_db()
    assert "is loading" in run.waiting_for
    assert not work("chat")
    chat_server.loading = False
    check_endpoints()
    assert work_on("chat")


def test_unavailable_server_settles_no_trial(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.next("chat", *[Fault(status=503)] * 100)
    work("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.trials.settled().count()) == ("planned", 0, 0)
    assert "503" in run.waiting_for


def test_server_that_fails_every_request_is_not_asked_them_all(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.next("chat", *[Fault(status=400, body="broken")] * 100)
    work("chat")
    run.refresh_from_db()
    assert run.state == "planned"
    assert run.trials_done < 24
    assert "8 times in a row: 400: broken" in run.waiting_for


def test_run_at_a_slow_server_reads_streams_and_asks_again_those_that_stop(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    Endpoint.objects.update(deadline=USUAL_DEADLINE + 1)
    _, run = planned()
    chat_server.next("chat", Fault(stops_after=2), Fault(), Fault(stops_after=3, reset=True))
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors, run.trials.count()) == ("finished", 24, 0, 24)
    told = sorted(error["what"] for trial in run.trials.all() for error in trial.errors)
    assert told == ["the connection broke before the answer was whole", "the stream stopped in the middle"]
    for trial in run.trials.all():
        assert trial.request in chat_server.asked["chat"] and trial.request["stream"], "it records what was sent"
        assert Request.of(trial.request).sha256 == trial.request_hash

    Endpoint.objects.update(deadline=USUAL_DEADLINE)
    _, other = planned()
    work_on("chat")
    assert other.trials.filter(from_cache=True).count() == 24, "an answer is the same, however it came"
    assert not any("stream" in (trial.request or {}) for trial in other.trials.all())


def test_long_rest_is_kept_by_every_run(
    chat_model: OpenModel, chat_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    _, run = planned()
    chat_server.next("chat", *[Fault(status=429, headers={"Retry-After": "300"})] * 2)
    work("chat")
    run.refresh_from_db()
    assert run.waiting_for.startswith("tiny-chat-here rests until ")
    assert run.waiting_for.endswith(" UTC, since it asks for that")
    assert not work("chat")
    Endpoint.objects.update(rests_until=None)
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)


def test_killed_worker_loses_only_what_was_in_flight(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.next("chat", *[Fault()] * 6, *[Fault(hang=True)] * 2)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=os.environ | {"DATABASE_URL": address_of_test_database()}
    )
    try:
        until(lambda: run.trials.count() == 6)
        chat_server.await_requests(8)
    finally:
        worker.kill()
        worker.wait()

    assert Run.objects.get(pk=run.pk).state == "running"
    assert not work("chat")
    let_leases_run_out()
    run.refresh_from_db()
    assert run.broken_slices == 0
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24, 0)
    assert sorted(times_asked(chat_server).values()) == [1] * 22 + [2] * 2


WORKER = """
import django
django.setup()
from evaluations.prototypes.runs.worker import work
work("chat")
"""


def address_of_test_database() -> str:
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_two_workers_stay_within_the_limit_and_repeat_nothing(chat_model: OpenModel, chat_server: FakeServer) -> None:
    Endpoint.objects.update(max_in_flight=3)
    chat_server.delay = 0.01
    ideas = [planned()[0] for _ in range(3)]
    OpenModel.objects.update(digest="")
    for worker in [in_thread(lambda: work_on("chat")) for _ in range(4)]:
        worker.join(60)
    assert chat_server.most_in_flight <= 3
    for idea in ideas:
        run = run_of(idea, "zero-shot")
        assert (run.state, run.n) == ("finished", 24)
    assert Trial.objects.filter(run__recipe="zero-shot").count() == 72


def test_worker_that_shuts_down_gives_its_run_back_at_once(chat_model: OpenModel, chat_server: FakeServer) -> None:
    _, run = planned()
    chat_server.next("chat", *[Fault()] * 6, *[Fault(hang=True)] * 2)
    worker = in_thread(lambda: work("chat"))
    try:
        chat_server.await_requests(8)
        stopping.set()
        worker.join(10)
        assert not worker.is_alive()
    finally:
        stopping.clear()
    run.refresh_from_db()
    assert (run.state, run.trials_done, run.waiting_for) == ("planned", 6, "")
    work_on("chat")
    assert sorted(times_asked(chat_server).values()) == [1] * 22 + [2] * 2


def test_stopped_run_stores_nothing_more(chat_model: OpenModel, chat_server: FakeServer) -> None:
    idea, run = planned()
    chat_server.next("chat", *[Fault()] * 6)
    chat_server.next("chat", *[Fault(delay=0.5)] * 2)
    worker = in_thread(lambda: work("chat"))
    until(lambda: run.trials.count() == 6)
    assert stop_run(idea.author, run)
    worker.join(30)
    run.refresh_from_db()
    assert (run.state, run.trials_done, run.trials.count()) == ("stopped", 6, 6)
    assert not work("chat")


def test_worker_that_was_held_up_does_not_overwrite_its_successor(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    _, run = planned()
    chat_server.hold()
    late = in_thread(lambda: work("chat"))
    chat_server.await_requests(2)
    let_leases_run_out()
    successor = in_thread(lambda: work("chat"))
    chat_server.await_requests(2)
    chat_server.release()
    late.join(30)
    successor.join(30)
    run.refresh_from_db()
    assert (run.state, run.n, run.trials.count()) == ("finished", 24, 24)
