from datetime import timedelta
from math import prod

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evaluations.moments import actions
from evaluations.moments.evidence import FLOORS
from ideas.floors import exponent
from ideas.models import Idea
from tests.evaluations.moments.cast import ALL_CLEAR, answer, fall, make_answered
from tests.factories import make_idea

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def make_moment() -> Idea:
    idea = make_answered(tags=("law",))
    actions.assess(idea.pk, NOW - timedelta(days=1))
    assert actions.certify(idea.pk, NOW)
    return idea


def test_certification_has_its_dates_and_the_evidence_of_its_time(anyone: APIClient) -> None:
    idea = make_moment()
    answer(idea, "works", 0.9)
    (found,) = anyone.get("/api/v1/moments/").json()["results"]
    assert found["certified"].startswith(NOW.isoformat()[:19]) and found["ended"] is None
    assert (found["evidence"]["works"]["lower"], found["idea"]["answers"]["works"]["lower"]) == (0.85, 0.9)
    assert found["idea"]["moment_since"] and found["idea"]["slug"] == idea.slug


def test_lost_moments_are_told_on_request(anyone: APIClient) -> None:
    idea = make_moment()
    fall(idea, "works", 0.1, NOW + timedelta(hours=1))
    counts = [
        len(anyone.get(f"/api/v1/moments/?state={state}").json()["results"]) for state in ("standing", "ended", "all")
    ]
    assert counts == [0, 1, 1]


@pytest.mark.parametrize("ideas", [1, 5])
def test_moments_take_as_many_queries_for_one_as_for_five(
    anyone: APIClient, django_assert_num_queries: DjangoAssertNumQueries, ideas: int
) -> None:
    for _ in range(ideas):
        make_moment()
    with django_assert_num_queries(7):  # certificates; ideas, taggings, tags, answers, scores, best runs
        assert len(anyone.get("/api/v1/moments/").json()["results"]) == ideas


@pytest.mark.parametrize("path", ["/api/v1/top/", "/api/v1/ideas/"])
def test_sort_by_moments_takes_what_clears_by_score_with_pages(anyone: APIClient, path: str) -> None:
    slugs = []
    for lower in (0.6, 0.9, 0.7):
        idea = make_answered(ALL_CLEAR | {"obvious": lower}, tags=("law",))
        actions.assess(idea.pk, NOW)
        slugs.append(idea.slug)
    actions.assess(make_idea().pk, NOW)
    first = anyone.get(f"{path}?sort=moments&limit=2&tag=law&window=week").json()
    second = anyone.get(first["next"]).json()
    assert [idea["slug"] for idea in first["results"] + second["results"]] == [slugs[1], slugs[2], slugs[0]]
    expected = prod(lower ** exponent(FLOORS[name]) for name, lower in (ALL_CLEAR | {"obvious": 0.9}).items())
    assert first["results"][0]["moment"]["score"] == pytest.approx(expected)


@pytest.mark.parametrize("path", ["/api/v1/top/", "/api/v1/ideas/"])
def test_moments_come_before_what_clears_and_that_before_near_misses(anyone: APIClient, path: str) -> None:
    """Also where an idea further down has the higher score."""
    moment = make_moment()
    answer(moment, "obvious", 0.55)
    clears = make_answered(ALL_CLEAR | {"obvious": 0.6})
    strong_but_unwanted = make_answered(ALL_CLEAR | {"obvious": 0.99, "cheap": 0.999, "wanted": 0.09})
    unknown, hopeless = make_answered(ALL_CLEAR | {"obvious": None}), make_idea()
    ideas = [moment, clears, strong_but_unwanted, unknown, hopeless]
    for idea in reversed(ideas):
        actions.assess(idea.pk, NOW)
    listed = anyone.get(f"{path}?sort=moments").json()["results"]
    assert [idea["slug"] for idea in listed] == [idea.slug for idea in ideas]


def test_idea_says_what_is_missing_and_who_can_supply_it(anyone: APIClient) -> None:
    idea = make_idea()
    actions.assess(idea.pk, NOW)
    moment = anyone.get(f"/api/v1/ideas/{idea.slug}/").json()["moment"]
    assert moment["score"] is None and moment["missing"][0] == "obvious"
    assert moment["gaps"][0] == {
        "question": "obvious", "say": "obvious: nobody knows yet; 12 glances would tell",
        "act": "play the glance", "who": "anyone",
    }  # fmt: skip
