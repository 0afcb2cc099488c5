"""Answers to "Works?" that were recorded with one floor for all: it is higher where no strangers' examples decide."""

from typing import Any

from django.db import migrations

from ideas.pie import Slice, small
from ideas.questions import QUESTIONS

ALONE, BY_STRANGERS, ENOUGH = 0.9, 0.6, 12


def raise_floors(apps: Any, editor: Any) -> None:
    Answer, Run = apps.get_model("ideas", "Answer"), apps.get_model("prototypes", "Run")
    decided = Run.objects.filter(is_best=True, strangers_n__gte=ENOUGH).values("revision__idea")
    set_floor(apps, Answer.objects.filter(question="works", floor=BY_STRANGERS).exclude(idea__in=decided), ALONE)


def lower_floors(apps: Any, editor: Any) -> None:
    Answer = apps.get_model("ideas", "Answer")
    set_floor(apps, Answer.objects.filter(question="works", floor=ALONE), BY_STRANGERS)


def set_floor(apps: Any, answers: Any, floor: float) -> None:
    """The pie has the colour of what clears, and the marks make Moments look at it again."""
    ideas = list(answers.values_list("idea", flat=True))
    answers.update(floor=floor)
    for idea in apps.get_model("ideas", "Idea").objects.filter(pk__in=ideas).prefetch_related("answers").iterator(100):
        found = sorted(idea.answers.all(), key=lambda answer: QUESTIONS.index(answer.question))
        idea.pie = small(map(as_slice, found), moment=idea.moment_since is not None)
        idea.save(update_fields=["pie"])
    mark = apps.get_model("ideas", "EvidenceMark")
    mark.objects.bulk_create([mark(idea_id=idea) for idea in ideas])


def as_slice(answer: Any) -> Slice:
    lower = answer.lower or 0.0
    clears = answer.state == "known" and answer.lower is not None and lower >= answer.floor
    return Slice(answer.question, answer.state, lower, answer.upper, clears)


class Migration(migrations.Migration):
    dependencies = [("prototypes", "0024_strangers_challenge"), ("ideas", "0019_acts_about_panels")]
    operations = [migrations.RunPython(raise_floors, lower_floors)]
