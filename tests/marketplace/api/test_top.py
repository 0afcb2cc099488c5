"""The feed of top ideas, which other sites poll."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evaluations.compute.actions import load_prices
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Idea, Question
from ideas.models.answer import AnswerState
from tests.evaluations.prototypes.runs.tried import N, baseline, tried
from tests.factories import make_comment, make_idea, make_model, make_person, make_revision, make_run

pytestmark = pytest.mark.django_db
QUESTIONS = ["obvious", "wanted", "overlooked", "works", "cheap"]


def slugs(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [idea["slug"] for idea in response.json()["results"]]


def answered(idea: Idea, **fields: Any) -> None:
    known: dict[str, Any] = {
        "lower": 0.88,
        "point": 0.92,
        "upper": 0.96,
        "n": 60,
        "basis": "Held-out score.",
        "headline": "88 %",
    }
    update = AnswerUpdate(AnswerState.KNOWN, floor=0.5, revision=idea.revision, **(known | fields))
    record_answer(idea.pk, Question.WORKS, update)


def test_feed_is_in_the_order_of_the_front_page(anyone: APIClient) -> None:
    old, loved, new = make_idea(hours_old=48), make_idea(hours_old=24, votes=12), make_idea()
    assert slugs(anyone.get("/api/v1/top/")) == [loved.slug, new.slug, old.slug]


@pytest.mark.parametrize(("sort", "first"), [("new", "new"), ("top", "loved"), ("hot", "new")])
def test_sort_decides_the_order(anyone: APIClient, sort: str, first: str) -> None:
    ideas = {"loved": make_idea(hours_old=24 * 30, votes=2), "new": make_idea()}
    assert slugs(anyone.get(f"/api/v1/top/?sort={sort}"))[0] == ideas[first].slug


def test_window_keeps_the_current_calendar_window(anyone: APIClient) -> None:
    today = make_idea()
    make_idea(hours_old=24 * 800)
    assert slugs(anyone.get("/api/v1/top/?sort=top&window=year")) == [today.slug]
    assert len(slugs(anyone.get("/api/v1/top/?sort=top&window=all"))) == 2


def test_tag_keeps_its_ideas_and_an_unused_one_keeps_none(anyone: APIClient) -> None:
    tagged = make_idea(tags=("law", "courts"))
    make_idea()
    assert slugs(anyone.get("/api/v1/top/?tag=courts")) == [tagged.slug]
    assert slugs(anyone.get("/api/v1/top/?tag=unheard-of")) == []


def test_idea_says_who_posted_it_when_and_where_to_read_on(anyone: APIClient) -> None:
    idea = make_idea(make_person("ada"), tags=("post", "towns"), votes=2)
    make_comment(idea)
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    here = f"http://testserver/api/v1/ideas/{idea.slug}/"
    assert found["links"] == {
        "self": here,
        "html": f"http://testserver/ideas/{idea.slug}/",
        "comments": f"{here}comments/",
        "examples": f"{here}examples/",
        "runs": f"{here}runs/",
    }
    assert found["author"]["username"] == "ada"
    assert [tag["slug"] for tag in found["tags"]] == ["post", "towns"]
    assert found["votes"] == 2
    assert datetime.fromisoformat(found["published"]) == idea.published


def test_all_five_answers_are_there_when_nothing_is_known(anyone: APIClient) -> None:
    make_idea()
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    assert list(found["answers"]) == QUESTIONS
    for answer in found["answers"].values():
        assert (answer["state"], answer["lower"], answer["n"], answer["clears"]) == ("unknown", None, 0, False)


def test_answer_that_is_known_comes_with_bounds_basis_and_date(anyone: APIClient) -> None:
    idea = make_idea()
    answered(idea)
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    works = found["answers"]["works"]
    assert {name: works[name] for name in ("state", "lower", "point", "upper", "floor", "clears", "n", "revision")} == {
        "state": "known", "lower": 0.88, "point": 0.92, "upper": 0.96, "floor": 0.5, "clears": True, "n": 60,
        "revision": 1,
    }  # fmt: skip
    assert works["as_of"].startswith(str(timezone.now().year))
    assert found["evidence_line"] == "88 %"


def test_best_run_is_there_with_model_score_interval_lift_latency_and_cost(anyone: APIClient) -> None:
    measured = {
        "n": 8, "successes": 7, "trials_done": 8, "score": 0.875, "lower": 0.6, "upper": 0.97, "lift": 0.375,
        "p50_ms": 210.5, "p95_ms": 420.0, "usd_per_1000": None, "cost_basis": "price not known",
    }  # fmt: skip
    revision = make_revision()
    make_run(revision, recipe="majority", state="finished")
    run = make_run(revision, model=make_model("smol"), state="finished", is_best=True, **measured)
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    best = found["best_run"]
    assert {name: best[name] for name in measured} == measured
    assert (best["recipe"], best["model"]["name"]) == ("zero-shot", "smol")
    assert best["links"]["trials"] == f"http://testserver/api/v1/runs/{run.pk}/trials/"


def test_idea_without_a_best_run_has_null(anyone: APIClient) -> None:
    make_run()
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    assert found["best_run"] is None


def test_best_run_is_of_the_latest_examples_that_have_one(anyone: APIClient) -> None:
    idea = make_idea()
    for _ in range(2):
        make_run(make_revision(idea), is_best=True, state="finished")
    make_run(make_revision(idea))
    (found,) = anyone.get("/api/v1/top/").json()["results"]
    assert found["best_run"]["revision"] == 2


def test_drafts_withdrawn_and_hidden_ideas_are_in_no_list(anyone: APIClient) -> None:
    make_idea(published=False)
    make_idea(published=False, title="", pitch="")
    assert slugs(anyone.get("/api/v1/top/")) == slugs(anyone.get("/api/v1/ideas/")) == []


def test_search_finds_words_and_nothing_else(anyone: APIClient) -> None:
    found = make_idea(title="Hear a failing bearing", pitch="A pump hums before it breaks.")
    make_idea()
    assert slugs(anyone.get("/api/v1/ideas/?q=failing+bearings")) == [found.slug]
    assert slugs(anyone.get("/api/v1/ideas/?q=zeppelin")) == []


@pytest.mark.parametrize("sort", ["hot", "new", "top"])
def test_pages_join_without_gap_or_repeat_among_ties(anyone: APIClient, sort: str) -> None:
    author = make_person()
    made = {make_idea(author).slug for _ in range(7)}
    Idea.objects.update(published=timezone.now())
    seen: list[str] = []
    address: str | None = f"/api/v1/top/?sort={sort}&limit=2"
    while address:
        response = anyone.get(address)
        seen += slugs(response)
        address = response.json()["next"]
        assert response.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsIDFd", "IiI", "AAAA", "e30", "é", "%00", "%F0%9F"])
def test_cursor_from_elsewhere_is_refused_by_name(anyone: APIClient, cursor: str) -> None:
    response = anyone.get(f"/api/v1/top/?sort=new&cursor={cursor}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["cursor"]


def test_same_ideas_are_the_same_bytes_to_everybody(anyone: APIClient) -> None:
    for _ in range(3):
        make_idea()
    first, second = anyone.get("/api/v1/top/"), anyone.get("/api/v1/top/", REMOTE_ADDR="192.0.2.1")
    assert first.content == second.content


@pytest.mark.parametrize("ideas", [1, 30])
def test_list_takes_as_many_queries_for_one_idea_as_for_thirty(
    anyone: APIClient, django_assert_num_queries: DjangoAssertNumQueries, ideas: int
) -> None:
    author, model = make_person(is_house=True), make_model()
    for _ in range(ideas):
        idea = make_idea(author, tags=("law", "courts"))
        answered(idea)
        make_run(make_revision(idea), model=model, is_best=True, state="finished")
    # keys; ideas with authors; taggings; tags; answers; scores; best runs
    with django_assert_num_queries(7):
        response = anyone.get("/api/v1/top/?limit=30")
    assert len(slugs(response)) == ideas


def test_idea_shows_the_pair_the_number_and_the_cost_of_its_card(anyone: APIClient) -> None:
    load_prices()
    revision = make_revision(size=N, input_name="letter", expected_name="office")
    baseline(revision, 20)
    tried(revision, 30, model=make_model("tiny"))
    make_idea(hours_old=5)
    found, untried = anyone.get("/api/v1/top/").json()["results"]
    assert found["headline"] == found["answers"]["works"]["headline"] == "30 of 40 right, guessing gets 20"
    assert (found["pair"]["rightness"], found["pair"]["of"], found["pair"]["input_name"]) == ("right", 40, "letter")
    assert found["pair"]["answer"] == found["pair"]["expected"]
    assert {name: found["count"][name] for name in ("right", "of", "unit", "guessing", "finding")} == {
        "right": 30, "of": 40, "unit": "examples", "guessing": 20, "finding": "stands",
    }  # fmt: skip
    assert found["cost"]["words"] == found["answers"]["cheap"]["headline"]
    assert (untried["headline"], untried["pair"], untried["count"], untried["cost"]) == ("", None, None, None)
