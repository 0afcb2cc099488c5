"""What a chat model is sent and how it answers: short plain words for small models, and JSON for a choice.

Placeholders are filled in one pass and a value is never filled again, so braces in an input stay text."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

CLASSIFY = 'Choose the label that fits the text best. Reply as {"label":"..."}. The labels, one a line:\n{labels}'
ANSWER = "Give only the answer, in at most {length}."
ANSWER_FREELY = "Give only the answer."
EXTRACT = "Fill in the fields of a JSON object from the text. Fields: {fields}. Reply with the object only."
SEARCH = 'Choose the document that answers the question best. Reply as {"document":"..."}.'
DOCUMENTS = "{passages}\n\nQuestion: {question}"
OFFERED = "{answered}\n\nNow answer for this one:\n{input}"
ONE_ANSWERED = "A similar one: {input}\nIts answer: {answer}"
SPARE_TOKENS = 16

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, **values: str) -> str:
    """The template with each {name} replaced by its value. Raises KeyError for a name without a value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def fill_known(template: str, values: Mapping[str, str]) -> str:
    """The same for a text of an author: a name in braces that has no value stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def max_tokens_of(text: str) -> int:
    """An upper bound for every tokenizer, also for one that falls back to bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def estimated_tokens(text: str) -> int:
    """An estimate on the safe side: three bytes a token, where English has about four."""
    return -(-max_tokens_of(text) // 3)


def conversation(system: str, shown: Sequence[tuple[str, str]], question: str) -> list[Mapping[str, str]]:
    """The messages of a request. `shown`: questions with their answers, as if the model had given them before."""
    messages = [{"role": "system", "content": system}]
    for asked, answer in shown:
        messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]
    return [*messages, {"role": "user", "content": question}]


def choice_json(name: str, chosen: str) -> str:
    return json.dumps({name: chosen}, ensure_ascii=False, separators=(",", ":"))


def listed_labels(labels: Sequence[str], between: str = "\n") -> str:
    """As JSON, one a line, so that "Food, drink" is not taken for two labels, nor a label of two lines."""
    return between.join(json.dumps(label, ensure_ascii=False) for label in labels)


def choice_schema(name: str, choices: Sequence[str]) -> dict[str, Any]:
    """Of an object with one field, which is one of the choices."""
    one = {"type": "string", "enum": list(choices)}
    return {"type": "object", "properties": {name: one}, "required": [name], "additionalProperties": False}


def chosen_in(text: str, name: str) -> str | None:
    """The value of this field of the object; None for a field that is no text. Raises ValueError if it is not JSON."""
    try:
        answer = json.loads(text)
    except RecursionError:
        raise ValueError("It is nested too deep.") from None
    chosen = answer.get(name) if isinstance(answer, Mapping) else None
    return chosen if isinstance(chosen, str) else None
