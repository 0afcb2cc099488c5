"""A mark says that an idea's counters may be behind. It is appended, counted and gone."""

from django.db import models


class TallyMark(models.Model):
    # No foreign key: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField()
    created = models.DateTimeField(auto_now_add=True)
