"""Replies: a server's answer in one form, with its time and tokens."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from .failures import Failure
from .gate import GatePassage
from .requests import Request
from .storable import amount, is_vector, storable

ReplyOutcome = Literal["answered", "refused", "truncated", "overflow", "error"]
BROKEN_OFF = ("error", "abort")  # finish reasons that mean that there is no answer


@dataclass(frozen=True, slots=True)
class Reply:
    """`request`: as it was sent. Times in milliseconds, `seconds` of the machine; None: not known."""

    outcome: ReplyOutcome
    request: Request
    text: str = ""
    finish_reason: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cut: bool = False
    vector: Sequence[float] | None = None
    queue_ms: float | None = None
    first_token_ms: float | None = None
    total_ms: float | None = None
    seconds: float | None = None
    attempt: int = 1
    may_pass: bool = False  # an error that may not come again later
    failures: Sequence[Mapping[str, Any]] = ()

    @property
    def may_be_kept(self) -> bool:
        """Whether a repeated request would give the same: every reply but an error."""
        return self.outcome != "error"

    @property
    def last_failure(self) -> str:
        """Why the last attempt failed; "" when none did."""
        return str(self.failures[-1]["what"]) if self.failures else ""

    def as_json(self) -> dict[str, Any]:
        """For the cache: without the vector, which is stored as bytes, and the request, which its reader has."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in CACHED_FIELDS}
        return fields | {"request": self.request.body} if self.cut else fields

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], request: Request, vector: Sequence[float] | None) -> Self:
        fields = {name: value for name, value in stored.items() if name != "request"}
        return cls(request=Request.of(stored["request"]) if "request" in stored else request, **fields, vector=vector)

    def after(self, failures: Sequence[Failure]) -> Self:
        """With the attempts that failed before it."""
        if not failures:
            return self
        return replace(self, attempt=len(failures) + 1, failures=[failure.record() for failure in failures])

    def placed(self, passage: GatePassage) -> Self:
        """With the gate's measurements, after the request has left it."""
        return replace(self, queue_ms=passage.queue_ms, seconds=passage.seconds)


CACHED_FIELDS = tuple(name for name in Reply.__slots__ if name not in ("request", "vector"))


def failed(request: Request, failures: Sequence[Failure]) -> Reply:
    records = [failure.record() for failure in failures]
    last = failures[-1]
    outcome: ReplyOutcome = "overflow" if last.overflow else "refused" if last.refused else "error"
    return Reply(outcome, request, attempt=len(records), may_pass=last.again, failures=records)


def broken_off(request: Request, failures: Sequence[Failure]) -> Reply:
    """The reply to a request that was cancelled between two attempts: whether there is an answer is not known."""
    return replace(failed(request, failures), outcome="error", may_pass=True)


def chat_reply(request: Request, answer: Mapping[str, Any], total_ms: float) -> Reply:
    """Raises Failure when the answer is not a chat completion."""
    try:
        choice = answer["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason") or ""
        text = message.get("content") or ""
        refusal = message.get("refusal") or ""
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise Failure("the reply is not a chat completion", 200, again=True) from error
    if reason in BROKEN_OFF:
        raise Failure(f"the server broke its answer off: {reason}", 200, again=True)
    return Reply(
        outcome_of(reason, refusal),
        request,
        text=storable(text or refusal),
        finish_reason=storable(reason),
        total_ms=total_ms,
        first_token_ms=number(answer, "timings", "prompt_ms"),
        **counts(answer),
    )


def embedding_reply(request: Request, answer: Mapping[str, Any], total_ms: float) -> Reply:
    """Raises Failure when the answer holds no vector."""
    (vector,) = vectors_of(answer, 1)
    return Reply("answered", request, vector=vector, total_ms=total_ms, **counts(answer))


def split(whole: Reply, requests: Sequence[Request], vectors: Sequence[Sequence[float]]) -> list[Reply]:
    """Split the reply to one request for many texts into one for each, with the request for that text alone.

    Each has its share of the machine's time and of the tokens, by length; the time of such a request alone (`total_ms`)
    is not known."""
    size = sum(len(request.raw) for request in requests)

    def share(request: Request, of: float | None) -> float | None:
        return None if of is None else of * len(request.raw) / size

    return [
        replace(
            whole,
            request=request,
            vector=vector,
            seconds=share(request, whole.seconds),
            input_tokens=None if whole.input_tokens is None else round(share(request, whole.input_tokens) or 0),
        )
        for request, vector in zip(requests, vectors, strict=True)
    ]


def outcome_of(reason: str, refusal: str) -> ReplyOutcome:
    """Only what the server itself calls a refusal is one here; the model's words are judged by the reader of the
    reply."""
    if refusal or reason == "content_filter":
        return "refused"
    return "truncated" if reason == "length" else "answered"


def counts(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Tokens by the server's count."""
    numbers = {
        "input_tokens": number(answer, "usage", "prompt_tokens"),
        "output_tokens": number(answer, "usage", "completion_tokens"),
        "cached_tokens": number(answer, "usage", "prompt_tokens_details", "cached_tokens"),
    }
    return {name: None if count is None else int(count) for name, count in numbers.items()}


def number(answer: Any, *path: str) -> float | None:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return amount(answer)


def tokens_in(answer: Mapping[str, Any]) -> list[int]:
    """Raises Failure when there are none."""
    try:
        return [int(token) for token in answer["tokens"]]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Failure("the reply holds no tokens", 200, again=True) from error


def vectors_of(answer: Mapping[str, Any], size: int) -> list[Sequence[float]]:
    """The vectors in the order of the inputs, each number in 32 bits, as in the cache: so a cached answer is the same,
    and a vector takes an eighth of a list's memory. Raises Failure when they are not `size` vectors."""
    try:
        rows = sorted(answer["data"], key=lambda row: row["index"])
        vectors: list[Sequence[float]] = [array("f", map(float, row["embedding"])) for row in rows]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Failure("the reply holds no embeddings", 200, again=True) from error
    if len(vectors) != size or not all(map(is_vector, vectors)):
        raise Failure(f"the reply holds {len(vectors)} embeddings for {size} inputs", 200, again=True)
    return vectors
