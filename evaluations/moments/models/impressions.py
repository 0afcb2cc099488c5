"""How often an idea was shown in a list, counted in batches."""

from collections.abc import Mapping

from django.db import connection, models

from ideas.models import Idea

ADD = """
INSERT INTO moments_impressions (idea_id, shown)
SELECT counted.idea_id, counted.shown
  FROM unnest(%s::bigint[], %s::bigint[]) AS counted (idea_id, shown)
  JOIN ideas_idea ON ideas_idea.id = counted.idea_id
    ON CONFLICT (idea_id) DO UPDATE SET shown = moments_impressions.shown + EXCLUDED.shown
"""


class ImpressionsQuerySet(models.QuerySet["Impressions"]):
    def of(self, idea: Idea) -> int:
        """How often the idea was shown, as counted so far."""
        return self.filter(idea=idea).values_list("shown", flat=True).first() or 0

    def add(self, counts: Mapping[int, int]) -> None:
        """Add how often each idea was shown, in one statement; ideas that are gone are skipped."""
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(counts), list(counts.values())])


class Impressions(models.Model):
    idea = models.OneToOneField("ideas.Idea", models.CASCADE, primary_key=True, related_name="impressions")
    shown = models.PositiveBigIntegerField(default=0)

    objects = ImpressionsQuerySet.as_manager()
