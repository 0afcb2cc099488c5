"""Mail on one machine, read: the newest messages that `OutboxBackend` wrote, for a browser on this machine alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST_MESSAGES = 50
BETWEEN_MESSAGES = b"-" * 79 + b"\n"  # what Django's file backend writes after each


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    sent: datetime | None
    text: str


@never_cache
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    if not link(request)["mail_page"]:
        raise Http404
    return render(request, "site/mail.html", {"letters": list(islice(letters(settings.MAIL_DIR), MOST_MESSAGES))})


def link(request: HttpRequest) -> dict[str, bool]:
    """Context of every template: may this reader be shown the way to the mails?"""
    return {"mail_page": settings.MAIL_PAGE and from_this_machine(request)}


def from_this_machine(request: HttpRequest) -> bool:
    """Whether a browser here asks, and not a proxy here for somebody elsewhere."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def letters(folder: Path) -> Iterator[Letter]:
    """Every message in the folder, the newest first; the names of the files begin with their time."""
    for path in sorted(folder.glob("*.log"), reverse=True):
        for raw in reversed(path.read_bytes().split(BETWEEN_MESSAGES)):
            if raw.strip():
                yield letter(message_from_bytes(raw, _class=EmailMessage, policy=policy.default))


def letter(message: EmailMessage) -> Letter:
    body = message.get_body(("plain",))
    sent = message["Date"]
    return Letter(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent=parsedate_to_datetime(str(sent)) if sent else None,
        text=body.get_content() if body else "",
    )
