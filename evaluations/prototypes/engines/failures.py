"""What can go wrong with one request, told apart: ask again, never ask again, or the whole server is away."""

import errno
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from .storable import storable

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
# The address, the key or the account's money is at fault: no request will fare better.
NOT_FOR_US = frozenset({401, 402, 403, 404, 405})
LONGEST_REST = 900.0  # seconds; a server that asks for more is asked again after that
TOO_LONG = re.compile(
    r"exceed\w*[ _]context|context[ _](size|length|window)|maximum context|too large to process|input is too long"
    r"|too many tokens|longer than the maximum",
    re.IGNORECASE,
)
# What hosts say of one input that they will not have read or answered.
FLAGGED = re.compile(
    r"content[_ -](filter|policy|management[_ ]policy)|ResponsibleAIPolicyViolation|moderation_blocked"
    r"|requires moderation|(input|prompt|content|message|request)s? (was|were|is|has been|have been) flagged",
    re.IGNORECASE,
)
REFUSES = frozenset({400, 403, 422, 451})
# Where an error in JSON says what it is, the one of a host behind the host (`raw`) among them.
SAYS = ("error", "code", "type", "message", "msg", "detail", "innererror", "metadata", "raw")
# The same in JSON that was cut. What was sent cannot be taken for it: in a string its quotes are escaped.
LOOKS_LIKE_JSON = re.compile(r'\s*[\[{]\s*["\[{]')
SAID = re.compile(rf'"(?:{"|".join(SAYS)})"\s*:\s*"((?:[^"\\]++|\\.)*+)', re.DOTALL)
CONNECTING = {
    errno.ECONNREFUSED: "connection refused",
    errno.EHOSTUNREACH: "there is no way to its network",
    errno.ENETUNREACH: "there is no way to its network",
    errno.ETIMEDOUT: "no connection in time",
}
BROKE = "the connection broke before the answer was whole"


@dataclass(slots=True)
class Failure(Exception):
    """One failed attempt. `wait`: seconds that the server asks for; `away`: it is the server, not the request;
    `refused`: it will not answer this one input."""

    what: str
    status: int | None = None
    again: bool = False
    away: bool = False
    overflow: bool = False
    refused: bool = False
    timeout: bool = False
    wait: float | None = None

    def __post_init__(self) -> None:
        """What a server says goes into rows, as it is or as the reason why it is away, so it is cleaned here."""
        self.what = storable(self.what)
        if self.wait is not None:
            self.wait = min(self.wait, LONGEST_REST) if self.wait >= 0 else None  # NaN is not

    def record(self) -> dict[str, Any]:
        told = {"status": self.status, "what": self.what}
        return told | ({"away": True} if self.away else {})


class Away(Exception):
    """The server cannot be reached or does not serve us; the message says how, in words. The run waits."""


class Busy(Exception):
    """The server asks for a longer rest than a slice can spend; `wait` in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"asks for a rest of {wait:.0f} s")
        self.wait = wait


def of_transport(error: Exception, seconds: float) -> Failure:
    """A failure below HTTP. A timed-out request may still hold capacity in the server, so it is told apart from one
    that never got there."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Failure("cannot be reached: no connection in time", again=True, away=True)
    if isinstance(error, TimeoutError):
        return Failure(f"no answer within {seconds:.0f} s", again=True, timeout=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure(f"cannot be reached: {in_words(error)}", again=True, away=True)
    if isinstance(error, aiohttp.InvalidURL):
        return Failure("cannot be reached: its address is not valid", away=True)
    if isinstance(error, aiohttp.ClientResponseError):
        return Failure("it does not speak HTTP as it should", again=True)
    return Failure(BROKE, again=True)


def in_words(error: aiohttp.ClientConnectorError) -> str:
    """The plain reason. What asyncio says names the address, and where our servers are is nobody's business."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "there is no such host"
    if isinstance(error.os_error, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    if isinstance(error.os_error, ssl.SSLError):
        return "no encrypted connection could be agreed on"
    return CONNECTING.get(error.os_error.errno or 0, "no connection came about")


def of_status(status: int, headers: Mapping[str, str], body: str) -> Failure:
    what = f"{status}: {' '.join(body.split())[:300]}" if body.strip() else f"status {status}"
    said = said_in(body)
    if status in (400, 413, 422, 500) and TOO_LONG.search(said):
        return Failure(what, status, overflow=True)
    if status in REFUSES and FLAGGED.search(said):
        return Failure(what, status, refused=True)
    wait = seconds_of(headers.get("Retry-After", ""))
    away = status in NOT_FOR_US or status == 503 or 300 <= status < 400
    return Failure(what, status, again=status in AGAIN, away=away, wait=wait)


def of_error(what: str, body: str) -> Failure:
    """Some servers say 200 and then that it is an error."""
    said, what = said_in(body), f"{what}: {body[:300]}"
    overflow, refused = bool(TOO_LONG.search(said)), bool(FLAGGED.search(said))
    return Failure(what, 200, again=not (overflow or refused), overflow=overflow, refused=refused and not overflow)


def said_in(body: str) -> str:
    """What a server says of its error: of JSON only the fields that are for it, since others repeat what was sent."""
    try:
        left: list[object] = [json.loads(body)]
    except (ValueError, RecursionError):
        return "\n".join(SAID.findall(body)) if LOOKS_LIKE_JSON.match(body) else body
    words = []
    while left:  # and no recursion: it may be nested as deep as somebody likes
        match left.pop():
            case str(text):
                words.append(text)
            case list(parts):
                left += parts
            case dict(fields):
                left += [fields[name] for name in SAYS if name in fields]
    return "\n".join(words)


def seconds_of(retry_after: str) -> float | None:
    """Retry-After in seconds, from either of its forms; None when there is none that can be read."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
