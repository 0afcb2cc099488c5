"""How somebody comes onto the waitlist of an idea, and leaves it.

Whoever is signed in joins with their confirmed address at once. Anybody else types an address, and is on the list when
its owner presses the button behind the link that was mailed there. Since any address can be typed, its owner gets at
most one such mail for an idea in a week and few in a day, and nobody can tell from what the site says whether an
address is on a list.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.panel.models import ConfirmationMail, RecountMark, Waiting
from evaluations.panel.models.player import keyed_hash
from evaluations.panel.models.waiting import CONFIRM, FORGOTTEN, LEAVE, normal
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User

from .glancing import Refused

logger = logging.getLogger(__name__)
DAY = timedelta(days=1)
MAILS_TO_ONE_ADDRESS = 3  # a day
MAILS_FROM_ONE_NETWORK = 20  # a day: an office behind one address still fits
UNCONFIRMED = "Confirm the address of your account first; the link was mailed to you when you signed up."
OWN = "This is your own idea; you are told about it anyway."
CLOSED = "The idea is not published, so nobody can wait for it."
OVER = "This link is over or was cut off. Ask to be told once more on the page of the idea."


@transaction.atomic
def join(person: User, idea: Idea) -> None:
    """Put this person on the list, with their confirmed address. As often as one likes. Raises Refused."""
    check_open(idea)
    if person.pk == idea.author_id:
        raise Refused(OWN)
    if not person.confirmed or not person.email:
        raise Refused(UNCONFIRMED)
    now = timezone.now()
    row, _ = Waiting.objects.get_or_create(idea=idea, address=normal(person.email))
    Waiting.objects.filter(pk=row.pk).update(person=person, confirmed=row.confirmed or now)
    RecountMark.objects.leave(idea.pk)


@transaction.atomic
def leave(person: User, idea: Idea) -> None:
    Waiting.objects.for_idea(idea).of(person).delete()
    RecountMark.objects.leave(idea.pk)


def ask_to_confirm(address: str, idea: Idea, network: str) -> None:
    """Mail a link to this address, unless it is on the list or had its mail. What happened is not told.

    Raises Refused when the idea is closed or the mail cannot be sent, DailyLimit when too many were asked for here."""
    check_open(idea)
    row = noted(normal(address), idea, keyed_hash(f"network {network}"))
    if row is None:
        return
    try:
        send_mail(f"Shall we tell you about {one_line(idea.title)}?", confirmation(row), None, [row.address])
    except (OSError, SMTPException) as error:
        logger.warning("The mail server refused a confirmation: %s", error)
        ConfirmationMail.objects.filter(idea=idea, address=hash_of(row.address)).delete()
        raise Refused("The mail could not be sent just now. Please try again in a few minutes.") from error


@transaction.atomic
def noted(address: str, idea: Idea, network_hash: str) -> Waiting | None:
    """The row to confirm, with the note of its mail; None where no mail is to be sent."""
    digest, sent = hash_of(address), ConfirmationMail.objects.since(DAY)
    if sent.asked_from(network_hash).count() >= MAILS_FROM_ONE_NETWORK:
        raise DailyLimit(f"{MAILS_FROM_ONE_NETWORK} addresses in 24 hours are the most from one network.")
    if sent.to(digest).count() >= MAILS_TO_ONE_ADDRESS:
        return None
    if Waiting.objects.for_idea(idea).at(address).confirmed().exists():
        return None
    _, is_new = ConfirmationMail.objects.get_or_create(idea=idea, address=digest, defaults={"network": network_hash})
    return Waiting.objects.get_or_create(idea=idea, address=address)[0] if is_new else None


def behind(token: str, salt: str) -> Waiting:
    """The row that a link of a mail is about. Raises Refused when there is none any more."""
    try:
        number = signing.loads(token, salt=salt, max_age=FORGOTTEN if salt == CONFIRM else None)
    except signing.BadSignature as error:
        raise Refused(OVER) from error
    row = Waiting.objects.select_related("idea").filter(pk=number).first()
    if row is None:
        raise Refused(OVER)
    return row


@transaction.atomic
def confirm(token: str) -> Idea:
    """The owner of the address agrees; if it is an account's confirmed address, it is that person who waits."""
    row = behind(token, CONFIRM)
    check_open(row.idea)
    owner = User.objects.active().filter(email__iexact=row.address, confirmed__isnull=False).first()
    Waiting.objects.filter(pk=row.pk).update(confirmed=row.confirmed or timezone.now(), person=row.person or owner)
    RecountMark.objects.leave(row.idea_id)
    return row.idea


@transaction.atomic
def leave_by_link(token: str) -> Idea:
    row = behind(token, LEAVE)
    row.delete()
    RecountMark.objects.leave(row.idea_id)
    return row.idea


def forget_unconfirmed() -> int:
    """Addresses that nobody confirmed within a week, and that they were written to; how many addresses."""
    ConfirmationMail.objects.forgettable().delete()
    return Waiting.objects.forgettable().delete()[0]


def check_open(idea: Idea) -> None:
    if not idea.is_published:
        raise Refused(CLOSED)


def hash_of(address: str) -> str:
    return keyed_hash(f"waiting {address}")


def leave_link(row: Waiting) -> str:
    return f"{settings.SITE_URL}{reverse('waitlist-leave', args=[row.token(LEAVE)])}"


def confirmation(row: Waiting) -> str:
    link = settings.SITE_URL + reverse("waitlist-confirm", args=[row.token(CONFIRM)])
    return (
        f"Somebody typed this address to be told when this idea exists:\n\n{one_line(row.idea.title)}\n\n"
        f"If that was you, confirm it within a week:\n{link}\n\n"
        f"If not, do nothing: the address is then forgotten. To have it forgotten now:\n{leave_link(row)}\n"
    )


def one_line(text: str) -> str:
    return " ".join(text.split())
