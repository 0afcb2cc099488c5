"""Examples that were given before the lot offered ideas: people chose the idea, so they are shown apart and do not decide."""

from importlib import import_module
from typing import Any

from django.db import migrations
from django.db.models import F

ENOUGH, ALONE = 12, 0.9
set_floor = import_module("evaluations.prototypes.migrations.0025_floor_of_works_alone").set_floor


def set_apart(apps: Any, editor: Any) -> None:
    Run, Answer, Idea = apps.get_model("prototypes", "Run"), *map(apps.get_model, ("ideas.Answer", "ideas.Idea"))
    decided = Run.objects.filter(is_best=True, strangers_n__gte=ENOUGH).values_list("revision__idea", flat=True)
    ideas = list(decided)
    Run.objects.filter(strangers_n__gt=0).update(
        brought_n=F("strangers_n"),
        brought_score=F("strangers_score"),
        strangers_n=0,
        strangers_score=None,
        strangers_lower=None,
        strangers_upper=None,
    )
    set_floor(apps, Answer.objects.filter(question="works", idea__in=ideas), ALONE)
    Idea.objects.filter(pk__in=ideas).update(proof_row=None)  # `manage.py derive` then concludes the bounds anew


class Migration(migrations.Migration):
    dependencies = [("prototypes", "0028_offered_examples")]
    operations = [migrations.RunPython(set_apart, migrations.RunPython.noop)]
