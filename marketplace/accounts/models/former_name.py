"""Changing one's name. The former names lead to the person, and nobody else may take them."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models.functions import Upper
from django.utils import timezone

from .person import User

RENAME_EVERY = timedelta(days=30)


class RenamedLately(Exception):
    """The person changed their name less than RENAME_EVERY ago; `again` is when they may do so next."""

    def __init__(self, again: datetime) -> None:
        super().__init__(f"You changed your name less than {RENAME_EVERY.days} days ago.")
        self.again = again


@transaction.atomic
def rename(person: User, name: str) -> None:
    """Raises RenamedLately, and IntegrityError for a name that somebody else has or had. One's own former name may be
    taken again."""
    now = timezone.now()
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.renamed and person.renamed > now - RENAME_EVERY:
        raise RenamedLately(person.renamed + RENAME_EVERY)
    former = person.username
    person.former_names.filter(name__iexact=name).delete()
    User.objects.filter(pk=person.pk).update(username=name, renamed=now)
    if former.upper() != name.upper():
        FormerName.objects.create(person=person, name=former)


class FormerNameQuerySet(models.QuerySet["FormerName"]):
    def kept_from(self, name: str, person: User | None) -> bool:
        """Whether somebody else had this name. `person`: who wants it; None for somebody new."""
        return self.filter(name__iexact=name).exclude(person=person).exists()


class FormerName(models.Model):
    person = models.ForeignKey(User, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=30)
    until = models.DateTimeField(auto_now_add=True)

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Upper("name"), name="former_name_once")]

    def __str__(self) -> str:
        return self.name
