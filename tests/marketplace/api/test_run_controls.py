"""Runs steered by a program of their author, and by nobody else."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from evaluations.prototypes.models import Run
from tests.factories import make_model, make_person, make_revision, make_run

from .conftest import Api

pytestmark = pytest.mark.django_db
FINISHED: dict[str, Any] = {"state": "finished", "trials_done": 4, "n": 4, "successes": 4, "sample": 4,
                            "lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8, "lift_p": 0.01}  # fmt: skip
WRITES = (("post", "stop"), ("post", "rerun"), ("post", "rest"), ("put", "demo"), ("delete", "demo"))


@pytest.mark.parametrize(("method", "verb"), WRITES)
def test_outsider_may_not_steer(method: str, verb: str, api: Api, anyone: APIClient) -> None:
    run = make_run()
    address = f"/api/v1/runs/{run.pk}/{verb}/"
    refused = getattr(api(make_person("mallory")), method)(address)
    assert (refused.status_code, refused.json()["title"]) == (403, "Forbidden")
    assert getattr(anyone, method)(address).status_code == 401
    run.refresh_from_db()
    assert run.state == "planned"


def test_author_stops_a_run_once_and_lets_it_go_on(api: Api) -> None:
    run = make_run()
    alice = api(run.revision.idea.author)
    assert alice.post(f"/api/v1/runs/{run.pk}/stop/").json()["state"] == "stopped"
    again = alice.post(f"/api/v1/runs/{run.pk}/stop/")
    assert (again.status_code, again.json()["detail"]) == (409, "The run has ended already.")
    assert alice.post(f"/api/v1/runs/{run.pk}/rerun/").json()["state"] == "planned"
    assert alice.post(f"/api/v1/runs/{run.pk}/rerun/").status_code == 409


def test_author_has_the_rest_answered_and_chooses_the_demo(api: Api) -> None:
    revision = make_revision()
    run, sampled = make_run(revision, **FINISHED), make_run(revision, **FINISHED)
    alice = api(revision.idea.author)
    assert [alice.put(f"/api/v1/runs/{run.pk}/demo/").json()["is_demo"] for _ in range(2)] == [True, True]
    assert alice.post(f"/api/v1/runs/{sampled.pk}/rest/").json()["sample"] == 8
    assert alice.put(f"/api/v1/runs/{sampled.pk}/demo/").status_code == 409
    assert [alice.delete(f"/api/v1/runs/{run.pk}/demo/").json()["is_demo"] for _ in range(2)] == [False, False]
    assert not Run.objects.filter(is_demo=True)


def test_runs_of_the_day_are_limited(api: Api, settings: Settings) -> None:
    run = make_run(state="stopped", finished=timezone.now())
    settings.RUNS_PER_DAY = 1
    refused = api(run.revision.idea.author).post(f"/api/v1/runs/{run.pk}/rerun/")
    assert (refused.status_code, refused.json()["title"]) == (429, "Too Many Requests")


def test_author_adds_an_instruction_and_gets_its_runs(api: Api) -> None:
    revision, model = make_revision(), make_model()
    address, sent = f"/api/v1/ideas/{revision.idea.slug}/instructions/", {"text": "Which office? {labels}"}
    assert api(make_person("mallory")).post(address, sent, format="json").status_code == 403
    alice = api(revision.idea.author)
    for _ in range(2):
        response = alice.post(address, sent, format="json")
        assert response.status_code == 201
        (run,) = response.json()
        assert (run["recipe"], run["instruction"], run["model"]["slug"]) == (
            "instruction", "Which office? {labels}", model.slug,
        )  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "x" * 2_001, "a\0b", 5])
def test_instruction_that_cannot_be_tried_is_pointed_at(api: Api, text: object) -> None:
    revision = make_revision()
    address = f"/api/v1/ideas/{revision.idea.slug}/instructions/"
    response = api(revision.idea.author).post(address, {"text": text}, format="json")
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/text"]
