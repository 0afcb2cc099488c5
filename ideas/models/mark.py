"""A mark says that what is derived of an idea may be behind. It is appended, taken and gone."""

from typing import TypeVar

from django.db import models
from django.db.models import Min

Mark = TypeVar("Mark", bound=models.Model)


class TallyMark(models.Model):
    # No foreign keys: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True, help_text="Who voted; null: it is no new vote.")
    created = models.DateTimeField(auto_now_add=True)


class MarkQuerySet(models.QuerySet[Mark]):
    """Of marks that name nothing but the idea."""

    def leave(self, idea_id: int) -> None:
        """Call it in the transaction of the change."""
        self.create(idea_id=idea_id)

    def marked(self, most: int) -> list[int]:
        """The ids of the ideas with a mark, that of the oldest first, so that none waits for ever."""
        oldest = self.values("idea_id").annotate(oldest=Min("pk")).order_by("oldest")
        return list(oldest.values_list("idea_id", flat=True)[:most])

    def take(self, idea_id: int) -> None:
        self.filter(idea_id=idea_id).delete()


class EvidenceMark(models.Model):
    """The idea's answers, or what they are about, changed."""

    # No foreign key: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField(db_index=True)

    objects = MarkQuerySet.as_manager()
