"""Beginning to try a table: what is refused, what is planned, and how often one may."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.models import ExampleRevision, OpenModel, Paste, PastedRun, Visitor
from evaluations.prototypes.pastes.begin import NoneLarger, opened, try_larger
from evaluations.prototypes.pastes.end import delete, end_pastes
from evaluations.prototypes.pastes.quota import TooManyPastes
from evaluations.prototypes.pastes.rows import MAX_CELL, MOST, checked_rows, examples_of, placed
from evaluations.prototypes.publish import publish
from tests.factories import make_idea, make_model, make_person

from .cast import ALICE, BOB, ROWS, SECRET, pasted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ([], None, "at least 3"),
        (ROWS[:2], None, "at least 3"),
        (
            [(f"{text} {number}", label) for number in range(7) for text, label in ROWS],
            None,
            f"the most here is {MOST}",
        ),
        ([*ROWS, ("x" * (MAX_CELL + 1), "pump")], 11, "2,001 characters"),
        ([*ROWS, ("a text", "x" * (MAX_CELL + 1))], 11, "2,001 characters"),
        ([*ROWS, ("a text without an answer", "")], 11, "no expected output"),
        ([*ROWS, (ROWS[0][0], "road")], 11, "Keep one of them"),
        ([(text, "pump") for text, _ in ROWS], None, "Every row expects"),
        ([*ROWS, ("a\0b", "pump")], 11, "NUL"),
    ],
)
def test_rows_that_cannot_be_tried_are_refused_with_their_row(
    rows: list[tuple[str, str]], row: int | None, said: str
) -> None:
    with pytest.raises(ExampleProblems, match=said) as refusal:
        pasted(rows)
    assert row in {problem.row for problem in refusal.value.problems}
    assert not Paste.objects.exists()


def test_rows_have_the_folds_turns_and_checks_that_an_idea_gives_them() -> None:
    alike = [*ROWS, (f"{ROWS[0][0]} please", ROWS[0][1])]
    found = examples_of(pasted(alike))
    person = make_person()
    idea = publish(person, make_idea(person, published=False), alike)
    frozen = ExampleRevision.objects.latest_of(idea)
    assert frozen
    names = ("task", "scorer", "threshold", "content_hash", "folds", "different", "size", "decimal_mark", "schema")
    assert [getattr(found.revision, name) for name in names] == [getattr(frozen, name) for name in names]
    places = frozen.examples.values_list("position", "fold", "turn", "same_as")
    assert [(row.number, row.fold, row.turn, row.same_as) for row in found.rows] == list(places)


@given(st.permutations(ROWS))
def test_order_of_the_rows_changes_no_fold(rows: list[tuple[str, str]]) -> None:
    fold_of = {row.input: row.fold for row in placed(checked_rows(rows), ("", "")).rows}
    assert fold_of == {row.input: row.fold for row in placed(checked_rows(ROWS), ("", "")).rows}


def test_what_is_quick_is_planned_and_chat_models_wait_to_be_asked(
    embedding_model: OpenModel, chat_model: OpenModel
) -> None:
    paste = pasted()
    assert set(paste.runs.values_list("lane", flat=True)) == {"quick"}
    assert try_larger(paste) == chat_model
    make_model("larger", parameters=2_000_000_000)
    assert try_larger(paste).name == "larger"
    with pytest.raises(NoneLarger):
        try_larger(paste)


def test_where_nothing_quick_can_do_it_a_chat_model_is_asked_at_once(chat_model: OpenModel) -> None:
    assert pasted().runs.filter(lane="chat", model=chat_model).exists()


def test_address_opens_nothing_without_its_secret() -> None:
    paste = pasted()
    assert opened(paste.key, SECRET) == paste
    assert opened(paste.key, "") is None and opened(paste.key, "another") is None
    assert SECRET not in repr(Paste.objects.values().get())


def test_limit_counts_tables_that_were_deleted_and_not_those_of_others(settings: Settings) -> None:
    settings.PASTES_PER_HOUR_BY_ADDRESS, settings.PASTES_PER_HOUR_BY_ACCOUNT = 2, 1
    for _ in range(2):
        delete(pasted())
    with pytest.raises(TooManyPastes, match="2 tables in an hour"):
        pasted()
    pasted(visitor=BOB)
    person = Visitor(make_person(), ALICE.network)
    pasted(visitor=person)
    with pytest.raises(TooManyPastes, match="1 tables in an hour"):
        pasted(visitor=person)
    Paste.objects.update(created=timezone.now() - timedelta(hours=1, minutes=1))
    pasted()


def test_limit_of_the_day_goes_on_after_the_hour(settings: Settings) -> None:
    settings.PASTES_PER_DAY_BY_ADDRESS = 1
    pasted()
    Paste.objects.update(created=timezone.now() - timedelta(hours=2))
    with pytest.raises(TooManyPastes, match="24 hours"):
        pasted()


def test_row_without_words_is_deleted_after_a_day() -> None:
    paste = pasted()
    delete(paste)
    assert end_pastes() == 0 and Paste.objects.exists()
    Paste.objects.update(created=timezone.now() - timedelta(hours=25))
    end_pastes()
    assert not Paste.objects.exists()


def test_database_refuses_half_a_deletion_and_a_second_run() -> None:
    paste = pasted()
    with pytest.raises(IntegrityError, match="paste_deleted_whole"), transaction.atomic():
        Paste.objects.filter(pk=paste.pk).update(rows=None)
    run = paste.runs.all()[0]
    with pytest.raises(IntegrityError, match="pasted_run_once"), transaction.atomic():
        PastedRun.objects.create(paste=paste, recipe=run.recipe, lane="quick", cost_rank=0, sample=1)
