"""What was recorded with an earlier floor has the present one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from evaluations.prototypes.models import Run
from ideas.models import EvidenceMark, Idea
from tests.evaluations.moments.cast import make_answered
from tests.factories import make_revision, make_run

pytestmark = pytest.mark.django_db


def test_works_recorded_with_the_lower_floor_takes_the_higher_one_without_strangers_examples() -> None:
    idea = make_answered()
    EvidenceMark.objects.all().delete()
    before = idea.answers.get(question="works")
    assert before.clears and before.floor == 0.6
    migration = import_module("evaluations.prototypes.migrations.0025_floor_of_works_alone")
    with connection.schema_editor(atomic=False) as editor:
        migration.raise_floors(apps, editor)
    after = idea.answers.get(question="works")
    assert after.floor == 0.9 and not after.clears and after.lower == before.lower
    assert EvidenceMark.objects.filter(idea_id=idea.pk).exists()
    assert Idea.objects.get(pk=idea.pk).pie != Idea.objects.get(pk=make_answered().pk).pie
    with connection.schema_editor(atomic=False) as editor:
        migration.lower_floors(apps, editor)
    assert idea.answers.get(question="works").clears


def test_examples_of_before_the_lot_are_set_apart_and_the_author_is_measured_alone_again() -> None:
    idea = make_answered()
    run = make_run(make_revision(idea), state="finished")
    Run.objects.filter(pk=run.pk).update(is_best=True, best_of=1, strangers_n=12, strangers_score=0.9)
    migration = import_module("evaluations.prototypes.migrations.0029_what_people_brought")
    with connection.schema_editor(atomic=False) as editor:
        migration.set_apart(apps, editor)
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score, run.brought_n, run.brought_score) == (0, None, 12, 0.9)
    assert idea.answers.get(question="works").floor == 0.9 and Idea.objects.get(pk=idea.pk).proof_row is None
