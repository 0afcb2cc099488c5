"""Scores take each answer from its floor to 1 now: what was stored by the earlier formula is computed again."""

from math import prod
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ideas.floors import exponent


def score_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Certificates from the evidence that they hold; all else when the clock takes the marks."""
    for certificate in apps.get_model("moments", "Certificate").objects.all():
        certificate.score = prod(term(each) for each in certificate.evidence.values())
        certificate.save(update_fields=["score"])
    mark, score = apps.get_model("ideas", "EvidenceMark"), apps.get_model("moments", "MomentScore")
    mark.objects.bulk_create(mark(idea_id=idea) for idea in score.objects.values_list("idea", flat=True))


def term(answer: dict[str, Any]) -> float:
    lower, floor = answer["lower"] or 0.0, answer["floor"]
    return float(lower ** exponent(floor)) if 0 < floor < 1 else 1.0


class Migration(migrations.Migration):
    dependencies = [("moments", "0005_candidacy_claimed"), ("ideas", "0002_moments")]
    operations = [migrations.RunPython(score_again, migrations.RunPython.noop)]
