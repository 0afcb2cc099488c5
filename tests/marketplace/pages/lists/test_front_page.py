"""The places that the front page keeps for ideas that need eyes, and the counting of what lists show."""

from random import Random

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries

from evaluations.moments import actions, impressions
from evaluations.moments.actions import eyes_pool
from evaluations.moments.actions.eyes_pool import KEY
from evaluations.moments.models import Impressions
from evaluations.moments.score import A_DAY
from evaluations.panel.models import GlanceStats
from ideas.models import Idea
from tests.evaluations.moments.cast import make_answered
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> list[Idea]:
    """33 ideas, the first the oldest, all of which lack glances."""
    authors = [make_person(), make_person()]
    ideas = [make_idea(authors[number % 2], hours_old=33 - number) for number in range(33)]
    actions.assess_marked(timezone.now())
    return ideas


def test_front_page_has_27_by_rank_and_3_that_need_eyes(many: list[Idea]) -> None:
    response = Client().get("/")
    by_rank = [idea.pk for idea in reversed(many)]
    drawn = response.context["needing"]
    ideas = [response.context["lead"].pk, *(idea.pk for idea in response.context["ideas"])]
    assert len(ideas) == len(set(ideas)) == 30 and len(drawn) == 3
    assert [pk for pk in ideas if pk not in drawn] == by_rank[:27] and drawn <= set(by_rank[27:])
    assert response.text.count("Needs eyes: 12 glances would tell") == 3


def test_best_moment_leads_the_front_page_and_is_not_listed_again() -> None:
    make_idea(votes=9)
    moment = make_answered(hours_old=2_000)
    now = timezone.now()
    actions.assess_marked(now)
    actions.certify_ripe(now + A_DAY)
    for _ in range(2):
        response = Client().get("/")
        assert response.context["lead"] == moment and moment not in response.context["ideas"]
        assert "A Moment since" in response.text
        actions.fill_pool()
        cache.delete_pattern("page:*")  # type: ignore[attr-defined]  # of django-redis


def test_without_a_moment_the_nearest_leads_and_without_an_idea_the_box(many: list[Idea]) -> None:
    assert "Nearest to a Moment" in Client().get("/").text
    Idea.objects.update(state="withdrawn", published=None)
    cache.clear()
    text = Client().get("/").text
    assert "Nearest to a Moment" not in text and "Paste ten examples" in text and "Nobody has posted" in text


def test_only_who_is_new_is_told_what_the_site_is(many: list[Idea]) -> None:
    client = Client()
    assert "Ideas that the big AI labs overlook, each tried" in html.fromstring(client.get("/").text).findtext(".//h1")
    client.force_login(make_person())
    (heading,) = html.fromstring(client.get("/").text).xpath("//h1")
    assert heading.text_content() == "Ideas: Hot"


def test_later_pages_have_no_lead(many: list[Idea]) -> None:
    client = Client()
    assert client.get(client.get("/").context["next_url"]).context["lead"] is None


def test_lead_costs_the_front_page_no_query(
    many: list[Idea], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.fill_pool()
    with django_assert_num_queries(6):  # ideas, taggings, tags; the same of those that need eyes and the lead
        Client().get("/")


def test_next_page_goes_on_after_the_27(many: list[Idea]) -> None:
    client = Client()
    second = client.get(client.get("/").context["next_url"])
    by_rank = [idea.pk for idea in reversed(many)]
    assert [idea.pk for idea in second.context["ideas"] if idea.pk not in second.context["needing"]] == by_rank[27:]


def test_places_are_drawn_from_the_pool(many: list[Idea]) -> None:
    cache.set(KEY, [many[0].pk, many[1].pk, many[2].pk, many[32].pk])
    assert Client().get("/").context["needing"] == {many[0].pk, many[1].pk, many[2].pk}


def test_pool_is_filled_with_what_an_answer_would_change_most(
    many: list[Idea], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes_pool, "chance", Random(1))  # of the half of all draws in which short ideas go first
    for number, idea in enumerate(many):
        short = number < 5
        values = {
            "n": 0.0 if short else 40.0,
            "asked": 0.0 if short else 40.0,
            "due": 1.8 if short else 0.1,
            "offered": True,
            "revision": 1,
        }
        GlanceStats.objects.update_or_create(idea=idea, defaults=values)
    assert actions.fill_pool() >= 5
    assert set(cache.get(KEY)[:5]) == {idea.pk for idea in many[:5]}


def test_feeds_and_api_have_none_of_the_3_and_do_not_change(many: list[Idea]) -> None:
    for path in ("/feeds/hot.json", "/api/v1/top/"):
        first = Client().get(path)
        again = Client().get(path, REMOTE_ADDR="192.0.2.1")
        assert first.content == again.content
        slugs = [idea.slug for idea in reversed(many)][:30]
        body = first.json()
        found = [each["slug"] for each in body["results"]] if "results" in body else [i["url"] for i in body["items"]]
        assert all(slug in each for slug, each in zip(slugs, found, strict=True))


def test_page_from_the_cache_is_counted_and_costs_no_query(many: list[Idea]) -> None:
    client = Client()
    first = client.get("/")
    with CaptureQueriesContext(connection) as queries:
        second = client.get("/")
    assert len(queries) == 0 and first.content == second.content
    assert "Overlooked-Shown" not in second.headers
    assert impressions.flush() == 30
    assert set(Impressions.objects.values_list("shown", flat=True)) == {2}
    assert impressions.flush() == 0


def test_author_sees_votes_per_impression_and_others_do_not() -> None:
    idea = make_idea(votes=3)
    Client().get("/new")
    impressions.flush()
    Impressions.objects.update(shown=60)
    author = Client()
    author.force_login(idea.author)
    assert "Lists showed it 60 times: 5.0 votes for each hundred." in author.get(idea.get_absolute_url()).text
    assert "Lists showed it" not in Client().get(idea.get_absolute_url()).text


def test_lists_are_served_and_nothing_is_lost_without_redis(no_redis: None, many: list[Idea]) -> None:
    response = Client().get("/")
    assert response.status_code == 200 and len(response.context["needing"]) == 3
    assert impressions.flush() == 0


def test_impressions_of_an_idea_that_is_gone_are_dropped() -> None:
    idea = make_idea()
    impressions.note(f"{idea.pk},{10**9}")
    impressions.flush()
    assert Impressions.objects.get().shown == 1
