"""A worker answers the rows of a paste as it answers those of an idea, and stores nothing once the paste is gone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.prototypes.models import (
    CachedAnswer,
    Endpoint,
    OpenModel,
    Outcome,
    Paste,
    PastedAnswer,
    PastedRun,
    Run,
    Share,
    Trial,
)
from evaluations.prototypes.models.pastes import AFTER_IDEAS, QUICK_AT_ONCE
from evaluations.prototypes.pastes.begin import try_larger
from evaluations.prototypes.pastes.carry import carry
from evaluations.prototypes.pastes.end import delete
from evaluations.prototypes.pastes.work import claim
from evaluations.prototypes.publish import publish
from evaluations.prototypes.recipes import BASELINES
from evaluations.prototypes.runs.queue import claim as claim_run
from evaluations.prototypes.runs.queue import is_awaited
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.factories import make_idea, make_person
from tests.fake_server import Body, FakeServer, Fault, Said

from .cast import ROWS, pasted, work_on_pastes

pytestmark = pytest.mark.django_db


def say_what_is_meant(request: Body) -> Said:
    return Said(json.dumps({"label": dict(ROWS).get(request["messages"][-1]["content"], "pump")}))


def answers(paste: Paste, recipe: str) -> dict[int, tuple[str, str, float | None]]:
    rows = PastedAnswer.objects.filter(run__paste=paste, run__recipe=recipe)
    return {
        number: (outcome, answer, score)
        for number, outcome, answer, score in rows.values_list("row", "outcome", "answer", "score")
    }


def test_every_row_is_answered_by_what_is_quick_and_nothing_else_is_written(
    embedding_model: OpenModel, chat_model: OpenModel, chat_server: FakeServer
) -> None:
    paste = pasted()
    work_on_pastes()
    runs = {run.recipe: run for run in paste.runs.all()}
    assert "nearest" in runs and runs.keys() > {name for name in runs if name in BASELINES}
    assert all(run.finished and not run.lease and run.answers.count() == len(ROWS) for run in runs.values())
    assert not chat_server.asked["chat"]
    assert not (Run.objects.exists() or Trial.objects.exists() or Share.objects.exists())


def test_rows_have_the_answers_and_scores_that_a_run_of_an_idea_gives_them(
    embedding_model: OpenModel, chat_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.chat = say_what_is_meant
    paste = pasted()
    try_larger(paste)
    work_on_pastes()
    idea = tried_idea(ROWS)
    work_on()
    tried = set(paste.runs.values_list("recipe", flat=True))
    assert tried == set(Run.objects.of_idea(idea.pk).values_list("recipe", flat=True))
    for recipe in tried:
        trials = run_of(idea, recipe).trials.values_list("example__position", "outcome", "answer", "score")
        assert answers(paste, recipe) == {row: (*each,) for row, *each in trials}, recipe


def test_row_that_says_the_same_as_another_is_not_asked(embedding_model: OpenModel) -> None:
    paste = pasted([*ROWS, (f"{ROWS[0][0]} please", ROWS[0][1])])
    work_on_pastes()
    assert {len(answers(paste, run.recipe)) for run in paste.runs.all()} == {len(ROWS)}


def test_paste_deleted_while_a_model_thinks_stores_nothing(
    embedding_model: OpenModel, chat_model: OpenModel, chat_server: FakeServer
) -> None:
    paste = pasted()
    try_larger(paste)
    work_on_pastes("quick")

    def delete_first(request: Body) -> Said:
        chat_server.chat = say_what_is_meant
        return say_what_is_meant(request)

    chat_server.chat = delete_first
    leased = claim("chat")
    assert leased
    delete(paste)
    work_on_pastes()
    assert not (PastedAnswer.objects.exists() or PastedRun.objects.exists() or CachedAnswer.objects.exists())


def test_server_that_is_away_holds_a_run_back_and_says_so(embedding_model: OpenModel) -> None:
    Endpoint.objects.update(url="http://127.0.0.1:9/v1")
    paste = pasted()
    work_on_pastes()
    nearest = paste.runs.for_work().get(recipe="nearest")
    assert nearest.finished is None and "embedding" in nearest.trouble
    assert all(run.finished for run in paste.runs.all() if run.is_baseline)


def test_answer_that_does_not_come_is_none_and_the_others_go_on(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer
) -> None:
    chat_server.chat = say_what_is_meant
    paste = pasted()
    try_larger(paste)
    chat_server.next("chat", Fault(status=400, body="no"))
    work_on_pastes()
    found = answers(paste, "zero-shot")
    assert [each[0] for each in found.values()].count(Outcome.ERROR) == 1 and len(found) == len(ROWS)


def test_answers_are_an_ideas_once_it_is_posted_and_are_not_asked_again(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    paste, alice = pasted(), make_person("alice")
    work_on_pastes()
    asked = len(embedding_server.asked["embeddings"])
    idea = carry(alice, paste)
    draft = idea.example_draft
    assert draft.pairs == ROWS and draft.names == ("letter", "team") and idea.is_draft and idea.author == alice
    publish(alice, make_idea(alice, published=False), draft.pairs)
    work_on()
    assert len(embedding_server.asked["embeddings"]) == asked
    assert not CachedAnswer.objects.exclude(paste=None).exists()
    delete(paste)
    assert CachedAnswer.objects.exists()


def test_what_one_pasted_is_no_answer_for_another(embedding_model: OpenModel, embedding_server: FakeServer) -> None:
    pasted()
    work_on_pastes()
    asked = len(embedding_server.asked["embeddings"])
    pasted()
    tried_idea(ROWS)
    work_on_pastes()
    work_on("quick")
    assert len(embedding_server.asked["embeddings"]) >= asked + 2 * len(ROWS)


def test_quick_lane_is_shared_with_ideas(embedding_model: OpenModel) -> None:
    for _ in range(3):
        pasted()
    idea = tried_idea()
    leased = [claim("quick") for _ in range(4)]
    assert sum(each is not None for each in leased) == QUICK_AT_ONCE
    assert claim_run("quick") is not None
    assert idea


def test_larger_model_comes_behind_an_idea_of_somebody_but_not_for_ever(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    paste = pasted()
    try_larger(paste)
    work_on_pastes("quick")
    tried_idea()
    assert claim("chat") is None
    PastedRun.objects.update(created=timezone.now() - AFTER_IDEAS - timedelta(seconds=1), worked=None)
    first = claim("chat")
    assert first is not None
    PastedRun.objects.give_back(first.lease, is_finished=False)
    assert claim("chat") is None


def test_run_of_an_idea_leaves_a_place_to_a_paste_that_is_due(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    paste = pasted()
    try_larger(paste)
    idea = tried_idea()
    PastedRun.objects.update(created=timezone.now() - AFTER_IDEAS - timedelta(seconds=1))
    run = claim_run("chat")
    assert run and idea
    assert run.places[chat_model.endpoint_id] == 1
    assert is_awaited(run)


def test_paste_whose_hour_is_over_is_not_worked_on(embedding_model: OpenModel) -> None:
    pasted()
    Paste.objects.update(ends=timezone.now())
    assert claim("quick") is None
