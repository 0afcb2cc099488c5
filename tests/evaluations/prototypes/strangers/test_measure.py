"""Finished runs answer the strangers' set; only a number comes of it."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.test import Client

from evaluations.prototypes.exports.bundle import write_bundle
from evaluations.prototypes.models import (
    CachedAnswer,
    ExampleRevision,
    OpenModel,
    Run,
    StrangersExample,
    StrangersTrial,
)
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.measure import due, measure
from ideas.models import Idea
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.sentences import unlike

from .cast import agreed

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "xylophone"


def measured(*lanes: str) -> int:
    slices = 0
    while any(measure(lane) for lane in lanes or ("quick", "chat")):
        slices += 1
        assert slices < 100
    return slices


def with_strangers(idea: Idea, rows: int = 4) -> None:
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    labels = revision.labels()
    for number in range(rows):
        agreed(idea, f"{SECRET} {unlike(100 + number)}", labels[number % 2])


def test_every_finished_run_answers_the_set_and_keeps_a_number(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    idea = tried_idea()
    work_on()
    with_strangers(idea)
    assert measured() >= 1
    for run in Run.objects.of_idea(idea.pk).filter(state="finished"):
        assert StrangersTrial.objects.filter(run=run).count() == 4, run
        assert run.strangers_n == 4 and run.strangers_score is not None
        assert run.strangers_lower is not None and run.strangers_upper is not None
        assert run.strangers_lower <= run.strangers_score <= run.strangers_upper
    assert measured() == 0 and not due("quick").exists() and not due("chat").exists()


def test_site_without_such_rows_asks_nothing(chat_model: OpenModel, django_assert_num_queries: Any) -> None:
    tried_idea()
    work_on()
    with django_assert_num_queries(1):
        assert not measure("quick")


def test_lost_rows_are_answered_again_and_repeating_changes_nothing(chat_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    with_strangers(idea)
    measured()
    run = run_of(idea, "majority")
    before = (run.strangers_n, run.strangers_score)
    lost = StrangersTrial.objects.filter(run=run).latest("pk")
    lost.delete()
    assert measured("quick") == 1
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score) == before


def test_row_that_the_author_has_since_is_not_asked(chat_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    with_strangers(idea)
    row = StrangersExample.objects.earliest("pk")
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    publish(idea.author, idea, [*revision.pairs(), (row.input, row.expected)])
    work_on()
    measured()
    assert run_of(idea, "majority").strangers_n == 3


def test_no_word_of_the_set_is_anywhere_but_in_its_own_rows(chat_model: OpenModel, embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    with_strangers(idea)
    measured()
    own = {"StrangersExample"}
    for model in apps.get_app_config("prototypes").get_models():
        if model.__name__ not in own:
            for row in model._default_manager.values():
                assert SECRET not in json.dumps(row, default=str), model
    assert SECRET not in str(list(CachedAnswer.objects.values_list("response", flat=True)))
    client, page = Client(), idea.get_absolute_url()
    run = run_of(idea, "zero-shot")
    addresses = [page, f"{page}runs/", f"{page}compare/", f"{page}try/", f"{page}strangers/", run.get_absolute_url()]
    addresses += [f"/api/v1/ideas/{idea.slug}/", f"/api/v1/ideas/{idea.slug}/runs/", f"/api/v1/runs/{run.pk}/"]
    addresses += [f"/api/v1/runs/{run.pk}/trials/", f"/api/v1/ideas/{idea.slug}/examples/", "/api/v1/top/", "/"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.text, address
    file = BytesIO()
    write_bundle(run, file)
    with ZipFile(file) as bundle:
        assert not [name for name in bundle.namelist() if SECRET.encode() in bundle.read(name)]


def test_number_is_on_the_idea_the_run_and_in_the_api(chat_model: OpenModel, embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    with_strangers(idea)
    measured()
    best = Run.objects.best_of([idea])[idea.pk]
    client = Client()
    for address in (idea.get_absolute_url(), best.get_absolute_url(), f"{idea.get_absolute_url()}strangers/"):
        assert "Strangers' examples: " in client.get(address).text.replace("&#x27;", "'"), address
    told = client.get(f"/api/v1/runs/{best.pk}/").json()
    assert told["strangers_n"] == 4 and told["strangers_score"] == best.strangers_score
    assert told["strangers_lower"] == best.strangers_lower
