"""Log records as lines: one record, one line, with the time in UTC, and who asked where a request was refused.

Whatever a stranger wrote into an address or a value begins no line that looks like a record of its own, and turns no
line around: control characters and those of direction are written as escapes, and the lines of a trace are indented.
"""

import logging
import re
from typing import Any

from rest_framework.throttling import BaseThrottle

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
REFUSED = (401, 403, 413, 429)  # who was refused matters; who asked for a page that is not there does not
INDENT = "\n    "


class OneLine(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = escaped(record.message) + asked_by(record)
        return super().formatMessage(record)

    def formatException(self, exc_info: Any) -> str:
        lines = super().formatException(exc_info).split("\n")
        return "    " + INDENT.join(escaped(line) for line in lines)


def escaped(text: str) -> str:
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def asked_by(record: logging.LogRecord) -> str:
    """The account and the address, for a request that was refused; else nothing."""
    request = getattr(record, "request", None)
    if request is None or getattr(record, "status_code", None) not in REFUSED:
        return ""
    person = getattr(getattr(request, "user", None), "pk", None)
    return f" [account {person or '-'}, address {BaseThrottle().get_ident(request)}]"
