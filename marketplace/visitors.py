"""Who tries a demo, and how what came of it is sent as it comes: for pages and the API alike."""

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
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy that collects it would end the show


def visitor_of(request: HttpRequest) -> Visitor:
    person = request.user if isinstance(request.user, User) else None
    address: str | None = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads META alone
    return Visitor(person, network_of(address))


def network_of(address: str | None) -> str:
    """The address, or of IPv6 the /64: a household has 2**64 of them. A socket for both kinds names IPv4 addresses
    inside one /64 of IPv6, where all of them would be one network."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def why_not(text: str) -> str:
    """What keeps a text from being tried, in words; "" when nothing does."""
    if not text.strip():
        return "There is nothing to try yet. Type something, or pick an example."
    if len(text) > MAX_CHARACTERS:
        return f"It has {len(text):,} characters; the most is {MAX_CHARACTERS:,}. Shorten it."
    why = unfit(text)
    return f"The text {why}" if why else ""


def event(name: str, data: Any) -> bytes:
    """One server-sent event; its data is JSON, so no line break of a stranger's can end it."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


BEAT = b": still here\n\n"
ASKING_AGAIN = "The answer broke off; asking again."
