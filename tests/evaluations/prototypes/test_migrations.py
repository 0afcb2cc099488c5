"""What was recorded with an earlier floor has the present one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from ideas.models import EvidenceMark, Idea
from tests.evaluations.moments.cast import make_answered

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
