"""Who is told by mail that an idea became a Moment, or is none any more, and how the mails go out.

The notices are rows, written with the event. A worker takes one by a conditional update before it sends it, so nobody
gets a mail twice; when the mail server refuses, the notice is put back.
"""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from evaluations.moments.models import EventKind, Notice
from evaluations.panel.actions.waiting import leave_link
from evaluations.panel.models import Waiting
from ideas.models import Idea

logger = logging.getLogger(__name__)
AT_ONCE = 100  # mails in one call; the clock calls again


def addresses_to_tell(idea: Idea) -> list[str]:
    """The addresses that are told of this idea's events, each once: its author's, if confirmed, and the waitlist's."""
    author = idea.author
    confirmed = author.confirmed is not None and author.is_active and not author.is_house
    own = [author.email] if confirmed and author.email else []
    waiting = Waiting.objects.for_idea(idea).confirmed().exclude(person=author.pk)
    return own + [row.address for row in waiting if row.address not in (each.lower() for each in own)]


def send_notices(now: datetime) -> int:
    """Send what waits; how many mails went out."""
    return sum(send(notice, now) for notice in Notice.objects.unsent(AT_ONCE))


def send(notice: Notice, now: datetime) -> bool:
    """Send one mail, unless another worker has taken it."""
    if not Notice.objects.filter(pk=notice.pk, sent__isnull=True).update(sent=now):
        return False
    if not is_still_told(notice):
        return False
    try:
        letter(notice).send()
    except (OSError, SMTPException) as error:
        logger.warning("The mail server refused notice %s: %s", notice.pk, error)
        Notice.objects.filter(pk=notice.pk).update(sent=None)
        return False
    return True


def is_still_told(notice: Notice) -> bool:
    """Whoever left the waitlist since the event is not."""
    return notice.address.lower() in (address.lower() for address in addresses_to_tell(notice.event.certificate.idea))


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
        said = f"It was a Moment since {certificate.certified:%-d %B %Y}. {certificate.why_ended}"
    return f"{certificate.idea.title}\n\n{said}\n\n{address}\n"
