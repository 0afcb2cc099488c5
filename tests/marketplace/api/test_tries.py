"""Trying a demo by program: whole, in pieces, in line, and beyond the quota."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from evaluations.prototypes.demos import line, serve
from evaluations.prototypes.models import Endpoint, Run, Try, Visitor
from tests.factories import make_idea, make_model, make_person, make_run
from tests.fake_server import FakeServer, Fault

from .conftest import Api

pytestmark = pytest.mark.django_db
MEASURED: dict[str, Any] = {"state": "finished", "n": 8, "trials_done": 8, "successes": 6, "score": 0.75, "lower": 0.5,
                            "lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8, "lift_p": 0.01}  # fmt: skip


@pytest.fixture
def demo(server: FakeServer) -> Run:
    model = make_model("tiny-chat")
    Endpoint.objects.filter(pk=model.endpoint_id).update(url=server.url, max_in_flight=1)
    return make_run(model=model, **MEASURED)


def address(demo: Run) -> str:
    return f"/api/v1/ideas/{demo.revision.idea.slug}/try/"


def test_stranger_gets_the_answer_with_its_tokens_and_what_is_left(anyone: APIClient, demo: Run) -> None:
    response = anyone.post(address(demo), {"input": "letter 1"}, format="json")
    assert response.status_code == 200 and response["Cache-Control"] == "no-store"
    told = response.json()
    assert (told["outcome"], told["answer"], told["model"]) == ("answered", "roads", "tiny-chat")
    assert told["example"] == {"row": 1, "expected": "tax"} and told["input_tokens"] and told["documents"] == []
    assert (
        '"tries-per-hour";r=19;t=' in response["RateLimit"]
        and '"tries-per-day";q=60;w=86400' in response["RateLimit-Policy"]
    )


@pytest.mark.parametrize(("query", "accept"), [("?stream=1", "*/*"), ("", "text/event-stream")])
def test_answer_can_come_in_pieces(anyone: APIClient, demo: Run, query: str, accept: str) -> None:
    response = anyone.post(f"{address(demo)}{query}", {"input": "x"}, format="json", HTTP_ACCEPT=accept)
    told = response.getvalue().decode()
    assert response["Content-Type"] == "text/event-stream"
    assert told.count("event: piece") > 1 and '"answer": "roads"' in told


def test_answer_that_breaks_off_restarts_in_a_stream_and_is_one_answer_as_a_whole(
    anyone: APIClient, demo: Run, server: FakeServer
) -> None:
    server.next("chat", Fault(stops_after=2))
    told = anyone.post(f"{address(demo)}?stream=1", {"input": "x"}, format="json").getvalue().decode()
    before, after = told.split('event: restart\ndata: {"detail": "The answer broke off; asking again."}\n\n')
    assert before.count("event: piece") == 1 and "event: result" not in before
    assert after.count("event: piece") == 2 and after.count("event: result") == 1 and '"answer": "roads"' in after
    server.next("chat", Fault(stops_after=2))
    assert anyone.post(address(demo), {"input": "y"}, format="json").json()["answer"] == "roads"


def test_busy_model_answers_with_a_ticket(anyone: APIClient, demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.api.views.tries.PATIENCE", 0.0)
    held = line.begin(demo, Visitor(None, "198.51.100.9"))
    assert line.get_turn(held)
    waiting = anyone.post(address(demo), {"input": "x"}, format="json")
    assert waiting.status_code == 202 and waiting["Retry-After"] == "1" and waiting.json()["ahead"] == 0
    list(serve.answer(held, "theirs"))
    sent = {"input": "x", "ticket": waiting.json()["ticket"]}
    assert anyone.post(address(demo), sent, format="json").status_code == 200
    assert Try.objects.count() == 2


def test_quota_is_a_problem_that_says_when_to_come_back(
    anyone: APIClient, api: Api, demo: Run, settings: Settings
) -> None:
    settings.TRIES_PER_HOUR_BY_ADDRESS = 1
    anyone.post(address(demo), {"input": "x"}, format="json")
    refused = anyone.post(address(demo), {"input": "x"}, format="json")
    assert refused.status_code == 429 and refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 3_601 and '"tries-per-hour";r=0' in refused["RateLimit"]
    assert "Sign in for more" in refused.json()["detail"]
    assert api(make_person()).post(address(demo), {"input": "x"}, format="json").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"input": ""}, {"input": "  "}, {"input": 7}, {"input": "x" * 20_001}])
def test_what_cannot_be_tried_names_the_field(anyone: APIClient, demo: Run, sent: dict[str, Any]) -> None:
    response = anyone.post(address(demo), sent, format="json")
    assert response.status_code == 400 and response.json()["errors"][0]["pointer"] == "#/input"
    assert not Try.objects.exists()


def test_absent_server_and_absent_demo_are_told_apart(anyone: APIClient, demo: Run) -> None:
    Endpoint.objects.update(state="down", reason="connection refused")
    away = anyone.post(address(demo), {"input": "x"}, format="json")
    assert away.status_code == 503 and "connection refused" in away.json()["detail"]
    other = make_idea()
    assert anyone.post(f"/api/v1/ideas/{other.slug}/try/", {"input": "x"}, format="json").status_code == 409
    draft = make_idea(published=False)
    assert anyone.post(f"/api/v1/ideas/{draft.slug}/try/", {"input": "x"}, format="json").status_code == 404


def test_resting_model_says_when_to_ask_again(anyone: APIClient, demo: Run, server: FakeServer) -> None:
    server.next("chat", Fault(status=429, headers={"Retry-After": "60"}))
    for _ in range(2):  # who meets the rest, and who comes while it lasts
        resting = anyone.post(address(demo), {"input": "x"}, format="json")
        assert resting.status_code == 503 and 55 <= int(resting["Retry-After"]) <= 60
        assert "is resting. Try again in" in resting.json()["detail"]
    assert len(server.asked["chat"]) == 1
