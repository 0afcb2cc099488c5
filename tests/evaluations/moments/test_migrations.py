"""What was stored by an earlier formula is computed again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from evaluations.moments import actions
from evaluations.moments.models import Certificate, MomentScore
from evaluations.moments.score import A_DAY
from ideas.models import EvidenceMark
from tests.evaluations.moments.cast import make_answered

pytestmark = pytest.mark.django_db


def test_scores_of_the_earlier_formula_are_computed_again() -> None:
    idea, now = make_answered(), timezone.now()
    actions.assess(idea.pk, now - 2 * A_DAY)
    assert actions.certify(idea.pk, now)
    right = Certificate.objects.get().score
    Certificate.objects.update(score=0.67)
    MomentScore.objects.update(score=0.67)
    migration = import_module("evaluations.moments.migrations.0006_score_from_floors")
    with connection.schema_editor(atomic=False) as editor:
        migration.score_again(apps, editor)
    assert Certificate.objects.get().score == pytest.approx(right)
    assert EvidenceMark.objects.filter(idea_id=idea.pk).exists()
    actions.assess_marked(now)
    assert MomentScore.objects.get().score == pytest.approx(right)
