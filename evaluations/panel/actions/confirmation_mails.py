"""The mail that asks whether an address that somebody typed is theirs.

Since any address can be typed, its owner gets at most one such mail for an idea in a week and few in a day. A request
only notes what was typed; a worker decides whether a mail goes out, and sends it. So nobody can tell from what the site
says, nor from how long it takes, whether an address is on a list.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from evaluations.panel.mail_retries import MOST_REFUSED, pause_after
from evaluations.panel.models import ConfirmationMail, Waiting
from evaluations.panel.models.player import keyed_hash
from evaluations.panel.models.waitlist import CONFIRM, normal
from ideas.limits import DailyLimit
from ideas.models import Idea

from .card_limits import lock
from .waitlist import check_open, leave_link, one_line

logger = logging.getLogger(__name__)
MAILS_TO_ONE_ADDRESS = 3  # a day
ASKED_FROM_ONE_NETWORK = 20  # a day: an office behind one address still fits
AT_ONCE = 100  # mails in one call; the clock calls again


@transaction.atomic
def ask_to_confirm(address: str, idea: Idea, network: str) -> None:
    """Note that a link is to be mailed to this address, unless it is on the list or had its mail. That is decided by
    `send_confirmations`, so neither the answer nor its time tells which.

    Raises Refused when the idea is closed, DailyLimit when too much was asked for here."""
    check_open(idea)
    whose = keyed_hash(f"network {network}")
    lock(f"waitlist from {whose}")  # two at once must not both be the last of a day
    if ConfirmationMail.objects.asked_from(whose, timedelta(days=1)).count() >= ASKED_FROM_ONE_NETWORK:
        raise DailyLimit(f"{ASKED_FROM_ONE_NETWORK} addresses in 24 hours are the most from one network.")
    to = normal(address)
    ConfirmationMail.objects.create(idea=idea, address=hash_of(to), network=whose, to=to)


def send_confirmations(now: datetime) -> int:
    """Mail to the addresses that were typed since; how many mails went out."""
    sent = refused = 0
    for note in ConfirmationMail.objects.due(now, AT_ONCE):
        try:
            sent += send_confirmation(note, now)
        except (OSError, SMTPException) as error:
            put_back(note, now, error)
            refused += 1
            if refused == MOST_REFUSED:
                break
    return sent


def send_confirmation(note: ConfirmationMail, now: datetime) -> bool:
    """False where no mail is to be sent. Raises what the mail server refuses it with."""
    row = row_to_confirm(note, now)
    if row is None:
        return False
    send_mail(f"Shall we tell you about {one_line(row.idea.title)}?", confirmation(row), None, [row.address])
    return True


@transaction.atomic
def row_to_confirm(note: ConfirmationMail, now: datetime) -> Waiting | None:
    """The row, with the note of its mail; None where the address is on the list or had its mails."""
    lock(f"confirmation {note.address}")  # two workers at once must not send it more than it may get
    had = ConfirmationMail.objects.to_address(note.address)
    if not ConfirmationMail.objects.take(note) or not note.idea.is_published:
        return None
    if had.about(note.idea).exists() or had.mailed_since(now - timedelta(days=1)).count() >= MAILS_TO_ONE_ADDRESS:
        return None
    row, _ = Waiting.objects.get_or_create(idea=note.idea, address=note.to)
    if row.confirmed:
        return None
    ConfirmationMail.objects.filter(pk=note.pk).update(mailed=now)
    return row


def put_back(note: ConfirmationMail, now: datetime, error: OSError) -> None:
    """Until it is tried again, or for good; then the address is forgotten."""
    attempts = note.attempts + 1
    pause = pause_after(attempts)
    waits = {"to": note.to, "next_try": now + pause} if pause else {}
    ConfirmationMail.objects.filter(pk=note.pk).update(mailed=None, attempts=attempts, **waits)
    what = f"to be tried again in {pause}" if pause else "given up"
    logger.warning("The mail server refused a confirmation, %s: %s", what, error)


def hash_of(address: str) -> str:
    return keyed_hash(f"waiting {address}")


def confirmation(row: Waiting) -> str:
    link = settings.SITE_URL + reverse("waitlist-confirm", args=[row.token(CONFIRM)])
    return (
        f"Somebody typed this address to be told when this idea exists:\n\n{one_line(row.idea.title)}\n\n"
        "You would get a mail when it becomes a Moment, which is when all five answers have cleared their floors for "
        "a day, and when it stops being one; nothing else.\n\n"
        f"If that was you, confirm it within a week:\n{link}\n\n"
        f"If not, do nothing: the address is then forgotten. To have it forgotten now:\n{leave_link(row)}\n"
    )
