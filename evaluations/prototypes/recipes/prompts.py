"""What chat recipes say: short plain words for small models. Placeholders are filled in one pass and a value is
never looked at again, so that braces in an input stay text."""

import re

CLASSIFY = 'Choose the label that fits the text best. Labels: {labels}. Reply as {"label": "..."}.'
ANSWER = "Give only the answer, in at most {length}."

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, **values: str) -> str:
    """The template with each {name} replaced by its value. Raises KeyError for a name without a value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def tokens_at_most(text: str) -> int:
    """No tokenizer makes more of the text: even one that falls back to bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def tokens_about(text: str) -> int:
    """An estimate on the safe side: three bytes a token, where English has about four."""
    return -(-tokens_at_most(text) // 3)
