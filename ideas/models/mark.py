"""A mark says that values derived from an idea may be out of date. A worker deletes it when it recomputes them."""

from typing import TypeVar

from django.db import models
from django.db.models import Min

MarkT = TypeVar("MarkT", bound=models.Model)


class TallyMark(models.Model):
    # No foreign keys: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True, help_text="Who voted; null: it is no new vote.")
    created = models.DateTimeField(auto_now_add=True)


class MarkQuerySet(models.QuerySet[MarkT]):
    """Marks that name only the idea."""

    def leave(self, idea_id: int) -> None:
        """Call it in the transaction of the change."""
        self.create(idea_id=idea_id)

    def marked(self, limit: int) -> list[int]:
        """The ids of marked ideas, the oldest mark first, so no idea waits for ever."""
        oldest = self.values("idea_id").annotate(oldest=Min("pk")).order_by("oldest")
        return list(oldest.values_list("idea_id", flat=True)[:limit])

    def take(self, idea_id: int) -> None:
        self.filter(idea_id=idea_id).delete()


class EvidenceMark(models.Model):
    """The answers of the idea changed, or its texts."""

    # No foreign key: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField(db_index=True)

    objects = MarkQuerySet.as_manager()
