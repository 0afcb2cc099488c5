"""A conversation as a chat model is sent it, and the JSON it answers with."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

SPARE_TOKENS = 16


def turns(system: str, shown: Sequence[tuple[str, str]], given: str) -> list[Mapping[str, str]]:
    """`shown`: questions with their answers, as if the model had given them before."""
    told = [{"role": "system", "content": system}]
    for question, answer in shown:
        told += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return [*told, {"role": "user", "content": given}]


def choice_json(name: str, chosen: str) -> str:
    return json.dumps({name: chosen}, ensure_ascii=False, separators=(",", ":"))


def choice_schema(name: str, choices: Sequence[str]) -> dict[str, Any]:
    """Of an object with one field, which is one of the choices."""
    one = {"type": "string", "enum": list(choices)}
    return {"type": "object", "properties": {name: one}, "required": [name], "additionalProperties": False}


def chosen_in(text: str, name: str) -> str | None:
    """What the object says in this field; None for a field that is no text. Raises ValueError for what is not JSON."""
    try:
        answer = json.loads(text)
    except RecursionError:
        raise ValueError("It is nested too deep.") from None
    chosen = answer.get(name) if isinstance(answer, Mapping) else None
    return chosen if isinstance(chosen, str) else None
