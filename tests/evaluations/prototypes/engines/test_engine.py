"""The engine against a server that fails on purpose: which failures are retried, and how they are recorded."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import TypeVar

import pytest
from pytest import approx, mark, raises

from evaluations.prototypes.engines import (
    Away,
    Busy,
    Engine,
    Patience,
    Reply,
    Server,
    chat_request,
    embedding_request,
)
from evaluations.prototypes.engines.failures import Failure
from evaluations.prototypes.engines.wire import json_object
from tests.fake_server import FakeServer, Fault, Said

HURRIED = Patience(attempts=3, base=0.01, cap=0.02, timeout=5.0, longest_wait=1.5)
QUESTION = [{"role": "user", "content": "Is the pump broken?"}]
Result = TypeVar("Result")


def using(
    server: FakeServer,
    what: Callable[[Engine], Awaitable[Result]],
    share: int = 1,
    patience: Patience = HURRIED,
    key: str = "",
) -> Result:
    async def main() -> Result:
        async with Engine(Server("fake", server.url, "llama.cpp", key), share, patience) as engine:
            return await what(engine)

    return asyncio.run(main())


def chat(server: FakeServer, patience: Patience = HURRIED) -> Reply:
    return using(server, lambda engine: engine.chat(chat_request("fake-chat", QUESTION, 20)), patience=patience)


def embed(server: FakeServer, text: str, most_tokens: int = 256) -> Reply:
    return using(server, lambda engine: engine.embed(embedding_request("fake-embedding", text), most_tokens))


def test_everything_that_decides_the_answer_is_sent(server: FakeServer) -> None:
    schema = {"type": "object"}
    request = chat_request("fake-chat", QUESTION, 20, schema, stop=["\n"])
    reply = using(server, lambda engine: engine.chat(request))
    (sent,) = server.asked["chat"]
    assert sent == reply.request.body == request.body
    assert reply.request.sha256 == hashlib.sha256(request.raw).hexdigest()
    assert (sent["temperature"], sent["top_p"], sent["max_tokens"], sent["stop"]) == (0, 1, 20, ["\n"])
    assert isinstance(sent["seed"], int)
    assert sent["response_format"]["json_schema"]["schema"] == schema


def test_answer_comes_with_tokens_times_and_the_share_of_the_machine(server: FakeServer) -> None:
    server.delay = 0.05
    reply = chat(server)
    assert (reply.outcome, reply.text, reply.finish_reason) == ("answered", "yes", "stop")
    assert (reply.input_tokens, reply.output_tokens, reply.cached_tokens) == (4, 1, 0)
    assert reply.first_token_ms == 1.5
    assert reply.total_ms is not None
    assert reply.total_ms >= 50
    assert reply.seconds == approx(reply.total_ms / 1_000, rel=0.5)
    assert (reply.attempt, reply.failures) == (1, ())


@mark.parametrize(
    "fault",
    [
        Fault(status=429),
        Fault(status=500, body="out of luck"),
        Fault(status=502),
        Fault(reset=True),
        Fault(body="<html>not JSON"),
        Fault(body='{"error": {"message": "in the middle of it"}}'),
        Fault(body='{"choices": []}'),
    ],
)
def test_passing_fault_is_asked_again_and_recorded(server: FakeServer, fault: Fault) -> None:
    server.next("chat", fault)
    reply = chat(server)
    assert (reply.outcome, reply.text, reply.attempt) == ("answered", "yes", 2)
    assert len(reply.failures) == 1
    assert reply.failures[0]["what"]


def test_lasting_fault_is_an_error_after_every_attempt(server: FakeServer) -> None:
    server.next("chat", *[Fault(status=500, body="out of luck")] * 3)
    reply = chat(server)
    assert (reply.outcome, reply.attempt) == ("error", 3)
    assert [failure["status"] for failure in reply.failures] == [500, 500, 500]
    assert len(server.asked["chat"]) == 3


def test_hanging_request_is_not_asked_again_at_once(server: FakeServer) -> None:
    server.next("chat", Fault(hang=True))
    reply = chat(server, Patience(attempts=4, base=0.01, timeout=0.5))
    assert (reply.outcome, reply.attempt, reply.may_pass) == ("error", 1, True)
    assert "no answer within" in reply.failures[0]["what"]
    assert server.asked["chat"][1]["messages"][0]["content"] == "Say yes.", "another question finds out who is at fault"


def test_server_that_answers_nothing_in_time_is_away(server: FakeServer) -> None:
    server.next("chat", *[Fault(hang=True)] * 4)
    with raises(Away, match="no answer within 0 s, not even to a harmless question"):
        chat(server, Patience(attempts=4, base=0.01, timeout=0.15))
    assert len(server.asked["chat"]) == 2


def test_server_at_which_most_requests_time_out_gets_a_rest_and_none_is_asked_again(server: FakeServer) -> None:
    server.next("chat", *[Fault(hang=True)] * 8)

    async def many(engine: Engine) -> int:
        with raises(ExceptionGroup) as group:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(8):
                    tasks.create_task(engine.chat(chat_request("m", QUESTION, 5)))
        assert {str(error) for error in group.value.exceptions} == {
            "rests for 0 s, since most requests to it timed out"
        }
        return int(engine.gate.limit)

    assert using(server, many, share=8, patience=Patience(base=0.01, timeout=0.5)) == 4
    assert len(server.asked["chat"]) == 8


def test_one_slow_request_among_many_changes_nothing_for_the_others(server: FakeServer) -> None:
    server.next("chat", Fault(hang=True))

    async def many(engine: Engine) -> tuple[int, list[Reply]]:
        replies = await asyncio.gather(*(engine.chat(chat_request("m", QUESTION, 5)) for _ in range(8)))
        return int(engine.gate.limit), replies

    limit, replies = using(server, many, share=4, patience=Patience(base=0.01, timeout=0.5))
    assert (limit, sorted(reply.outcome for reply in replies)) == (4, [*["answered"] * 7, "error"])


@mark.parametrize(
    ("status", "body"),
    [
        (400, '{"error":{"code":400,"message":"request (5031 tokens) exceeds the available context size (2048 tokens)",'
              '"type":"exceed_context_size_error","n_prompt_tokens":5031,"n_ctx":2048}}'),
        (500, '{"error":{"code":500,"message":"input (602 tokens) is too large to process. increase the physical batch '
              'size (current batch size: 512)","type":"server_error"}}'),
        (400, '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}'),
    ],
)  # fmt: skip
def test_overflow_is_told_apart_and_never_asked_again(server: FakeServer, status: int, body: str) -> None:
    server.next("chat", Fault(status=status, body=body))
    reply = chat(server)
    assert (reply.outcome, reply.attempt) == ("overflow", 1)
    assert len(server.asked["chat"]) == 1


def test_other_bad_request_is_an_error_and_never_asked_again(server: FakeServer) -> None:
    server.next("chat", Fault(status=400, body='{"error":{"message":"unknown field"}}'))
    reply = chat(server)
    assert (reply.outcome, reply.attempt) == ("error", 1)
    assert "unknown field" in reply.failures[0]["what"]


@mark.parametrize(
    ("said", "outcome"),
    [
        (Said("", refusal="I cannot help with that."), "refused"),
        (Said("I", finish_reason="content_filter"), "refused"),
        (Said('{"label": "br', finish_reason="length"), "truncated"),
        (Said("I'm sorry, I cannot."), "answered"),  # a refusal in the model's own words is an answer, and a wrong one
        (Said("", finish_reason="stop"), "answered"),
    ],
)
def test_outcomes_are_what_the_server_says_they_are(said: Said, outcome: str) -> None:
    with FakeServer(chat=lambda _: said) as server:
        reply = chat(server)
    assert reply.outcome == outcome
    assert reply.text == (said.text or said.refusal or "")


def test_answer_that_cannot_be_stored_is_made_storable() -> None:
    with FakeServer(chat=lambda _: Said("a\x00b\ud800c")) as server:
        assert chat(server).text == "ab?c"


def test_refused_connection_means_the_server_is_away() -> None:
    with FakeServer() as server:
        pass
    with raises(Away) as away:
        chat(server)
    # Pages show it, and the addresses of our servers must stay private.
    assert str(away.value) == "cannot be reached: connection refused"


@mark.parametrize(("status", "attempts"), [(503, 3), (401, 1), (404, 1), (307, 1)])
def test_status_that_no_request_can_mend_means_the_server_is_away(
    server: FakeServer, status: int, attempts: int
) -> None:
    server.next("chat", *[Fault(status=status, headers={"Location": "/elsewhere"})] * attempts)
    with raises(Away, match=str(status)):
        chat(server)
    assert len(server.asked["chat"]) == attempts


def test_redirect_of_a_server_is_not_followed(server: FakeServer) -> None:
    with FakeServer() as elsewhere:
        server.next("chat", Fault(status=302, headers={"Location": f"{elsewhere.url}/chat/completions"}))
        with suppress(Away):
            assert chat(server).outcome == "error"
        assert not any(elsewhere.asked.values())


def test_retry_after_is_heeded(server: FakeServer) -> None:
    server.next("chat", Fault(status=429, headers={"Retry-After": "1"}))
    began = monotonic()
    reply = chat(server)
    assert reply.outcome == "answered"
    assert monotonic() - began >= 1
    assert reply.seconds is not None
    assert reply.seconds < 0.5  # the rest of a server is not charged


def test_longer_rest_than_a_slice_can_spend_is_handed_on(server: FakeServer) -> None:
    server.next("chat", Fault(status=429, headers={"Retry-After": "60"}))
    with raises(Busy) as busy:
        chat(server)
    assert busy.value.wait == 60


def test_key_is_read_from_the_environment_and_stays_out_of_the_record(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RACK_KEY", "s3cret-key")
    reply = using(server, lambda engine: engine.chat(chat_request("m", QUESTION, 5)), key="RACK_KEY")
    assert server.authorizations == ["Bearer s3cret-key"]
    assert "s3cret-key" not in repr(reply)


def test_key_that_a_server_quotes_is_taken_out(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACK_KEY", "s3cret-key")
    server.next("chat", Fault(status=401, body='{"error": "no such key: s3cret-key"}'))
    with raises(Away, match=r"no such key: \[the key\]") as away:
        using(server, lambda engine: engine.chat(chat_request("m", QUESTION, 5)), key="RACK_KEY")
    assert "s3cret" not in str(away.value)


def test_short_text_is_embedded_without_counting_its_tokens(server: FakeServer) -> None:
    reply = embed(server, "a dry well")
    assert reply.vector is not None
    assert len(reply.vector) == 384
    assert not reply.cut
    assert server.asked["tokenize"] == []


def test_long_text_is_cut_and_marked(server: FakeServer) -> None:
    reply = embed(server, "word " * 300)
    (sent,) = server.asked["embeddings"]
    assert len(sent["input"]) == 256
    assert (sent["input"][0], sent["input"][-1]) == (101, 102)  # the tokens that begin and end every text stay
    assert reply.cut
    assert reply.request.body == sent


def test_long_text_of_few_tokens_is_sent_whole(server: FakeServer) -> None:
    text = "incomprehensibilities " * 100
    reply = embed(server, text)
    assert server.asked["embeddings"][0]["input"] == text
    assert not reply.cut


def test_batches_keep_the_order_of_the_texts(server: FakeServer) -> None:
    texts = [f"text number {number}" for number in range(70)]
    vectors = using(server, lambda engine: engine.embed_many("fake-embedding", texts, 256))
    one = embed(server, texts[69]).vector
    assert vectors[69] == one
    assert [len(body["input"]) for body in server.asked["embeddings"][:3]] == [32, 32, 6]


def test_shares_of_a_batch_add_up_to_what_it_took(server: FakeServer) -> None:
    texts = ["a well", "a dry well in the field behind the church", "a pump"]
    replies = using(server, lambda engine: engine.embed_batch("fake-embedding", texts, 256))
    assert [reply.request.body["input"] for reply in replies] == texts
    tokens, seconds = ([getattr(reply, name) for reply in replies] for name in ("input_tokens", "seconds"))
    assert tokens[1] > tokens[0] > 0
    assert sum(tokens) == pytest.approx(sum(map(len, texts)), abs=len(texts))
    assert seconds[1] > seconds[0] > 0
    assert {reply.total_ms for reply in replies} == {None}


def test_vectors_that_are_missing_are_not_made_up(server: FakeServer) -> None:
    server.next("embeddings", *[Fault(body='{"data": []}')] * 3)
    assert embed(server, "a dry well").outcome == "error"


def test_in_flight_stays_within_the_share(server: FakeServer) -> None:
    server.delay = 0.02

    async def many(engine: Engine) -> list[Reply]:
        return await asyncio.gather(*(engine.chat(chat_request("m", QUESTION, 5)) for _ in range(30)))

    assert {reply.outcome for reply in using(server, many, share=5)} == {"answered"}
    assert server.most_in_flight == 5


def test_seconds_of_overlapping_requests_add_up_to_the_time_that_passed(server: FakeServer) -> None:
    server.delay = 0.05

    async def many(engine: Engine) -> float:
        began = asyncio.get_running_loop().time()
        replies = await asyncio.gather(*(engine.chat(chat_request("m", QUESTION, 5)) for _ in range(8)))
        passed = asyncio.get_running_loop().time() - began
        return sum(reply.seconds or 0 for reply in replies) / passed

    assert using(server, many, share=4) == approx(1.0, rel=0.1)


def test_too_many_requests_narrow_the_gate_and_server_errors_do_not(server: FakeServer) -> None:
    async def limit_after(engine: Engine) -> int:
        await engine.chat(chat_request("m", QUESTION, 5))
        return int(engine.gate.limit)

    server.next("chat", Fault(status=429))
    assert using(server, limit_after, share=8) == 4
    server.next("chat", Fault(status=500))
    assert using(server, limit_after, share=8) == 8


def test_what_a_server_says_of_its_failure_can_be_kept_whatever_it_is() -> None:
    said = Failure("no\x00 \ud800 way", 403, away=True, wait=float("inf"))
    assert (said.what, said.wait) == ("no ? way", 900.0)
    assert Failure("", wait=float("nan")).wait is None


def test_body_that_is_nested_beyond_reading_is_a_failure() -> None:
    with pytest.raises(Failure, match="not JSON"):
        json_object("[" * 100_000)
