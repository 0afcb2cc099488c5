"""Mail on one machine, read: the newest messages that `OutboxBackend` wrote.

They hold links that reset passwords. So the page opens only with MAIL_KEY, which `make up` prints: an address of this
machine proves nothing, since a proxy here brings readers from everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST_MESSAGES = 50
COOKIE, KEPT_SECONDS = "mail", 30 * 24 * 3_600
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
    if settings.MAIL_PAGE and is_key(request.GET.get("key")):
        response = redirect("mail")  # without the key, which would stay in the address bar and in the history
        opened = {"max_age": KEPT_SECONDS, "httponly": True, "samesite": "Strict", "secure": settings.HTTPS}
        response.set_signed_cookie(COOKIE, digest_of_key(), salt=COOKIE, **opened)
        return response
    if not link(request)["mail_page"]:
        raise Http404
    return render(request, "site/mail.html", {"letters": list(islice(letters(settings.MAIL_DIR), MOST_MESSAGES))})


def link(request: HttpRequest) -> dict[str, bool]:
    """Context of every template: do mails stay on this machine, and may this reader be shown the way to them?"""
    return {"mails_stay": settings.MAIL_PAGE, "mail_page": settings.MAIL_PAGE and has_opened(request)}


def is_key(given: str | None) -> bool:
    if not given or not settings.MAIL_KEY:
        return False
    return constant_time_compare(given, settings.MAIL_KEY)


def has_opened(request: HttpRequest) -> bool:
    """Whether this browser has shown the key that holds now."""
    shown = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=KEPT_SECONDS)
    return bool(shown) and constant_time_compare(shown, digest_of_key())


def digest_of_key() -> str:
    return sha256(settings.MAIL_KEY.encode()).hexdigest()


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
