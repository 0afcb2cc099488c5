"""The failures of one request, by what follows: retry, never retry, or the whole server is away."""

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
# The address, the key or the account's balance is at fault: no other request will succeed.
NOT_FOR_US = frozenset({401, 402, 403, 404, 405})
MAX_REST = 900.0  # seconds; the maximum even if a server asks for more
TOO_LONG = re.compile(
    r"exceed\w*[ _]context|context[ _](size|length|window)|maximum context|too large to process|input is too long"
    r"|too many tokens|longer than the maximum",
    re.IGNORECASE,
)
# How hosts say that they refuse to read or answer one input.
FLAGGED = re.compile(
    r"content[_ -](filter|policy|management[_ ]policy)|ResponsibleAIPolicyViolation|moderation_blocked"
    r"|requires moderation|(input|prompt|content|message|request)s? (was|were|is|has been|have been) flagged",
    re.IGNORECASE,
)
REFUSES = frozenset({400, 403, 422, 451})
# The fields in which an error in JSON is described; `raw` is that of a host behind the host.
SAYS = ("error", "code", "type", "message", "msg", "detail", "innererror", "metadata", "raw")
# The same in JSON that was cut. The echo of a request cannot match: its quotes are escaped inside a string.
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
    """One failed attempt. `again`: a retry may succeed. `wait`: seconds that the server asks for, or that it gets since
    most requests timed out. `away`: the server is at fault, not the request. `refused`: the server refuses this one
    input."""

    what: str
    status: int | None = None
    again: bool = False
    away: bool = False
    overflow: bool = False
    refused: bool = False
    timeout: bool = False
    wait: float | None = None

    def __post_init__(self) -> None:
        """The server's words are stored in rows, so they are cleaned here."""
        self.what = storable(self.what)
        if self.wait is not None:
            self.wait = min(self.wait, MAX_REST) if self.wait >= 0 else None  # NaN is not

    @property
    def why_wait(self) -> str:
        return "most requests to it timed out" if self.timeout else "it asks for that"

    def record(self) -> dict[str, Any]:
        record = {"status": self.status, "what": self.what}
        return record | ({"away": True} if self.away else {})


class Away(Exception):
    """The server cannot be reached or does not serve us; the message gives the reason. The run waits."""


class Busy(Exception):
    """The server needs a longer pause than a slice can wait; `wait` in seconds, `why` in words."""

    def __init__(self, wait: float, why: str) -> None:
        super().__init__(f"rests for {wait:.0f} s, since {why}")
        self.wait, self.why = wait, why


def of_transport(error: Exception, seconds: float) -> Failure:
    """A failure below HTTP. A request that timed out may still use capacity of the server; one that never arrived does
    not, so the two are kept apart."""
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
    """The plain reason, without the server's address: asyncio's message names it, and it must stay private."""
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
    """An error that a server sends with status 200."""
    said, what = said_in(body), f"{what}: {body[:300]}"
    overflow, refused = bool(TOO_LONG.search(said)), bool(FLAGGED.search(said))
    return Failure(what, 200, again=not (overflow or refused), overflow=overflow, refused=refused and not overflow)


def said_in(body: str) -> str:
    """The server's description of its error. Of JSON only the fields for it, because others repeat the request."""
    try:
        left: list[object] = [json.loads(body)]
    except (ValueError, RecursionError):
        return "\n".join(SAID.findall(body)) if LOOKS_LIKE_JSON.match(body) else body
    words = []
    while left:  # a loop and no recursion: it may be nested to any depth
        match left.pop():
            case str(text):
                words.append(text)
            case list(parts):
                left += parts
            case dict(fields):
                left += [fields[name] for name in SAYS if name in fields]
    return "\n".join(words)


def seconds_of(retry_after: str) -> float | None:
    """Retry-After in seconds, from either of its forms; None when it is missing or not readable."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
