"""Parse the bodies of requests: JSON in UTF-8, of limited size, with nothing that Postgres cannot store."""

import json
import re
from typing import Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from .errors import TooLarge

HALF = re.compile("[\ud800-\udfff]")


class Json(BaseParser):
    """JSON of RFC 8259: always UTF-8, whatever the header says; no NaN.

    Raises TooLarge above DATA_UPLOAD_MAX_MEMORY_SIZE, which the parser of REST framework ignores, and ParseError for
    everything else that is not JSON, also for nesting that is too deep and for halves of surrogate pairs.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META["CONTENT_LENGTH"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            text = stream.read().decode("utf-8-sig")
            data = json.loads(text, parse_constant=refuse)
            if "\\u" in text and (where := place_of_half(data)) is not None:
                raise ValueError(f"{where} has half of a surrogate pair")
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not JSON in UTF-8: {reason(error)}.") from error
        return data


def refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def place_of_half(data: Any, place: str = "") -> str | None:
    """The JSON Pointer of the first text with half of a surrogate pair, which is not Unicode; None if there is none."""
    if isinstance(data, str):
        return (place or "it") if HALF.search(data) else None
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, part in parts:
        found = place_of_half(str(name), place) or place_of_half(part, f"{place}/{name}")
        if found is not None:
            return found
    return None


def reason(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"{error.msg}, line {error.lineno}, column {error.colno}"
        case RecursionError():
            return "it is nested too deep"
        case UnicodeDecodeError():
            return f"byte {error.start} is not UTF-8"
    return str(error)
