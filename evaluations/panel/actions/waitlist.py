"""How somebody joins the waitlist of an idea, and leaves it.

A signed-in person joins with their confirmed address at once. Anybody else types an address. It joins when its owner
presses the button behind the link that was mailed there (`confirmation_mails`).
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.panel.models import ConfirmationMail, RecountMark, Waiting
from evaluations.panel.models.waitlist import CONFIRM, FORGOTTEN, LEAVE, normal
from ideas.models import Idea
from marketplace.accounts.models import User

from .glances import Refused

UNCONFIRMED = "Confirm the address of your account first; the link was mailed to you when you signed up."
OWN = "This is your own idea; you are told about it anyway."
CLOSED = "The idea is not published, so nobody can wait for it."
OVER = "This link is over or was cut off. Ask to be told once more on the page of the idea."


@transaction.atomic
def join(person: User, idea: Idea) -> None:
    """Put this person on the list, with their confirmed address. Repeating it changes nothing. Raises Refused."""
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
    if Waiting.objects.for_idea(idea).of(person).delete()[0]:
        RecountMark.objects.leave(idea.pk)


def row_of_link(token: str, salt: str) -> Waiting:
    """The row for which a mailed link was made. Raises Refused when the row is gone or the link is not valid."""
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
    """The owner of the address agrees. If it is an account's confirmed address, the row becomes this person's."""
    row = row_of_link(token, CONFIRM)
    check_open(row.idea)
    owner = User.objects.active().filter(email__iexact=row.address, confirmed__isnull=False).first()
    Waiting.objects.filter(pk=row.pk).update(confirmed=row.confirmed or timezone.now(), person=row.person or owner)
    RecountMark.objects.leave(row.idea_id)
    return row.idea


@transaction.atomic
def leave_by_link(token: str) -> Idea:
    row = row_of_link(token, LEAVE)
    row.delete()
    RecountMark.objects.leave(row.idea_id)
    return row.idea


def forget_unconfirmed() -> int:
    """Delete unconfirmed addresses and notes of mails after a week; returns how many addresses."""
    ConfirmationMail.objects.forgettable().delete()
    return Waiting.objects.forgettable().delete()[0]


def check_open(idea: Idea) -> None:
    if not idea.is_published:
        raise Refused(CLOSED)


def leave_link(row: Waiting) -> str:
    return f"{settings.SITE_URL}{reverse('waitlist-leave', args=[row.token(LEAVE)])}"


def one_line(text: str) -> str:
    return " ".join(text.split())
