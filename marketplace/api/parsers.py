"""Parse the bodies of requests: JSON in UTF-8, of limited size, with nothing that Postgres cannot store."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser

from evaluations.prototypes.scorers import PILED, has_piled_accents

from .errors import TooLarge

HALF = re.compile("[\ud800-\udfff]")


class Json(BaseParser):
    """JSON of RFC 8259: always UTF-8, whatever the header says; no NaN.

    Raises TooLarge above DATA_UPLOAD_MAX_MEMORY_SIZE, which the parser of REST framework ignores, and ParseError for
    everything else that is not JSON, also for nesting that is too deep and for halves of surrogate pairs. Raises
    ValidationError for letters with piles of accents: all texts are checked before any is normalized.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META["CONTENT_LENGTH"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            text = stream.read().decode("utf-8-sig")
            data = json.loads(text, parse_constant=refuse)
            if "\\u" in text and (place := place_of(data, is_half)) is not None:
                raise ValueError(f"{pointer(place) or 'it'} has half of a surrogate pair")
            if ("\\u" in text or not text.isascii()) and (place := place_of(data, has_piled_accents)) is not None:
                raise ValidationError(nested(place, f"This {PILED}"))
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not JSON in UTF-8: {reason(error)}.") from error
        return data


def refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def is_half(text: str) -> bool:
    return HALF.search(text) is not None


def place_of(data: Any, is_wrong: Callable[[str], bool]) -> list[str] | None:
    """The way to the first wrong text or name in the data, as names and indices; None if none is wrong."""
    if isinstance(data, str):
        return [] if is_wrong(data) else None
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, part in parts:
        if isinstance(name, str) and is_wrong(name):
            return []
        if (place := place_of(part, is_wrong)) is not None:
            return [str(name), *place]
    return None


def pointer(place: Sequence[str]) -> str:
    return "".join(f"/{name}" for name in place)


def nested(place: Sequence[str], message: str) -> dict[str, Any]:
    """The message at this place of the body, as REST framework nests errors."""
    detail: Any = [message]
    for name in reversed(place):
        detail = {name: detail}
    return detail if place else {"non_field_errors": detail}


def reason(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"{error.msg}, line {error.lineno}, column {error.colno}"
        case RecursionError():
            return "it is nested too deep"
        case UnicodeDecodeError():
            return f"byte {error.start} is not UTF-8"
    return str(error)
