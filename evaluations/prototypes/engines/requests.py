"""Requests as they are sent, byte for byte as a trial records them, and the key of a cached answer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

SEED = 1


@dataclass(frozen=True, slots=True)
class Request:
    """`raw`: the bytes that are sent, `body` as JSON with sorted keys: so anyone who has the body has the bytes and can
    check their SHA-256."""

    body: Mapping[str, Any]
    raw: bytes
    sha256: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        raw = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        return cls(body, raw, hashlib.sha256(raw).hexdigest())


def chat_request(
    model: str,
    messages: Sequence[Mapping[str, str]],
    max_tokens: int,
    schema: Mapping[str, Any] | None = None,
    stop: Sequence[str] = (),
) -> Request:
    """A chat completion. Every parameter that affects the answer is always sent: servers differ in their defaults."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [dict(message) for message in messages],
        "temperature": 0,
        "top_p": 1,
        "max_tokens": max_tokens,
        "seed": SEED,
    }
    if stop:
        body["stop"] = list(stop)
    if schema is not None:
        named = {"name": "answer", "strict": is_closed(schema), "schema": dict(schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    return Request.of(body)


def is_closed(schema: Any) -> bool:
    """Whether every field of every object is required and no other is allowed: hosted servers refuse `strict` for any
    other schema."""
    if isinstance(schema, list):
        return all(map(is_closed, schema))
    if not isinstance(schema, dict):
        return True
    fields = schema.get("properties")
    if isinstance(fields, dict) and schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False and set(schema.get("required", ())) == set(fields)
        return closed and all(map(is_closed, fields.values()))
    return all(map(is_closed, schema.values()))


def embedding_request(model: str, text: str) -> Request:
    return Request.of({"model": model, "input": text})


def key_of(identity: str, request: Request, max_tokens: int | None = None) -> str:
    """SHA-256 over the model (`identity`: its digest), the full request, and the length at which an input is cut."""
    return hashlib.sha256(f"{identity}\n{max_tokens}\n{request.sha256}".encode()).hexdigest()
