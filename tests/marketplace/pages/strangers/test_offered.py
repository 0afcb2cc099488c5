"""The page on which somebody gives an example to the idea that the lot offers. The cast: Bob who is drawn."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.moments.models import MomentScore
from evaluations.prototypes.models import StrangersExample
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_person
from tests.sentences import unlike

from .test_offer import waiting_idea

pytestmark = pytest.mark.django_db
TYPED = {"input": "the lamp in front of my house stays dark", "expected": "roads"}


@pytest.fixture
def idea() -> Idea:
    return waiting_idea()


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def token_on(page: Any) -> str:
    (value,) = html.fromstring(page.text).xpath('//input[@name="offer"]/@value')
    return str(value)


def test_example_is_given_by_the_offer_and_counts_as_one(idea: Idea) -> None:
    bob = client_of(make_person("bob"))
    page = bob.get("/give/")
    assert idea.title in page.text and "The lot has drawn you" in page.text
    sent = TYPED | {"offer": token_on(page)}
    assert bob.post("/give/", sent | {"expected": "lamps"}).status_code == 422
    after = bob.post("/give/", sent, follow=True)
    assert "Two others answer it now" in after.text and "offers you no idea now" in after.text
    row = StrangersExample.objects.get()
    assert row.is_offered and (row.idea, row.giver.username) == (idea, "bob")
    again = bob.post("/give/", sent | {"input": unlike(60)}, follow=True)
    assert "used, too old, or not yours" in again.text and StrangersExample.objects.count() == 1


def test_outsiders_give_nothing_by_an_offer(idea: Idea) -> None:
    token = token_on(client_of(make_person("bob")).get("/give/"))
    assert Client().post("/give/", TYPED | {"offer": token}).status_code == 302
    for person in (idea.author, make_person("carol"), make_person(confirmed=False)):
        for sent in (token, "forged", ""):
            page = client_of(person).post("/give/", TYPED | {"offer": sent}, follow=True)
            assert "used, too old, or not yours" in page.text
    assert not StrangersExample.objects.exists()


def test_who_may_not_yet_and_the_author_are_told(idea: Idea) -> None:
    assert "a day old" in client_of(make_person(days_old=0.1)).get("/give/").text
    assert "offers you no idea now" in client_of(idea.author).get("/give/").text


def test_example_on_the_page_of_the_idea_is_brought_and_both_are_explained(idea: Idea) -> None:
    bob, address = client_of(make_person("bob")), f"/ideas/{idea.slug}/strangers/"
    assert "So only offered examples decide" in bob.get(address).text
    bob.post(address, TYPED)
    assert not StrangersExample.objects.get().is_offered


def test_moment_that_stands_on_its_authors_examples_is_offered_after_those_that_wait(idea: Idea) -> None:
    assert MomentScore.objects.wanting_strangers() == ([idea.pk], [])
    MomentScore.objects.filter(idea=idea).update(is_moment=True, score=0.6)
    assert MomentScore.objects.wanting_strangers() == ([], [idea.pk])
    assert idea.title in client_of(make_person()).get("/give/").text


def test_page_takes_a_constant_number_of_queries(idea: Idea, django_assert_max_num_queries: Any) -> None:
    reader, counts = client_of(make_person()), []
    for _ in range(3):
        with django_assert_max_num_queries(40) as found:
            reader.get("/give/")
        counts.append(len(found))
        waiting_idea()
    assert counts[1] == counts[2]
