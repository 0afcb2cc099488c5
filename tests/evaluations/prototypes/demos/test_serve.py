"""Trying a demo: its result, and that nothing typed is stored."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.prototypes.demos import line, serve
from evaluations.prototypes.demos.line import DemoAway
from evaluations.prototypes.demos.serve import Failed, Tried
from evaluations.prototypes.engines import Restart
from evaluations.prototypes.models import (
    CachedAnswer,
    OpenModel,
    Run,
    Share,
    Try,
    TryState,
    demo_of,
    example_meant,
)
from tests.factories import make_model, make_revision, make_run
from tests.fake_server import FakeServer, Fault, Said

from .cast import ALICE, BOB, MEASURED, finished, tried

pytestmark = pytest.mark.django_db


def test_answer_comes_in_pieces_and_then_read_with_its_tokens(demo: Run, chat_server: FakeServer) -> None:
    *pieces, last = tried(demo)
    assert "".join(pieces) == '{"label": "roads"}' and len(pieces) > 1
    assert isinstance(last, Tried) and (last.outcome, last.answer) == ("answered", "roads")
    assert last.input_tokens and last.output_tokens and last.first_token_ms is not None and last.usd is not None


def test_demo_has_learned_from_every_row(demo: Run, chat_server: FakeServer) -> None:
    demo.revision.examples.filter(position=1).update(expected="only here")
    tried(demo)
    assert "only here" in str(chat_server.asked["chat"][-1])


def test_nothing_typed_or_answered_stays(demo: Run, chat_server: FakeServer) -> None:
    chat_server.chat = lambda _: Said('{"label": "tax"}')
    tried(demo, "a secret of mine")
    row = Try.objects.get()
    assert (row.state, row.person, row.idea_id) == (TryState.ANSWERED, None, demo.revision.idea_id)
    assert row.seconds and row.input_tokens and "192.0.2.1" not in str(vars(row)) and "secret" not in str(vars(row))
    assert not CachedAnswer.objects.exists() and not Share.objects.exists()


def test_second_try_fits_nothing_again(demo: Run, own_cache: None) -> None:
    tried(demo)
    with CaptureQueriesContext(connection) as queries:
        tried(demo)
    assert not [query for query in queries if 'prototypes_example"' in query["sql"]]


def test_neighbours_are_found_with_one_request_for_the_text(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    run = make_run(
        model=embedding_model,
        embedder=embedding_model,
        recipe="nearest",
        lane="quick",
        lower=0.5,
        upper=0.9,
        **MEASURED,
    )
    last = tried(finished(run), "letter 3")[-1]
    assert isinstance(last, Tried) and last.answer == "tax"
    before = len(embedding_server.asked["embeddings"])
    tried(finished(run), "letter 4")
    assert len(embedding_server.asked["embeddings"]) == before + 1


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault(status=401, body="who are you"), "cannot be asked now"),
        (Fault(status=400, body="the request exceeds the context size"), "overflow"),
    ],
)
def test_what_goes_wrong_is_said_and_frees_the_place(
    demo: Run, chat_server: FakeServer, fault: Fault, says: str
) -> None:
    chat_server.next("chat", fault)
    last = tried(demo)[-1]
    assert says in (last.why if isinstance(last, Failed) else str(last.outcome))
    assert not Share.objects.exists()


def test_answer_that_breaks_off_is_taken_back_and_comes_again(
    demo: Run, chat_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)
    chat_server.next("chat", Fault(stops_after=2), Fault(stops_after=3))
    *told, last = tried(demo)
    restarts = [place for place, event in enumerate(told) if isinstance(event, Restart)]
    assert len(restarts) == 2 and told[: restarts[0]] == ['{"label":']
    assert "".join(told[restarts[-1] + 1 :]) == '{"label": "roads"}'
    assert isinstance(last, Tried) and (last.outcome, last.answer) == ("answered", "roads")
    assert last.first_token_ms and 20 <= last.first_token_ms <= last.total_ms, "as the visitor waited for it"


def test_answer_that_breaks_off_every_time_ends_with_the_reason(
    demo: Run, chat_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)
    chat_server.next("chat", *[Fault(stops_after=2)] * 4)
    *told, piece, last = tried(demo)
    assert sum(isinstance(event, Restart) for event in told) == 3 and piece == '{"label":'
    assert last == Failed("The answer broke off: the stream stopped in the middle.")
    assert Try.objects.get().state == TryState.ERROR and not Share.objects.exists()


def test_server_that_rests_is_not_asked_and_the_visitor_told_for_how_long(demo: Run, chat_server: FakeServer) -> None:
    waiting = line.begin(demo, BOB)
    chat_server.next("chat", Fault(status=429, headers={"Retry-After": "60"}))
    last = tried(demo)[-1]
    assert isinstance(last, Failed)
    assert last.why == "Its model is resting. Try again in 60 s. What you typed is still here."
    assert not line.get_turn(waiting)
    demo = finished(demo)
    for visitor, ticket in ((ALICE, None), (BOB, waiting.ticket)):
        with pytest.raises(DemoAway, match=r"is resting\. Try again in (60|59|58) s"):
            line.begin(demo, visitor, ticket)
    assert len(chat_server.asked["chat"]) == 1


@pytest.mark.parametrize("body", ['{"error": {"code": "content_filter"}}', "<html>Forbidden</html>"])
def test_what_a_visitor_types_takes_the_server_from_nobody(demo: Run, chat_server: FakeServer, body: str) -> None:
    chat_server.next("chat", Fault(status=403, body=body))
    last = tried(demo)[-1]
    assert isinstance(last, Failed) or last.outcome == "refused"
    assert finished(demo).endpoints[0].state == "unchecked"


def test_visitor_who_leaves_frees_the_model(demo: Run, chat_server: FakeServer) -> None:
    chat_server.hold()
    attempt = line.begin(demo, ALICE)
    assert line.get_turn(attempt)
    events = serve.answer(attempt, "a letter")
    next(events)
    events.close()  # type: ignore[attr-defined]  # it is a generator
    attempt.refresh_from_db()
    assert attempt.state == TryState.LEFT and not Share.objects.exists()


def test_demo_is_the_authors_choice_else_the_best_of_the_latest_examples_that_have_one() -> None:
    early = make_run(make_revision(), model=make_model(), lower=0.9, is_best=True, **MEASURED)
    idea = early.revision.idea
    late = make_revision(idea)
    assert demo_of(idea) == early
    make_run(late, model=make_model())  # still to come
    Run.objects.create(revision=late, recipe="majority", lane="quick", cost_rank=0, sample=8, lower=0.8,
                       finished=timezone.now(), **MEASURED)  # fmt: skip
    make_run(late, model=make_model(), lower=0.8, **MEASURED | {"lift_p": 0.4})
    assert demo_of(idea) == early  # neither a baseline nor a run that may be no better shows anything
    low = make_run(late, model=make_model(), lower=0.2, **MEASURED)
    assert demo_of(idea) == low
    high = make_run(late, model=make_model(), lower=0.4, **MEASURED)
    assert demo_of(idea) == high
    Run.objects.filter(pk=low.pk).update(is_demo=True)
    assert demo_of(idea) == low
    OpenModel.objects.filter(slug=low.model.slug if low.model else "").update(enabled=False)
    assert demo_of(idea) == high


@pytest.mark.parametrize(
    ("row", "text", "meant"),
    [(2, "", 2), (2, "letter 3", 2), (None, " letter 3 ", 3), (2, "my own", None), (None, "", None), (99, "", None)],
)
def test_example_is_meant_until_something_else_is_typed(row: int | None, text: str, meant: int | None) -> None:
    found = example_meant(make_run(), row, text)
    assert (found.position if found else None) == meant
