"""How many voices there are in each field of work: the floor of "wanted" inside follows (`panel.audience`)."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from evaluations.panel.models import FieldVoices, Glance, KnownFields, RecountMark
from ideas.models import Idea


@transaction.atomic
def follow_fields() -> int:
    """Store the voices and mark the ideas whose floor may have moved; returns how many fields changed."""
    before = {row.field: row.voices for row in FieldVoices.objects.all()}
    found = voices()
    changed = [field for field in before.keys() | found if before.get(field, 0.0) != found.get(field, 0.0)]
    rows = [FieldVoices(field=field, voices=found.get(field, 0.0)) for field in changed]
    FieldVoices.objects.bulk_create(rows, update_conflicts=True, unique_fields=["field"], update_fields=["voices"])
    named = Idea.objects.published().exclude(work_fields=[])
    touched = named if "" in changed else named.filter(work_fields__overlap=changed)
    RecountMark.objects.bulk_create([RecountMark(idea_id=pk) for pk in touched.values_list("pk", flat=True)])
    return len(changed)


def voices() -> dict[str, float]:
    """By field, in whole voices; blank: of all players. A player is one voice at most: the mean weight of their
    glances, once it is known."""
    loud = Glance.objects.mean_weights()
    sums = defaultdict(float, {"": sum(loud.values())})
    now = timezone.now()
    for row in KnownFields.objects.filter(person__in=loud):
        for field in row.counting(now):
            sums[field] += loud[row.person_id]
    return {field: float(round(sum_)) for field, sum_ in sums.items()}
