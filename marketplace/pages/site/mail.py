"""Mail on one machine: `OutboxBackend` writes it to files, `/mail/` shows them.

They hold links that reset passwords. So the page opens only with MAIL_KEY, which `make up` prints. An address of this
machine proves nothing: a proxy here brings readers from everywhere.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

MAX_MESSAGES = 50
COOKIE, KEPT_SECONDS = f"{settings.COOKIE_PREFIX}mail", 30 * 24 * 3_600
BETWEEN_MESSAGES = b"-" * 79 + b"\n"  # in files of several messages, which we wrote before each had a file of its own


class OutboxBackend(BaseEmailBackend):
    """Write each message to a file of its own and announce it in the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # The page sorts by name, and two messages of one second must keep their order.
            name = f"{time.time_ns()}-{get_random_string(4)}.log"
            (folder / name).write_bytes(message.message().as_bytes())
            logger.info("Mail to %s: %s (read it at /mail/)", ", ".join(message.to), message.subject)
        return len(email_messages)


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
    if not mail_kept_here(request)["mail_page"]:
        raise Http404
    return render(request, "site/mail.html", {"letters": list(islice(letters(settings.MAIL_DIR), MAX_MESSAGES))})


def mail_kept_here(request: HttpRequest) -> dict[str, bool]:
    """Context processor: whether mails stay on this machine, and whether this reader is shown a link to them."""
    return {"mails_stay": settings.MAIL_PAGE, "mail_page": settings.MAIL_PAGE and has_opened(request)}


def is_key(given: str | None) -> bool:
    if not given or not settings.MAIL_KEY:
        return False
    return constant_time_compare(given, settings.MAIL_KEY)


def has_opened(request: HttpRequest) -> bool:
    """Whether this browser has shown the present key."""
    shown = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=KEPT_SECONDS) or ""
    return constant_time_compare(shown, digest_of_key())


def digest_of_key() -> str:
    return sha256(settings.MAIL_KEY.encode()).hexdigest()


def letters(folder: Path) -> Iterator[Letter]:
    """Every message in the folder, newest first: the names of the files begin with the time."""
    for path in sorted(folder.glob("*.log"), reverse=True):
        for raw in reversed(path.read_bytes().split(BETWEEN_MESSAGES)):
            if raw.strip():
                yield letter(message_from_bytes(raw, _class=ParsedMessage, policy=policy.default))


def letter(message: ParsedMessage) -> Letter:
    body = message.get_body(("plain",))
    sent = message["Date"]
    return Letter(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent=parsedate_to_datetime(str(sent)) if sent else None,
        text=body.get_content() if body else "",
    )
