"""Examples that were folded by earlier rules: marked where nothing changes, else tried anew beside what was."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.test import Client

from evaluations.prototypes import refold
from evaluations.prototypes.datasets.folds import VERSION
from evaluations.prototypes.models import Example, ExampleRevision, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.refold import refold_latest
from evaluations.prototypes.runs.plan import check_runs
from ideas.models import Idea
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.factories import make_idea, make_person
from tests.sentences import NOTES, PUMPS, ROADS

pytestmark = pytest.mark.django_db
COPIES = [(f"{text}{ending}", label) for text, label in PUMPS[:6] + ROADS[:6] for ending in ("", " now", " today")]


def folded_earlier(idea: Idea) -> ExampleRevision:
    """Its examples as the rules before would have left them: each row counts, copies lie in different folds."""
    revision = latest(idea)
    ExampleRevision.objects.filter(pk=revision.pk).update(folded_by=VERSION - 1, different=F("size"))
    Example.objects.filter(revision=revision).update(same_as=F("position"), copies=1, fold=F("position") % 5)
    Run.objects.of_revision(revision).update(sample=revision.size)
    return latest(idea)


def latest(idea: Idea) -> ExampleRevision:
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    return revision


def test_idea_is_tried_again_with_new_folds_and_its_answer_is_out_of_date_until_then(
    embedding_model: OpenModel,
) -> None:
    idea = tried_idea(COPIES)
    before = folded_earlier(idea)
    work_on()
    trials = set(run_of(idea, "nearest").trials.values_list("pk", "score"))
    known = idea.answers.get(question="works")
    assert (known.state, known.n) == ("known", 36)

    assert refold_latest() == 1
    again = latest(idea)
    assert (again.number, again.is_refold, again.folded_by) == (before.number + 1, True, VERSION)
    assert (again.size, again.different, again.content_hash) == (36, 12, before.content_hash)
    stale = idea.answers.get(question="works")
    assert (stale.state, stale.n, stale.lower) == ("stale", 36, known.lower) and stale.headline.startswith(
        "out of date:"
    )
    assert set(Run.objects.of_revision(before).get(recipe="nearest").trials.values_list("pk", "score")) == trials

    work_on()
    assert (idea.answers.get(question="works").state, idea.answers.get(question="works").n) == ("known", 12)
    assert {run.n for run in Run.objects.of_revision(again)} == {12}
    assert "the site itself tried the same rows again" in Client().get(f"{idea.get_absolute_url()}revisions/").text
    assert refold_latest() == 0


def test_rows_documents_and_who_wrote_them_stay() -> None:
    alice, bob = make_person(), make_person()
    idea = make_idea(alice, published=False)
    papers = [("deposit", "Three months."), ("notice", "In writing.")]
    rows = [(text, ("deposit", "notice")[number % 2]) for number, (text, _) in enumerate(PUMPS)]
    publish(alice, idea, rows, documents=papers, authors={rows[3]: bob.pk})
    before = folded_earlier(idea)
    refold_latest()
    again = latest(idea)
    assert again != before and again.pairs() == rows and again.authors() == before.authors()
    assert list(again.documents.values_list("name", "text")) == papers
    assert (again.task, again.task_reason, again.checks) == (before.task, before.task_reason, before.checks)


def test_examples_that_keep_their_places_are_only_marked(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    ExampleRevision.objects.update(folded_by=VERSION - 1)
    runs, works = list(Run.objects.values_list("pk", "state")), idea.answers.get(question="works").headline
    assert refold_latest() == 1
    assert (latest(idea).number, latest(idea).folded_by) == (1, VERSION)
    assert list(Run.objects.values_list("pk", "state")) == runs
    assert idea.answers.get(question="works").headline == works


def test_interrupted_task_goes_on_with_the_ideas_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ideas = [tried_idea(COPIES) for _ in range(3)]
    for idea in ideas:
        folded_earlier(idea)
    monkeypatch.setattr(refold, "AT_ONCE", 1)
    assert [refold_latest() for _ in range(4)] == [1, 1, 1, 0]
    assert [latest(idea).number for idea in ideas] == [2, 2, 2]


def test_runs_that_wait_hold_up_the_next_ideas(monkeypatch: pytest.MonkeyPatch) -> None:
    ideas = [tried_idea(COPIES) for _ in range(2)]
    for idea in ideas:
        folded_earlier(idea)
    monkeypatch.setattr(refold, "MAX_OPEN", 1)
    assert [refold_latest() for _ in range(2)] == [1, 0]
    work_on()
    assert refold_latest() == 1


def test_earlier_revisions_and_withdrawn_ideas_are_left_as_they_are() -> None:
    idea, draft = tried_idea(COPIES), make_idea(published=False)
    first = folded_earlier(idea)
    publish(idea.author, idea, NOTES)
    assert refold_latest() == 0
    first.refresh_from_db()
    assert first.folded_by == VERSION - 1 and latest(idea).folded_by == VERSION and not draft.example_revisions.exists()


def test_runs_of_the_site_do_not_use_up_what_the_author_may_start(settings: Any) -> None:
    idea = tried_idea(COPIES)
    settings.RUNS_PER_DAY = started = Run.objects.count()
    folded_earlier(idea)
    refold_latest()
    check_runs(idea.author)
    assert Run.objects.of_revision(latest(idea)).count() == started


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_migration_leaves_every_row_an_example_of_its_own_to_be_folded_again() -> None:
    idea = tried_idea(COPIES)
    tables = MigrationExecutor(connection)
    newest = tables.loader.graph.leaf_nodes()
    try:
        tables.migrate([("prototypes", "0016_baselines_by_version")])
        MigrationExecutor(connection).migrate(newest)
        revision = latest(idea)
        assert (revision.different, revision.size, revision.folded_by) == (36, 36, 1)
        assert not revision.examples.exclude(copies=1, same_as=F("position")).exists()
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert refold_latest() == 1
    assert (latest(idea).number, latest(idea).different) == (2, 12)


def test_examples_that_were_changed_meanwhile_or_folded_by_another_worker_are_left_alone() -> None:
    idea = tried_idea(COPIES)
    first = folded_earlier(idea)
    refold.refold(first)
    refold.refold(first)
    assert latest(idea).number == 2
