"""The engine against odd replies of servers: refusals of one input, impossible numbers, endless bodies."""

import json

from pytest import mark, raises

from evaluations.prototypes.engines import ONCE, Away, Busy
from evaluations.prototypes.engines.stream import MAX_REPLY_BYTES
from tests.fake_server import FakeServer, Fault

from .test_engine import chat, embed

FLAGGED = [
    (400, '{"error":{"code":"content_filter","message":"The response was filtered","innererror":'
          '{"code":"ResponsibleAIPolicyViolation"}}}'),
    (400, '{"error":{"code":"content_policy_violation","type":"invalid_request_error"}}'),
    (403, '{"error":{"code":403,"message":"The model requires moderation","metadata":{"flagged_input":"..."}}}'),
    (400, "Output blocked by content filtering policy"),
    (200, '{"error":{"message":"Your prompt was flagged","code":"moderation"}}'),
]  # fmt: skip


@mark.parametrize(("status", "body"), FLAGGED)
def test_input_that_a_host_will_not_have_is_a_refusal_and_says_nothing_of_the_host(
    server: FakeServer, status: int, body: str
) -> None:
    server.next("chat", Fault(status=status, body=body))
    reply = chat(server)
    assert (reply.outcome, reply.attempt, len(server.asked["chat"])) == ("refused", 1, 1)
    server.next("embeddings", Fault(status=status, body=body))
    assert embed(server, "a dry well").outcome == "refused"


ECHOED = [
    (400, '{"error":{"message":"bad value","param":"messages","value":"What is a content filter?"}}'),
    (422, '{"detail":[{"type":"missing","msg":"Field required","input":{"content":"my prompt was flagged"}}]}'),
    (500, '{"error":{"message":"out of luck"},"prompt":"the maximum context of a law"}'),
    (200, '{"error":{"message":"out of luck"},"input":"the content policy; it is longer than the maximum"}'),
    (400, '{"error":' * 300 + '{"input": "content policy"}' + "}" * 300),
]


@mark.parametrize(("status", "body"), ECHOED)
def test_words_of_the_input_that_an_error_repeats_make_no_refusal_and_no_overflow(
    server: FakeServer, status: int, body: str
) -> None:
    server.next("chat", *[Fault(status=status, body=body)] * 4)
    assert chat(server).outcome == "error"


def test_overflow_at_a_host_behind_the_host_is_one(server: FakeServer) -> None:
    raw = '"raw": "{\\"message\\": \\"the maximum context length is 8\\"}"'
    server.next("chat", Fault(status=400, body=f'{{"error": {{"message": "Provider error", "metadata": {{{raw}}}}}}}'))
    assert chat(server).outcome == "overflow"


SENT = json.dumps("Is it the maximum context of a law? " * 40_000)  # longer than the part of an error that is read
NEVER_READ = "What is a content filter? " * 50_000


@mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, f'{{"error": {{"message": "unknown field"}}, "input": {SENT}}}', "error"),
        (400, f'{{"input": {SENT}, "error": {{"message": "unknown field"}}}}', "error"),
        (400, f'{{"error": {{"message": "it exceeds the context size", "type": "x"}}, "input": {SENT}}}', "overflow"),
        (400, f'{{"error": {{"code": "content_filter", "message": "{NEVER_READ}', "refused"),
        (400, f"the maximum context length is 8192 tokens. {SENT}", "overflow"),
        (400, f'{{"input": {SENT[:200_000]}", "error": {{"message": "the input is too long"}}}}', "overflow"),
        (400, f'{{"input": {json.dumps(json.dumps({"message": SENT}))}}}', "error"),
    ],
)
def test_error_that_is_too_long_to_be_read_whole_is_told_from_what_it_repeats(
    server: FakeServer, status: int, body: str, outcome: str
) -> None:
    server.next("chat", Fault(status=status, body=body))
    assert chat(server).outcome == outcome


@mark.parametrize("reason", ["error", "abort"])
def test_answer_that_the_server_broke_off_is_asked_again(server: FakeServer, reason: str) -> None:
    said = f'{{"choices": [{{"message": {{"content": "ye"}}, "finish_reason": "{reason}"}}]}}'
    server.next("chat", Fault(body=said))
    reply = chat(server)
    assert (reply.outcome, reply.attempt, reply.failures[0]["what"]) == (
        "answered",
        2,
        f"the server broke its answer off: {reason}",
    )


def test_server_that_wants_money_is_away(server: FakeServer) -> None:
    server.next("chat", Fault(status=402, body="insufficient balance"))
    with raises(Away, match="insufficient balance"):
        chat(server)


@mark.parametrize("body", ["", "your account was flagged", "<html>Forbidden</html>"])
def test_server_that_forbids_everything_is_away(server: FakeServer, body: str) -> None:
    server.next("chat", *[Fault(status=403, body=body)] * 2)
    with raises(Away, match="403"):
        chat(server)
    assert [body["max_tokens"] for body in server.asked["chat"]] == [20, 1]  # the question, and a harmless one
    server.next("embeddings", *[Fault(status=403)] * 2)
    with raises(Away, match="403"):
        embed(server, "a dry well")


def test_server_that_forbids_one_input_and_answers_others_is_not_away(server: FakeServer) -> None:
    server.next("chat", Fault(status=403, body="<html>Forbidden</html>"))
    reply = chat(server)
    assert (reply.outcome, reply.may_pass, reply.attempt) == ("error", False, 1)
    assert reply.failures == [{"status": 403, "what": "403: <html>Forbidden</html>"}]
    server.next("embeddings", Fault(status=403))
    assert embed(server, "a dry well").outcome == "error"


def test_reply_without_end_is_given_up(server: FakeServer) -> None:
    server.next("chat", Fault(body="x" * (MAX_REPLY_BYTES + 1)))
    reply = chat(server)
    assert (reply.outcome, reply.attempt) == ("error", 1)
    assert reply.failures[0]["what"] == "the reply is longer than 8,388,608 bytes"


def test_failure_that_is_told_without_end_is_read_from_its_beginning(server: FakeServer) -> None:
    server.next("chat", Fault(status=503, body="overloaded " * 2**20, headers={"Retry-After": "60"}))
    with raises(Busy):
        chat(server)


def test_counts_that_cannot_be_true_are_not_known(server: FakeServer) -> None:
    message = '{"message": {"content": "yes"}, "finish_reason": "stop"}'
    usage = '{"prompt_tokens": 1e400, "completion_tokens": 3000000000, "prompt_tokens_details": {"cached_tokens": -1}}'
    server.next("chat", Fault(body=f'{{"choices": [{message}], "usage": {usage}, "timings": {{"prompt_ms": 1e999}}}}'))
    reply = chat(server)
    assert (reply.text, reply.input_tokens, reply.output_tokens, reply.cached_tokens) == ("yes", None, None, None)
    assert reply.first_token_ms is None


@mark.parametrize("body", ['{"tokens": null}', '{"tokens": [1e400]}', '{"tokens": "many"}', "{}"])
def test_tokens_that_are_none_are_asked_for_again(server: FakeServer, body: str) -> None:
    server.next("tokenize", Fault(body=body))
    reply = embed(server, "word " * 300)
    assert (reply.outcome, reply.attempt, reply.cut) == ("answered", 2, True)


@mark.parametrize("number", ["NaN", "1e400", "1e39", "1" + "0" * 400])
def test_vector_that_no_row_can_hold_is_asked_for_again(server: FakeServer, number: str) -> None:
    server.next("embeddings", Fault(body=f'{{"data": [{{"index": 0, "embedding": [0.5, {number}]}}]}}'))
    reply = embed(server, "a dry well")
    assert (reply.outcome, reply.attempt) == ("answered", 2)


def test_rest_that_the_last_attempt_is_asked_for_is_handed_on_too(server: FakeServer) -> None:
    server.next("chat", Fault(status=429, headers={"Retry-After": "60"}))
    with raises(Busy):
        chat(server, ONCE)
