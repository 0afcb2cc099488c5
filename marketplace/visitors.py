"""Who tries a demo, and the events in which its answer is streamed. For pages and the API."""

import json
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from evaluations.prototypes.datasets.problems import unfit
from evaluations.prototypes.models import Visitor
from marketplace.accounts.models import User

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy must not buffer the stream


def visitor_of(request: HttpRequest) -> Visitor:
    person = request.user if isinstance(request.user, User) else None
    address: str | None = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads META alone
    return Visitor(person, network_of(address))


def network_of(address: str | None) -> str:
    """The address; for IPv6 its /64 network, because one household has 2**64 addresses. A socket for both kinds maps
    all IPv4 addresses into one /64 of IPv6; these are mapped back, or they would be one network."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def why_not(text: str) -> str:
    """The reason why a text cannot be tried; "" if it can."""
    if not text.strip():
        return "There is nothing to try yet. Type something, or pick an example."
    if len(text) > MAX_CHARACTERS:
        return f"It has {len(text):,} characters; the most is {MAX_CHARACTERS:,}. Shorten it."
    why = unfit(text)
    return f"The text {why}" if why else ""


def event(name: str, data: Any) -> bytes:
    """One server-sent event. Its data is JSON, so no line break in the text of a stranger can end the event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


BEAT = b": still here\n\n"
ASKING_AGAIN = "The answer broke off; asking again."
