"""Requests as they are sent, byte for byte what a trial records, and the key under which answers are kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

SEED = 1
Request = dict[str, Any]


def chat_request(
    model: str,
    messages: Sequence[Mapping[str, str]],
    max_tokens: int,
    schema: Mapping[str, Any] | None = None,
    stop: Sequence[str] = (),
) -> Request:
    """The body of a chat completion. What decides the answer is always sent: servers differ in their defaults."""
    request: Request = {
        "model": model,
        "messages": [dict(message) for message in messages],
        "temperature": 0,
        "top_p": 1,
        "max_tokens": max_tokens,
        "seed": SEED,
    }
    if stop:
        request["stop"] = list(stop)
    if schema is not None:
        named = {"name": "answer", "strict": True, "schema": dict(schema)}
        request["response_format"] = {"type": "json_schema", "json_schema": named}
    return request


def embedding_request(model: str, text: str) -> Request:
    return {"model": model, "input": text}


def key_of(identity: str, request: Request, most_tokens: int | None = None) -> str:
    """SHA-256 over which model is asked (its digest), what, and where an input is cut. The name under which a
    server offers the model is no part of it."""
    asked = {name: value for name, value in request.items() if name != "model"}
    return sha256([identity, asked, most_tokens])


def hash_of(request: Request) -> str:
    return sha256(request)


def sha256(what: object) -> str:
    canonical = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
