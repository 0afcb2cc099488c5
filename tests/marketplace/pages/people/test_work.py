"""What somebody says they know: on their account page, after a glance, and for nobody else to see."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evaluations.panel.actions import recount, say_fields
from evaluations.panel.models import Challenge, KnownFields, Player
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.evaluations.panel.cast import make_glance, make_ideas, read
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/account/work/"
ASKS = "Where do you work?"


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def browser(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def fields_of(person: User) -> list[str]:
    return KnownFields.objects.get(person=person).fields


def inside(idea: Idea, times: int, **said: Any) -> None:
    for _ in range(times):
        Challenge.objects.filter(glance=make_glance(idea, **said)).update(inside=True)


def glance_once(browser: Client) -> str:
    """The page with the truth."""
    browser.post("/glance/", {"clock": "no"})
    card = read(Challenge.objects.latest("pk"))
    answers = {"challenge": card.token, "picked": "0", "would_use": "yes", "would_pay": "nothing", "knows": "no"}
    return browser.post("/glance/answer/", answers).text


def test_who_is_signed_out_is_asked_to_sign_in() -> None:
    assert Client().get(ADDRESS)["Location"].startswith("/account/login/")
    assert Client().post(ADDRESS, {"fields_of_work": ["law"]})["Location"].startswith("/account/login/")
    assert not KnownFields.objects.exists()


def test_what_is_said_is_kept_shown_again_and_can_be_taken_back(browser: Client, ada: User) -> None:
    page = browser.post(ADDRESS, {"fields_of_work": ["law", "teaching"]}, follow=True).text
    assert "It counts for the cards that come from now on." in page and page.count(" checked") == 2
    assert fields_of(ada) == ["teaching", "law"], "in the order of the list"
    page = browser.post(ADDRESS, {"fields_of_work": ["law", "shops"]}, follow=True).text
    assert "What is new counts from" in page and "What you added last counts from" in page
    assert "you say nothing" in browser.post(ADDRESS, {}, follow=True).text
    assert fields_of(ada) == []


@pytest.mark.parametrize("sent", [["law", "shops", "care", "teaching"], ["wizardry"], ["law\x00"], ["<script>"]])
def test_more_than_three_or_another_field_is_refused(browser: Client, sent: list[str]) -> None:
    response = browser.post(ADDRESS, {"fields_of_work": sent})
    assert response.status_code == 422 and "<script>alert" not in response.text
    assert not KnownFields.objects.exists()


def test_it_is_asked_after_a_glance_until_it_is_answered(browser: Client, ada: User) -> None:
    make_ideas()
    assert ASKS not in browser.get("/glance/").text
    assert ASKS in glance_once(browser)
    assert browser.post(ADDRESS, {"from": "glance", "do": "nothing"})["Location"] == "/glance/"
    assert fields_of(ada) == []
    assert ASKS not in glance_once(browser)


def test_who_is_signed_out_is_not_asked_after_a_glance() -> None:
    make_ideas()
    assert ASKS not in glance_once(Client())


def test_card_does_not_tell_whom_the_idea_is_for(browser: Client, ada: User) -> None:
    make_ideas()
    Idea.objects.update(work_fields=["law"])
    say_fields(ada, ["law"])
    assert "law" not in browser.post("/glance/", {"clock": "no"}).text.lower()
    assert Challenge.objects.get(person=ada).inside


def test_nobody_else_sees_it(ada: User) -> None:
    say_fields(ada, ["energy"])
    make_idea(ada)
    for address in ("/u/ada/", "/api/v1/ideas/"):
        assert "energy" not in Client().get(address).text
    other = Client()
    other.force_login(make_person())
    assert " checked" not in other.get(ADDRESS).text


def test_idea_shows_apart_what_those_inside_would_pay() -> None:
    idea = make_idea(work_fields=["shops"])
    inside(idea, 5)
    inside(idea, 4, would_pay="nothing")
    for _ in range(20):
        make_glance(idea, would_pay="nothing")
    recount()
    page = Client().get(idea.get_absolute_url()).text
    assert "<b>5 of 9</b> who work in shops and selling would pay; 0 of 20 others." in page
    given = Client().get(f"/api/v1/ideas/{idea.slug}/").json()
    voices = given["audience_voices"]
    assert given["work_fields"] == ["shops"]
    assert (voices["inside"]["yes"], voices["inside"]["n"], voices["others"]["n"]) == (5, 9, 20)
    assert 0 < voices["inside"]["lower"] < 5 / 9 < voices["inside"]["upper"] < 1


def test_numbers_of_four_people_are_not_shown() -> None:
    idea = make_idea(work_fields=["shops"])
    inside(idea, 4)
    assert "Fewer than 5 of them have answered so far" in Client().get(idea.get_absolute_url()).text
    assert Client().get(f"/api/v1/ideas/{idea.slug}/").json()["audience_voices"]["inside"] is None


def test_idea_for_everybody_shows_no_audience() -> None:
    idea = make_idea()
    assert 'id="audience"' not in Client().get(idea.get_absolute_url()).text
    assert Client().get(f"/api/v1/ideas/{idea.slug}/").json()["audience_voices"] is None


def test_pages_ask_as_often_however_many_glances_there_are(
    django_assert_max_num_queries: DjangoAssertNumQueries, browser: Client, ada: User
) -> None:
    idea = make_idea(work_fields=["shops", "law"])
    Client().get(idea.get_absolute_url())
    with django_assert_max_num_queries(60) as first:
        Client().get(idea.get_absolute_url())
    inside(idea, 12)
    with django_assert_max_num_queries(len(first)):
        Client().get(idea.get_absolute_url())
    browser.get(ADDRESS)
    with django_assert_max_num_queries(4):
        browser.get(ADDRESS)


def test_author_says_for_whom_it_is_and_at_most_two(browser: Client, ada: User) -> None:
    idea = make_idea(ada, published=False)
    said = {name: getattr(idea, name) for name in ("title", "pitch", "problem", "audience")} | {"tags": "a"}
    page = browser.get(f"/submit/{idea.slug}/").text
    assert "Is it for people in one field of work?" in page and "<details" in page
    browser.post(f"/submit/{idea.slug}/", said | {"work_fields": ["law", "care"], "do": "go", "seen": idea.saves})
    idea.refresh_from_db()
    assert idea.work_fields == ["law", "care"]
    three = {"work_fields": ["law", "care", "shops"], "do": "go", "seen": idea.saves}
    refused = browser.post(f"/submit/{idea.slug}/", said | three)
    assert "These are 3; the most is 2. Leave some out." in refused.text
    assert "These are 3" in refused.text and Idea.objects.get(pk=idea.pk).work_fields == ["law", "care"]


def test_outsider_cannot_say_whom_anothers_idea_is_for(browser: Client) -> None:
    idea = make_idea()
    assert browser.post(f"/ideas/{idea.slug}/edit/", {"work_fields": ["law"]}).status_code == 403
    assert Idea.objects.get(pk=idea.pk).work_fields == []


def test_fields_said_by_one_browser_are_not_those_of_another(ada: User) -> None:
    say_fields(ada, ["law"])
    assert KnownFields.objects.counting_of(Player(make_person(), "", "").person) == []
    assert KnownFields.objects.counting_of(None) == []
