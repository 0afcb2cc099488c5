"""What chat recipes say: short plain words for small models. Placeholders are filled in one pass and a value is
never looked at again, so that braces in an input stay text."""

import re
from collections.abc import Mapping

CLASSIFY = 'Choose the label that fits the text best. Labels: {labels}. Reply as {"label":"..."}.'
ANSWER = "Give only the answer, in at most {length}."
ANSWER_FREELY = "Give only the answer."
EXTRACT = "Fill in the fields of a JSON object from the text. Fields: {fields}. Reply with the object only."
SEARCH = 'Choose the document that answers the question best. Reply as {"document":"..."}.'
DOCUMENTS = "{passages}\n\nQuestion: {question}"
OFFERED = "{answered}\n\nNow answer for this one:\n{input}"
ONE_ANSWERED = "A similar one: {input}\nIts answer: {answer}"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, **values: str) -> str:
    """The template with each {name} replaced by its value. Raises KeyError for a name without a value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def fill_known(template: str, values: Mapping[str, str]) -> str:
    """The same for what an author wrote: what looks like a placeholder and is none stays text."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def tokens_at_most(text: str) -> int:
    """No tokenizer makes more of the text: even one that falls back to bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def tokens_about(text: str) -> int:
    """An estimate on the safe side: three bytes a token, where English has about four."""
    return -(-tokens_at_most(text) // 3)
