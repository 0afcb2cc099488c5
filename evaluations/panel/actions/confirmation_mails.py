"""The mail that asks the owner of a typed address to confirm it; and how often refused mails are sent again.

Anybody can type any address, so its owner gets at most one such mail for an idea in a week and few in a day. A request
only notes the typed address; a worker decides whether to send a mail, and sends it. So neither the site's answer nor
its time reveals whether an address is on a list.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from evaluations.panel.locks import lock
from evaluations.panel.models import ConfirmationMail, Waiting
from evaluations.panel.models.player import keyed_hash
from evaluations.panel.models.waitlist import CONFIRM, normal
from ideas.limits import DailyLimit
from ideas.models import Idea

from .waitlist import check_open, leave_link, one_line

logger = logging.getLogger(__name__)
MAILS_TO_ONE_ADDRESS = 3  # a day
ASKED_FROM_ONE_NETWORK = 20  # a day: an office behind one address still fits
AT_ONCE = 100  # mails in one call; beat calls again
FIRST_PAUSE = timedelta(minutes=5)
MAX_ATTEMPTS = 10  # with pauses that double this takes 43 hours, about as long as mail servers try among themselves
MAX_REFUSED = 3  # in one call: a mail server that is down must not hold up the worker; beat calls again


@transaction.atomic
def ask_to_confirm(address: str, idea: Idea, network: str) -> None:
    """Note the address, to which `send_confirmations` mails a link unless it is on the list or had its mail. The
    decision is made there, so neither this answer nor its time reveals it.

    Raises Refused when the idea is closed, DailyLimit when this network asked too often."""
    check_open(idea)
    network_hash = keyed_hash(f"network {network}")
    lock(f"waitlist from {network_hash}")  # two requests at once must not both be the day's last
    if ConfirmationMail.objects.asked_from(network_hash, timedelta(days=1)).count() >= ASKED_FROM_ONE_NETWORK:
        raise DailyLimit(f"{ASKED_FROM_ONE_NETWORK} addresses in 24 hours are the most from one network.")
    to = normal(address)
    ConfirmationMail.objects.create(idea=idea, address=hash_of(to), network=network_hash, to=to)


def send_confirmations(now: datetime) -> int:
    """Decide about the noted addresses and mail to them; returns how many mails were sent."""
    sent = refused = 0
    for note in ConfirmationMail.objects.due(now, AT_ONCE):
        try:
            sent += send_confirmation(note, now)
        except (OSError, SMTPException) as error:
            put_back(note, now, error)
            refused += 1
            if refused == MAX_REFUSED:
                break
    return sent


def send_confirmation(note: ConfirmationMail, now: datetime) -> bool:
    """False where no mail must be sent. Raises the mail server's error."""
    row = row_to_confirm(note, now)
    if row is None:
        return False
    send_mail(f"Shall we tell you about {one_line(row.idea.title)}?", confirmation(row), None, [row.address])
    return True


@transaction.atomic
def row_to_confirm(note: ConfirmationMail, now: datetime) -> Waiting | None:
    """The waitlist's row, and the mail noted as sent; None where the address is on the list or had its mails."""
    lock(f"confirmation {note.address}")  # two workers at once must not exceed the address's limit
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
    """Set the time of the next try, or give up; then the address is forgotten."""
    attempts = note.attempts + 1
    pause = pause_after(attempts)
    waits = {"to": note.to, "next_try": now + pause} if pause else {}
    ConfirmationMail.objects.filter(pk=note.pk).update(mailed=None, attempts=attempts, **waits)
    next_step = f"to be tried again in {pause}" if pause else "given up"
    logger.warning("The mail server refused a confirmation, %s: %s", next_step, error)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many refusals; None: give up. Used for the mails of Moments, too."""
    return FIRST_PAUSE * 2 ** (attempts - 1) if attempts < MAX_ATTEMPTS else None


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
