"""Streamed answers: shown as they arrive, withdrawn when they break off, and never complete when they were cut."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import mark, raises

from evaluations.prototypes.engines import Away, Engine, Patience, Reply, Restart, Server, chat_request
from evaluations.prototypes.engines import streamed as in_pieces
from evaluations.prototypes.engines.failures import Failure
from evaluations.prototypes.engines.stream import MAX_LINE_BYTES, MAX_REPLY_BYTES, lines_of
from tests.fake_server import FakeServer, Fault, Said

HURRIED = Patience(attempts=3, base=0.01, cap=0.02, timeout=5.0, first_token=1.0)
REQUEST = chat_request("fake-chat", [{"role": "user", "content": "Is the pump broken?"}], 20)
Item = TypeVar("Item")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(chat=lambda _: Said("yes, it leaks water")) as server:
        yield server


async def all_of(items: AsyncIterator[Item]) -> list[Item]:
    return [item async for item in items]


def events(server: FakeServer, patience: Patience = HURRIED) -> tuple[list[str | Restart], Reply]:
    async def main() -> list[str | Restart | Reply]:
        async with Engine(Server("fake", server.url), 1, patience) as engine:
            return await all_of(engine.chat_stream(REQUEST))

    *shown, reply = asyncio.run(main())
    assert isinstance(reply, Reply)
    return [event for event in shown if not isinstance(event, Reply)], reply


def streamed(server: FakeServer, patience: Patience = HURRIED) -> tuple[list[str], Reply]:
    """Of an answer that is never withdrawn."""
    shown, reply = events(server, patience)
    assert not [event for event in shown if isinstance(event, Restart)]
    return [str(piece) for piece in shown], reply


def attempts_in(shown: list[str | Restart]) -> list[str]:
    """The texts that were shown, one for each attempt."""
    texts = [""]
    for event in shown:
        if isinstance(event, Restart):
            texts.append("")
        else:
            texts[-1] += event
    return texts


def test_answer_comes_in_pieces_and_then_whole_with_its_counts(server: FakeServer) -> None:
    pieces, reply = streamed(server)
    assert pieces == ["yes,", " it", " leaks", " water"]
    assert (reply.outcome, reply.text, reply.finish_reason) == ("answered", "yes, it leaks water", "stop")
    assert (reply.input_tokens, reply.output_tokens, reply.attempt) == (4, 4, 1)
    (sent,) = server.asked["chat"]
    assert sent == reply.request.body == {**REQUEST.body, "stream": True, "stream_options": {"include_usage": True}}


def test_first_token_is_measured_here(server: FakeServer) -> None:
    server.piece_delay = 0.02
    _, reply = streamed(server)
    assert reply.first_token_ms is not None
    assert reply.total_ms is not None
    # Two pieces until the first token, the one before it being empty; three words, the reason and the count follow.
    assert 40 <= reply.first_token_ms <= reply.total_ms - 80
    assert reply.seconds is not None
    assert reply.seconds >= 0.1


@mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(reset=True),
        Fault(stops_after=0),
        Fault(stops_after=1),  # the role came, and no text
        Fault(body='data: {"error": {"message": "out of memory"}}\n\n'),
        Fault(body='{"error": "out of memory"}'),
        Fault(body='error: {"code": 500, "message": "out of memory"}\n\n'),
        Fault(body="data: {not JSON\n\n"),
        Fault(body="data: []\n\n"),
        Fault(body=f"data: {'[' * 100_000}\n\n"),
        Fault(body='data: {"choices": ["not one"]}\n\n'),
    ],
)
def test_what_fails_before_anything_was_shown_is_asked_again(server: FakeServer, fault: Fault) -> None:
    server.next("chat", fault)
    pieces, reply = streamed(server, replace(HURRIED, first_token=0.8))
    assert "".join(pieces) == reply.text == "yes, it leaks water"
    assert (reply.outcome, reply.attempt, len(reply.failures)) == ("answered", 2, 1)


@mark.parametrize(
    ("fault", "shown", "what"),
    [
        (Fault(stops_after=2), "yes,", "the stream stopped in the middle"),
        (Fault(stops_after=5), "yes, it leaks water", "the stream stopped in the middle"),
        (Fault(stops_after=3, reset=True), "yes, it", "the connection broke before the answer was whole"),
    ],
)
def test_stream_that_stops_in_the_middle_is_taken_back_and_asked_again(
    server: FakeServer, fault: Fault, shown: str, what: str
) -> None:
    server.next("chat", fault)
    told, reply = events(server)
    assert attempts_in(told) == [shown, "yes, it leaks water"]
    assert (reply.outcome, reply.text, reply.attempt) == ("answered", "yes, it leaks water", 2)
    assert [failure["what"] for failure in reply.failures] == [what]
    assert len(server.asked["chat"]) == 2


def test_stream_that_stops_every_time_is_an_error_with_what_was_shown_last(server: FakeServer) -> None:
    server.next("chat", Fault(stops_after=4), Fault(stops_after=1), Fault(stops_after=3))
    told, reply = events(server)
    assert attempts_in(told) == ["yes, it leaks", "yes, it"], "an attempt that showed nothing takes nothing back"
    assert (reply.outcome, reply.text, len(reply.failures)) == ("error", "yes, it", 3)
    assert len(server.asked["chat"]) == 3


def read(server: FakeServer, patience: Patience = HURRIED) -> Reply:
    """As runs read the streams of a slow server: only the whole."""

    async def main() -> Reply:
        async with Engine(Server("fake", server.url), 1, patience) as engine:
            return await engine.chat(in_pieces(REQUEST))

    return asyncio.run(main())


@mark.parametrize("fault", [Fault(hang=True), Fault(stops_after=0, hang=True), Fault(stops_after=1, hang=True)])
def test_hang_is_noticed_before_the_whole_deadline_and_not_asked_again(server: FakeServer, fault: Fault) -> None:
    server.next("chat", fault)
    began = monotonic()
    reply = read(server, replace(HURRIED, timeout=60.0, first_token=0.5))
    assert monotonic() - began < 20
    assert (reply.outcome, reply.attempt, reply.may_pass) == ("error", 1, True)
    assert "no first token within" in reply.failures[0]["what"]
    pieces, shown = streamed(server, replace(HURRIED, first_token=0.5))
    assert ("".join(pieces), shown.outcome) == ("yes, it leaks water", "answered")


def test_hang_before_anything_is_shown_is_an_error_for_who_watches(server: FakeServer) -> None:
    server.next("chat", Fault(hang=True))
    pieces, reply = streamed(server, replace(HURRIED, first_token=0.5))
    assert (pieces, reply.outcome, reply.attempt, len(server.asked["chat"])) == ([], "error", 1, 1)


@mark.parametrize("fault", [Fault(stops_after=3), Fault(stops_after=3, reset=True), Fault(status=500)])
def test_stream_that_nobody_watches_is_asked_again_like_any_answer(server: FakeServer, fault: Fault) -> None:
    server.next("chat", fault)
    reply = read(server)
    assert (reply.outcome, reply.text, reply.attempt) == ("answered", "yes, it leaks water", 2)
    assert reply.request.body == server.asked["chat"][1] == in_pieces(REQUEST).body
    assert reply.input_tokens == reply.output_tokens == 4 and reply.seconds


def test_first_token_has_longer_time_where_the_whole_has() -> None:
    given = [Patience.until(deadline) for deadline in (3, 60, 90, 300)]
    assert [(each.timeout, each.first_token) for each in given] == [(3, 45), (60, 45), (90, 45), (300, 150)]


def test_server_that_goes_away_in_the_middle_is_said_to_be_once_nothing_is_shown(server: FakeServer) -> None:
    server.next("chat", Fault(stops_after=3), Fault(status=401))
    shown: list[str | Restart | Reply] = []

    async def main() -> None:
        async with Engine(Server("fake", server.url), 1, HURRIED) as engine:
            async for event in engine.chat_stream(REQUEST):
                shown.append(event)

    with raises(Away):
        asyncio.run(main())
    assert isinstance(shown[-1], Restart) and len(shown) == 3


def test_stream_that_takes_longer_than_its_deadline_is_an_error(server: FakeServer) -> None:
    server.piece_delay = 0.1
    server.chat = lambda _: Said("and so on " * 50)
    pieces, reply = streamed(server, replace(HURRIED, timeout=0.5))
    assert 1 <= len(pieces) <= 5
    assert (reply.outcome, reply.text) == ("error", "".join(pieces))
    assert "no answer within" in reply.failures[0]["what"]


def test_stream_that_keeps_failing_ends_as_an_error(server: FakeServer) -> None:
    server.next("chat", *[Fault(stops_after=1)] * 3)
    pieces, reply = streamed(server)
    assert (pieces, reply.outcome, reply.attempt) == ([], "error", 3)


def test_whole_answer_of_a_server_that_does_not_stream_is_one_piece(server: FakeServer) -> None:
    message = {"content": "yes, at once", "refusal": None}
    whole = {"choices": [{"message": message, "finish_reason": "stop"}], "error": None}
    server.next("chat", Fault(body=json.dumps(whole), headers={"Content-Type": "application/json"}))
    pieces, reply = streamed(server)
    assert (pieces, reply.text, reply.outcome) == (["yes, at once"], "yes, at once", "answered")


def test_stream_without_end_is_given_up(server: FakeServer) -> None:
    comment = f": {'and so on ' * 50}\n"
    server.next("chat", Fault(body=comment * (MAX_REPLY_BYTES // len(comment) + 1)))
    pieces, reply = streamed(server)
    assert (pieces, reply.outcome, reply.attempt) == ([], "error", 1)
    assert reply.failures[0]["what"] == "the reply is longer than 8,388,608 bytes"


def test_input_that_a_host_will_not_have_is_a_refusal(server: FakeServer) -> None:
    server.next("chat", Fault(status=403, body='{"error": {"code": "content_policy_violation"}}'))
    assert streamed(server)[1].outcome == "refused"
    server.next("chat", Fault(body='data: {"error": {"code": "content_filter", "message": "filtered"}}\n\n'))
    assert streamed(server)[1].outcome == "refused"


def test_server_that_forbids_one_input_is_not_away(server: FakeServer) -> None:
    server.next("chat", Fault(status=403))
    assert streamed(server)[1].outcome == "error"


def test_refusal_in_pieces_is_a_refusal(server: FakeServer) -> None:
    server.chat = lambda _: Said("", refusal="I cannot help with that.")
    pieces, reply = streamed(server)
    assert (pieces, reply.outcome) == (["I cannot help with that."], "refused")


def test_server_that_is_away_is_said_to_be_before_any_piece(server: FakeServer) -> None:
    server.next("chat", Fault(status=401))
    with raises(Away):
        streamed(server)


def test_who_stops_reading_frees_the_server(server: FakeServer) -> None:
    server.piece_delay = 0.02
    server.chat = lambda _: Said("and so on " * 500)

    async def main() -> float:
        async with Engine(Server("fake", server.url), 1, HURRIED) as engine:
            async with aclosing(engine.chat_stream(REQUEST)) as pieces:
                await anext(pieces)
            while server.in_flight:
                await asyncio.sleep(0.01)
            return engine.gate.inside

    assert asyncio.run(asyncio.wait_for(main(), 3)) == 0


async def cut(text: bytes, sizes: list[int]) -> AsyncIterator[bytes]:
    for size in sizes:
        yield text[:size]
        text = text[size:]
    yield text


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))), st.data())
def test_lines_are_the_same_wherever_the_network_cuts_them(lines: list[str], data: st.DataObject) -> None:
    text = "\r\n".join(lines).encode()
    sizes = data.draw(st.lists(st.integers(0, 9), max_size=20))
    assert asyncio.run(all_of(lines_of(cut(text, sizes)))) == [
        line.strip() for line in ("\r\n".join(lines)).split("\n")
    ]


def test_line_without_an_end_is_not_read_for_ever() -> None:
    with raises(Failure, match="longer than"):
        asyncio.run(all_of(lines_of(cut(b"x" * (3 * MAX_LINE_BYTES), [MAX_LINE_BYTES] * 2))))
