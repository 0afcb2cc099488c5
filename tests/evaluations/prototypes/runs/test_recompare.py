"""Ideas from before an update are compared with the new baselines, and until then their answers are out of date."""

import pytest

from evaluations.prototypes.models import OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.recipes import BASELINES_VERSION
from evaluations.prototypes.runs import recompare
from evaluations.prototypes.runs.recompare import recompare_outdated
from ideas.models import Answer, Idea
from tests.evaluations.prototypes.runs.cast import ROWS, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db


def from_before(idea: Idea) -> None:
    """As an earlier release left it: compared with the majority alone."""
    Run.objects.of_idea(idea.pk).filter(recipe__in=["mentioned", "word-rule"]).delete()
    Run.objects.of_idea(idea.pk).update(compared_by=1)


def works(idea: Idea) -> Answer:
    return idea.answers.get(question="works")


def test_idea_from_before_is_out_of_date_until_all_baselines_are_in(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    known = works(idea)
    from_before(idea)
    assert recompare_outdated() == 1
    stale = works(idea)
    assert (known.state, stale.state, stale.lower) == ("known", "stale", known.lower)
    assert "Out of date" in stale.basis
    work_on()
    again = works(idea)
    assert (again.state, again.lower, again.headline) == ("known", known.lower, known.headline)
    assert set(Run.objects.of_idea(idea.pk).values_list("compared_by", flat=True)) == {BASELINES_VERSION}
    assert {run.trials.count() for run in Run.objects.of_idea(idea.pk)} == {len(ROWS)}


def test_idea_that_is_up_to_date_is_left_alone(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    assert recompare_outdated() == 0
    assert works(idea).state == "known"


def test_runs_over_earlier_examples_keep_their_version(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    from_before(idea)
    publish(idea.author, idea, ROWS[:-1])
    assert recompare_outdated() == 0
    assert run_of(idea, "nearest").compared_by == BASELINES_VERSION
    assert Run.objects.of_idea(idea.pk).filter(compared_by=1).exists()


def test_what_is_interrupted_goes_on_at_the_next_beat(
    embedding_model: OpenModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ideas = [tried_idea(), tried_idea()]
    work_on()
    for idea in ideas:
        from_before(idea)
    monkeypatch.setattr(recompare, "SECONDS", -1.0)
    assert recompare_outdated() == 0
    monkeypatch.setattr(recompare, "SECONDS", 5.0)
    assert recompare_outdated() == 2
    work_on()
    assert [works(idea).state for idea in ideas] == ["known", "known"]
