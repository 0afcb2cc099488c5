"""What can go wrong with one request, told apart: ask again, never ask again, or the whole server is away."""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
NOT_FOR_US = frozenset({401, 403, 404, 405})  # the address or the key is wrong: no request will fare better
LONGEST_REST = 900.0  # seconds; a server that asks for more is asked again after that
TOO_LONG = re.compile(
    r"exceed\w*[ _]context|context[ _](size|length|window)|maximum context|too large to process|input is too long"
    r"|too many tokens|longer than the maximum",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Failure(Exception):
    """One failed attempt. `wait`: seconds that the server asks for; `away`: it is the server, not the request."""

    what: str
    status: int | None = None
    again: bool = False
    away: bool = False
    overflow: bool = False
    timeout: bool = False
    wait: float | None = None

    def __post_init__(self) -> None:
        """What a server says goes into rows, as it is or as the reason why it is away, so it is cleaned here."""
        self.what = self.what.replace("\x00", "").encode("utf-8", "replace").decode()
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
    """A failure below HTTP. A timed-out request may still hold capacity in the server, so it is told apart."""
    if isinstance(error, TimeoutError):
        return Failure(f"no answer within {seconds:.0f} s", again=True, timeout=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure(f"cannot be reached: {in_words(error.os_error)}", again=True, away=True)
    return Failure(f"the connection broke: {str(error) or type(error).__name__}", again=True)


def in_words(error: OSError) -> str:
    """The plain reason. What asyncio says names the address, and where our servers are is nobody's business."""
    if isinstance(error, socket.gaierror) or not error.errno:
        return "there is no such host"
    return os.strerror(error.errno).lower()


def of_status(status: int, headers: Mapping[str, str], body: str) -> Failure:
    what = f"{status}: {' '.join(body.split())[:300]}" if body.strip() else f"status {status}"
    if status in (400, 413, 422, 500) and TOO_LONG.search(body):
        return Failure(what, status, overflow=True)
    wait = seconds_of(headers.get("Retry-After", ""))
    away = status in NOT_FOR_US or status == 503 or 300 <= status < 400
    return Failure(what, status, again=status in AGAIN, away=away, wait=wait)


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
