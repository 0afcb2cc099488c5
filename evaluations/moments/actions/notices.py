"""Who is told by mail that an idea became a Moment, or is none any more, and how the mails go out.

The notices are rows, written with the event. A worker takes one by a conditional update before it sends it, so nobody
gets a mail twice; when the mail server refuses, the notice is put back for a while, and given up in the end.
"""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.text import capfirst

from evaluations.moments.models import EventKind, Notice
from evaluations.panel.actions.confirmation_mails import MAX_REFUSED, pause_after
from evaluations.panel.actions.waitlist import leave_link
from evaluations.panel.models import Waiting
from ideas.models import Idea

logger = logging.getLogger(__name__)
AT_ONCE = 100  # mails in one call; the clock calls again


def addresses_to_tell(idea: Idea) -> list[str]:
    """The addresses that are told of this idea's events, each once: its author's, if confirmed, and the waitlist's."""
    own = authors_address(idea)
    waiting = Waiting.objects.for_idea(idea).confirmed().exclude(person=idea.author_id)
    return ([own] if own else []) + [row.address for row in waiting if row.address != own.lower()]


def authors_address(idea: Idea) -> str:
    """Blank where it is not confirmed."""
    author = idea.author
    confirmed = author.confirmed is not None and author.is_active and not author.is_house
    return author.email if confirmed else ""


def send_notices(now: datetime) -> int:
    """Send what is due; how many mails went out."""
    sent = refused = 0
    for notice in Notice.objects.due(now, AT_ONCE):
        try:
            sent += send(notice, now)
        except (OSError, SMTPException) as error:
            put_back(notice, now, error)
            refused += 1
            if refused == MAX_REFUSED:
                break
    return sent


def send(notice: Notice, now: datetime) -> bool:
    """Send one mail, unless another worker has taken it. Raises what the mail server refuses it with."""
    if not Notice.objects.take(notice, now) or not is_still_told(notice):
        return False
    letter(notice).send()
    return True


def put_back(notice: Notice, now: datetime, error: OSError) -> None:
    """Until it is tried again, or for good."""
    attempts = notice.attempts + 1
    pause = pause_after(attempts)
    waits = {"next_try": now + pause} if pause else {"given_up": now}
    Notice.objects.filter(pk=notice.pk).update(sent=None, attempts=attempts, **waits)
    what = f"to be tried again in {pause}" if pause else "given up"
    logger.warning("The mail server refused notice %s, %s: %s", notice.pk, what, error)


def is_still_told(notice: Notice) -> bool:
    """Whoever left the waitlist since the event is not. It looks at one row: a list may have thousands of addresses."""
    idea = notice.event.certificate.idea
    waiting = Waiting.objects.for_idea(idea).confirmed().at(notice.address).exclude(person=idea.author_id)
    return notice.address.lower() == authors_address(idea).lower() or waiting.exists()


def letter(notice: Notice) -> EmailMessage:
    """To somebody on the waitlist it says how to leave, also to the mail program (RFC 8058)."""
    row = Waiting.objects.for_idea(notice.event.certificate.idea).at(notice.address).first()
    if row is None:
        return EmailMessage(subject(notice), text(notice), to=[notice.address])
    link = leave_link(row)
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    said = f"{text(notice)}\nYou asked to be told about this idea. To leave its waitlist:\n{link}\n"
    return EmailMessage(subject(notice), said, to=[notice.address], headers=headers)


def subject(notice: Notice) -> str:
    title = " ".join(notice.event.certificate.idea.title.split())
    return f"{title} {EventKind(notice.event.kind).label}"


def text(notice: Notice) -> str:
    certificate = notice.event.certificate
    address = f"{settings.SITE_URL}{certificate.idea.get_absolute_url()}#moment"
    if notice.event.kind == EventKind.CERTIFIED:
        said = f"All five answers cleared their floors for a day. Its score is {certificate.score:.2f} of 1."
    else:
        said = f"It had been a Moment since {certificate.certified:%-d %B %Y}. {capfirst(certificate.why_ended)}"
    return f"{certificate.idea.title}\n\n{said}\n\n{address}\n"
