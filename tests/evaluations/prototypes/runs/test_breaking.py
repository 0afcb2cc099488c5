"""An unexpected error: the run is left alone for a while, and stopped with a reason when it breaks again and again."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp import web
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest import LogCaptureFixture, mark, raises

from evaluations.prototypes.models import Endpoint, ExampleRevision, Lane, OpenModel, Run, Share
from evaluations.prototypes.runs import worker
from evaluations.prototypes.runs.steer import rerun, stop_run
from evaluations.prototypes.runs.worker import work
from tests.factories import make_run
from tests.fake_server import Body, FakeServer, Fault, Said, vector_of
from tests.marketplace.pages.unwrapped import unwrapped

from .cast import ONE, PUMPS, run_of, tried_idea, work_on
from .test_faults import in_thread, patience
from .test_queue import let_leases_run_out

__all__ = ["patience"]
pytestmark = mark.django_db(transaction=True)
BROKEN = "an error of this site (KeyError) broke it 3 times in a row; the log says more"


def worn_out() -> Run:
    """Of a recipe that no longer exists."""
    run = make_run(recipe="gone")
    for _ in range(3):
        assert not work("chat")
        let_leases_run_out()
    run.refresh_from_db()
    return run


def test_run_that_broke_a_slice_is_left_alone_for_a_growing_while() -> None:
    run = make_run(recipe="gone")
    for seconds in (10, 60):
        assert not work("chat") and not work("chat")
        run.refresh_from_db()
        assert run.leased_until
        assert timedelta(0) <= timezone.now() + timedelta(seconds=seconds) - run.leased_until < timedelta(seconds=5)
        assert (run.state, run.waiting_for) == ("running", "a moment, after an error of this site")
        let_leases_run_out()
    run.refresh_from_db()
    assert run.broken_slices == 2


def test_author_can_stop_a_run_that_is_left_alone() -> None:
    run = make_run(recipe="gone")
    work("chat")
    assert stop_run(run.revision.idea.author, run)
    run.refresh_from_db()
    assert (run.state, run.waiting_for) == ("stopped", "")


def test_run_that_breaks_three_slices_in_a_row_is_stopped_and_says_why(caplog: LogCaptureFixture) -> None:
    run = worn_out()
    assert (run.state, run.lease, run.broken_slices, run.waiting_for) == ("stopped", None, 3, BROKEN)
    logged = [record.getMessage() for record in caplog.records if record.exc_info]
    assert logged == [f"a slice of run {run.pk} broke"] * 3
    assert not Share.objects.exists()
    assert f"Stopped: {BROKEN}." in unwrapped(Client().get(run.revision.idea.get_absolute_url()).text)


def test_stopped_run_goes_on_when_its_author_says_so() -> None:
    run = worn_out()
    assert rerun(run.revision.idea.author, run)
    run.refresh_from_db()
    assert (run.state, run.broken_slices, run.waiting_for) == ("planned", 0, "")


def test_slice_that_works_takes_back_those_that_broke(chat_model: OpenModel) -> None:
    run = run_of(tried_idea(), "zero-shot")
    Run.objects.filter(pk=run.pk).update(recipe="gone")
    for _ in range(2):
        assert not work("chat")
        let_leases_run_out()
    Run.objects.filter(pk=run.pk).update(recipe="zero-shot")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.broken_slices) == ("finished", 24, 0)


def test_broken_run_does_not_keep_others_from_the_workers(chat_model: OpenModel) -> None:
    run = run_of(tried_idea(), "zero-shot")
    make_run(recipe="gone", cost_rank=0)
    for _ in range(2):
        work_on()
    run.refresh_from_db()
    assert run.state == "finished"


def test_fault_of_the_database_does_not_count_against_the_run() -> None:
    run = run_of(tried_idea(), "majority")
    held, done = threading.Event(), threading.Event()

    def hold_the_revision() -> None:
        with transaction.atomic():
            ExampleRevision.objects.locked(run.revision_id)
            held.set()
            done.wait(20)

    holder = in_thread(hold_the_revision)
    held.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        try:
            with raises(OperationalError):
                work("quick")
        finally:
            cursor.execute("SET lock_timeout = 0")
            done.set()
            holder.join(20)
    run.refresh_from_db()
    assert (run.state, run.broken_slices) == ("running", 0)  # until the lease runs out


def test_inputs_that_are_all_too_long_to_embed_are_an_outcome(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    embedding_server.next("embeddings", *[Fault(status=400, body="input is too long")] * 24)
    run = run_of(tried_idea(), "nearest")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.score) == ("finished", 24, 0.0)
    assert set(run.trials.values_list("outcome", flat=True)) == {"overflow"}


def test_only_input_that_could_be_embedded_finds_no_other(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    Endpoint.objects.update(max_in_flight=1)
    embedding_server.next("embeddings", *[Fault(status=400, body="input is too long")] * 23)
    run = run_of(tried_idea(), "nearest")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n) == ("finished", 24)
    assert "nothing to learn from" in run.trials.get(outcome="answered").note


@pytest.mark.parametrize(
    ("faults", "errors"),
    [
        ([Fault(status=400, body="broken"), Fault()], 1),
        ([*[Fault(status=500)] * 4, Fault(), *[Fault(status=500)] * 4], 0),  # and the next slice asks again
    ],
)
def test_text_that_cannot_be_embedded_does_not_take_its_server_from_the_others(
    embedding_model: OpenModel, embedding_server: FakeServer, faults: list[Fault], errors: int
) -> None:
    Endpoint.objects.update(max_in_flight=1)
    embedding_server.next("embeddings", *faults)
    run = run_of(tried_idea(), "nearest")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 24 - errors, errors)
    assert Endpoint.objects.get().state == "unchecked"


def test_input_that_the_embedder_refuses_is_a_refusal(embedding_model: OpenModel, embedding_server: FakeServer) -> None:
    embedding_server.next("embeddings", Fault(status=400, body='{"error": {"code": "content_filter"}}'))
    run = run_of(tried_idea(), "nearest")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n) == ("finished", 24)
    assert "content_filter" in run.trials.get(outcome="refused").note


def broken_at(words: str, error: type[Exception], delay: float = 0.0) -> Callable[[str | list[int]], list[float]]:
    """A server that embeds all texts except those with the words."""

    def vector(text: str | list[int]) -> list[float]:
        if words in str(text):
            time.sleep(delay)
            raise error
        return vector_of(text)

    return vector


def broken_but_for_yes(request: Body) -> Said:
    if "Say yes." not in str(request["messages"]):
        raise web.HTTPBadRequest(text="cannot read this")
    return Said("yes")


def test_inputs_that_a_server_cannot_read_do_not_park_it(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = broken_but_for_yes
    run = run_of(tried_idea(), "zero-shot")
    work_on("chat")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 0, 24)
    assert Endpoint.objects.get().state == "unchecked"


def test_texts_that_a_server_cannot_embed_at_once_do_not_park_it(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    Endpoint.objects.update(max_in_flight=12, learned_limit=12)
    embedding_server.vector = broken_at("a", web.HTTPBadRequest, delay=0.01)  # which is in every text but "yes"
    run = run_of(tried_idea(), "nearest")
    work_on("quick")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 0, 24)
    assert Endpoint.objects.get().state == "unchecked"


def test_text_that_fails_for_longer_than_a_slice_does_not_take_all_of_every_slice(
    embedding_model: OpenModel, embedding_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(worker.SLICE, Lane.QUICK, 0.3)
    embedding_server.vector = broken_at(ONE, web.HTTPInternalServerError, delay=0.05)
    run = run_of(tried_idea(), "nearest")
    for _ in range(8):
        work("quick")
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 23, 1)
    assert "not asked for again for a while" in run.trials.get(outcome="error").note
    assert Endpoint.objects.get().state == "unchecked"


def test_answer_that_cannot_be_embedded_is_an_error_and_not_wrong(
    chat_model: OpenModel, chat_server: FakeServer, embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    embedding_server.vector = broken_at("Door", web.HTTPBadRequest)
    chat_server.chat = lambda request: Said("Door" if ONE in str(request["messages"][-1]) else "pump")
    run = run_of(tried_idea(PUMPS, task="answer", scorer="similarity"), "zero-shot")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.errors) == ("finished", 11, 1)
    trial = run.trials.get(outcome="error")
    assert (trial.answer, trial.score) == ("Door", None)
    assert "could not be compared by its meaning" in trial.note
