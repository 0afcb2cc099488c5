"""Examples as rows: the draft keeps what is typed."""

import pytest
from django.db import IntegrityError

from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.datasets.revisions import fold_again, save_example_draft
from evaluations.prototypes.models import Example, ExampleDraft, ExampleRevision, Run
from evaluations.prototypes.publish import publish
from tests.evaluations.prototypes.runs.cast import ROWS
from tests.factories import make_idea, make_person, make_revision

pytestmark = pytest.mark.django_db
TREES = ("oak", "birch", "elm", "plane", "ash", "pine", "lime", "walnut")


def test_draft_keeps_whatever_is_typed_until_it_is_published() -> None:
    alice = make_person("alice")
    idea = make_idea(alice, published=False)
    save_example_draft(alice, idea, [("half a row", ""), ("", "")], task="classify")
    draft = save_example_draft(alice, idea, [("half a row", "and its end")])
    assert ExampleDraft.objects.get() == draft
    assert draft.pairs == [("half a row", "and its end")]
    publish(alice, idea, ROWS)
    assert not ExampleDraft.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d"])
def test_draft_with_a_character_that_no_row_can_hold_is_refused_by_row_and_stays_as_it_was(text: str) -> None:
    idea = make_idea(published=False)
    save_example_draft(idea.author, idea, [("kept", "yes")])
    with pytest.raises(ExampleProblems, match="The input of row 2") as refused:
        save_example_draft(idea.author, idea, [("fine", "yes"), (text, "no")], documents=[("paper", text)])
    assert [(problem.row, problem.document) for problem in refused.value.problems] == [(2, None), (None, 1)]
    assert ExampleDraft.objects.of(idea).rows == [["kept", "yes"]]


def test_brackets_of_labels_are_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="brackets_go_with_texts"):
        make_revision(brackets_are_minus=True)


def test_other_word_about_brackets_makes_another_revision() -> None:
    alice = make_person("alice")
    idea = make_idea(alice, published=False)
    rows = [(f"what did {name} lose", f"({5 * place})") for place, name in enumerate(TREES, 1)]
    for says_minus in (False, False, True, True):
        publish(alice, idea, rows, task="answer", brackets_are_minus=says_minus)
    found = ExampleRevision.objects.filter(idea=idea).order_by("number")
    assert [revision.brackets_are_minus for revision in found] == [False, True]


def test_names_of_columns_are_kept_and_other_names_try_nothing_again() -> None:
    alice = make_person("alice")
    idea = make_idea(alice, published=False)
    publish(alice, idea, ROWS, names=("Letter", "Desk"))
    runs = list(Run.objects.of_idea(idea.pk).values_list("pk", "state"))
    publish(alice, idea, ROWS, names=("Letter of a customer", " Schalter\n"))
    revision = ExampleRevision.objects.get(idea=idea)
    assert revision.names == revision.as_draft().names == ("Letter of a customer", "Schalter")
    assert list(Run.objects.of_idea(idea.pk).values_list("pk", "state")) == runs


def test_names_of_columns_go_on_where_rows_are_folded_again() -> None:
    alice = make_person("alice")
    idea = publish(alice, make_idea(alice, published=False), ROWS, names=("Letter", "Desk"))
    first = ExampleRevision.objects.get(idea=idea)
    Example.objects.filter(revision=first, fold=0).update(fold=1)
    again = fold_again(first)
    assert again and again.names == ("Letter", "Desk")


def test_case_of_texts_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="case_goes_with_labels"):
        make_revision(task="answer", scorer="exact", case_counts=True)
