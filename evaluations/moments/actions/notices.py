"""Mails when an idea becomes a Moment or stops being one: to whom, and how they are sent.

The notices are rows, written with the event. A worker takes one by a conditional update before it sends it, so nobody
gets a mail twice. When the mail server refuses it, the notice waits for its next try, and is given up in the end.
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
AT_ONCE = 100  # mails in one call; beat calls again


def addresses_for(idea: Idea) -> list[str]:
    """The addresses that get mails about this idea, each once: its author's, if confirmed, and the waitlist's."""
    own = authors_address(idea)
    waiting = Waiting.objects.for_idea(idea).reachable().exclude(person=idea.author_id)
    return ([own] if own else []) + [row.address for row in waiting if row.address != own.lower()]


def authors_address(idea: Idea) -> str:
    """Blank where it is not confirmed."""
    author = idea.author
    confirmed = author.confirmed is not None and author.is_active and not author.is_house
    return author.email if confirmed else ""


def send_notices(now: datetime) -> int:
    """Send the due notices; returns how many mails were sent."""
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


def forget_notices(now: datetime) -> int:
    """Delete what is known of mails of long ago; returns how many they were."""
    return Notice.objects.forget_settled(now)


def send(notice: Notice, now: datetime) -> bool:
    """Send one mail, unless another worker has taken it. Raises the mail server's error."""
    if not Notice.objects.take(notice, now) or not is_still_wanted(notice):
        return False
    letter(notice).send()
    return True


def put_back(notice: Notice, now: datetime, error: OSError) -> None:
    """Set the time of the next try, or give up."""
    attempts = notice.attempts + 1
    pause = pause_after(attempts)
    waits = {"next_try": now + pause} if pause else {"given_up": now}
    Notice.objects.filter(pk=notice.pk).update(sent=None, attempts=attempts, **waits)
    next_step = f"to be tried again in {pause}" if pause else "given up"
    logger.warning("The mail server refused notice %s, %s: %s", notice.pk, next_step, error)


def is_still_wanted(notice: Notice) -> bool:
    """False for an address that left the waitlist since the event. Reads one row: a list may have thousands."""
    idea = notice.event.certificate.idea
    waiting = Waiting.objects.for_idea(idea).reachable().at(notice.address).exclude(person=idea.author_id)
    return notice.address.lower() == authors_address(idea).lower() or waiting.exists()


def letter(notice: Notice) -> EmailMessage:
    """A mail to the waitlist says how to leave, for people and for mail programs (RFC 8058)."""
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
