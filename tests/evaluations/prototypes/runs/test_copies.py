"""Rows that say the same are asked and counted once, whatever an author adds to them."""

from random import Random

import pytest
from django.test import Client

from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.demos.proposals import NotProposable, propose
from evaluations.prototypes.exports import records
from evaluations.prototypes.models import ExampleRevision, OpenModel, Run
from evaluations.prototypes.publish import publish
from ideas.models import Idea
from tests.factories import make_idea, make_person
from tests.sentences import NOTES, PUMPS, ROADS

from .cast import run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db
ENDINGS = ("", " please", " now", " today")


def ruse(sentences: int = 15) -> list[tuple[str, str]]:
    """Sentences with labels by lot, four copies of each: whoever has learnt a copy knows the label."""
    chance = Random(5)
    texts = [text for text, _ in (PUMPS + ROADS)[:sentences]]
    labels = [chance.choice(("spring", "autumn")) for _ in texts]
    return [(f"{text}{ending}", label) for text, label in zip(texts, labels, strict=True) for ending in ENDINGS]


def revision_of(idea: Idea) -> ExampleRevision:
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    return revision


def test_labels_by_lot_are_not_learnt_from_copies(embedding_model: OpenModel, chat_model: OpenModel) -> None:
    idea = tried_idea(ruse())
    work_on()
    revision = revision_of(idea)
    assert (revision.size, revision.different) == (60, 15)
    runs = Run.objects.of_idea(idea.pk)
    assert {(run.sample, run.n, run.is_whole, run.left_out) for run in runs} == {(15, 15, True, 0)}
    nearest = run_of(idea, "nearest")
    assert nearest.score is not None and nearest.score <= 0.8
    assert not nearest.beats_baseline
    assert idea.answers.get(question="works").lower == 0.0


def test_fold_of_a_row_holds_all_its_copies_and_one_is_asked_for_them(embedding_model: OpenModel) -> None:
    idea = tried_idea(ruse())
    work_on()
    for number in range(15):
        copies = revision_of(idea).examples.filter(position__in=range(4 * number + 1, 4 * number + 5))
        assert copies.values("fold").distinct().count() == 1
        assert sorted(copies.values_list("copies", flat=True)) == [0, 0, 0, 4]
        asked = copies.get(copies=4)
        assert set(copies.values_list("same_as", flat=True)) == {asked.position}
        assert run_of(idea, "nearest").trials.filter(example__in=copies).get().example == asked


def test_too_few_different_examples_are_refused_with_the_rows_that_say_the_same() -> None:
    with pytest.raises(ExampleProblems, match=r"7 different examples; at least 8 .* Rows 1, 2, 3 and 4 say"):
        tried_idea(ruse(7))


def test_pages_say_how_many_examples_are_different(embedding_model: OpenModel) -> None:
    idea = tried_idea([*NOTES, *((f"{now} {NOTES[0][0]}!", "electrics") for now in ("Now:", "Please, "))])
    work_on()
    assert "14 rows, 12 different: rows 1, 13 and 14 say the same." in Client().get(idea.get_absolute_url()).text
    assert "14 rows, 12 different" in Client().get(f"{idea.get_absolute_url()}revisions/").text
    run = run_of(idea, "nearest")
    page = Client().get(run.get_absolute_url()).text
    assert page.count("×3<") == 1 and "asked for rows that say the same and count as one" in page
    asked = run.trials.get(example__copies=3).example.position
    told = Client().get(f"/api/v1/ideas/{idea.slug}/examples/").json()
    assert (told["size"], told["different"], told["same"]) == (14, 12, [[1, 13, 14]])
    trials = Client().get(f"/api/v1/runs/{run.pk}/trials/").json()["results"]
    assert {trial["row"]: trial["copies"] for trial in trials if trial["copies"] != 1} == {asked: 3}
    same_as = {example["row"]: example["same_as"] for example in records.examples(run)}
    assert (same_as[1], same_as[13], same_as[14], same_as[2]) == (asked, asked, asked, 2)


def test_all_rows_of_different_examples_say_nothing_of_copies(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    page = Client().get(idea.get_absolute_url()).text
    assert "24 examples." in page and "say the same" not in page


def test_copy_of_an_example_is_not_proposed() -> None:
    idea = tried_idea(NOTES)
    with pytest.raises(NotProposable, match="says the same and expects the same"):
        propose(make_person(), idea, "Radio hums and fades today", "electrics")


def test_copies_that_are_added_are_another_revision_with_as_many_examples(embedding_model: OpenModel) -> None:
    author = make_person()
    idea = publish(author, make_idea(author, published=False), NOTES)
    publish(author, idea, [*NOTES, ("Radio hums and fades today", "electrics")])
    revision = revision_of(idea)
    assert (revision.number, revision.size, revision.different) == (2, 13, 12)
    assert {run.sample for run in Run.objects.of_revision(revision)} == {12}
