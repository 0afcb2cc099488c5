"""Text and numbers as people type them or a browser sends them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluations.prototypes.scorers import PILED, composed, has_piled_accents
from ideas.texts import shows_nothing

TOO_LONG = "Use at most %(limit_value)d characters; these are %(show_value)d."


def without_piled_accents(text: object) -> None:
    """A validator of form fields. What is no text has no accents."""
    if isinstance(text, str) and has_piled_accents(text):
        raise ValidationError(f"This {PILED}", code="piled_accents")


class TypedText(forms.CharField):
    """Text counted as a reader counts it: a line break is one character, whatever the browser sends. In NFC form; blank
    where nothing of it can be seen.

    Text that is too long is refused with a message. The browser's own maxlength would cut it without a word."""

    default_validators = [without_piled_accents]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"error_messages": {"max_length": TOO_LONG} | kwargs.get("error_messages", {})})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto"}  # Arabic and Hebrew are written from the right

    def to_python(self, value: Any) -> str:
        text = as_typed(str(super().to_python(value)))
        return "" if shows_nothing(text) else text


def as_typed(text: str) -> str:
    """As it is stored: in NFC form, with one character for a line break."""
    return composed(one_break(text))


def one_break(text: str) -> str:
    """Browsers send a line break as two characters; a file has one."""
    return text.replace("\r\n", "\n")


def seen_number(form: QueryDict, name: str = "seen", default: int = 0) -> int:
    """The number of saves that a form began from; -1, which nothing has, where it is no number."""
    number = whole_number(form.get(name, str(default)))
    return -1 if number is None else number


def whole_number(text: str, digits: int = 9) -> int | None:
    """The number that an address or a form holds; None if the text is none, or too large for a column.

    A column of 32 bits holds every number of 9 digits; one of 64 bits, of 18."""
    return int(text) if text.isdecimal() and len(text) <= digits else None
