"""Does a model's server hold its answers to a JSON schema? Found out by one tiny question, once for each build."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from .replies import Reply
from .requests import Request, chat_request

Support = Literal["honoured", "ignored", "refused", "unknown"]
# A word that no model says when it is greeted, unless the schema makes it.
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["teal"]}},
    "required": ["colour"],
    "additionalProperties": False,
}
MOST_TOKENS = 60
REFUSALS = frozenset({400, 415, 422, 500, 501})


def greeting(model: str, *, with_schema: bool) -> Request:
    messages = [{"role": "user", "content": "Good morning! How are you?"}]
    return chat_request(model, messages, MOST_TOKENS, SCHEMA if with_schema else None)


def support_in(reply: Reply, without: Reply | None = None) -> Support:
    """What the reply to the greeting shows; an error is a refusal only if the same is answered `without` the schema."""
    if reply.outcome == "error":
        was_refused = bool(reply.failures) and reply.failures[-1]["status"] in REFUSALS
        return "refused" if was_refused and without and without.outcome != "error" else "unknown"
    if not reply.text:
        return "unknown"  # it may have spent its tokens on thinking
    return "honoured" if is_held_to(reply.text) else "ignored"


def is_held_to(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"colour": "teal"})
    except (ValueError, RecursionError):
        return False
