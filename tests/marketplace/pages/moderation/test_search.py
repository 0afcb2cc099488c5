"""Moderators find people, ideas and comments again."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ideas import actions
from ideas.models import Because, Comment, Idea
from marketplace.accounts.models import Footprint, User, hash_of
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
PAGE = "/moderation/search"


@pytest.fixture
def mod(client: Client) -> Client:
    client.force_login(make_person("mod", staff=True))
    return client


def found(client: Client, **asked: str) -> list[object]:
    response = client.get(PAGE, asked, follow=True)
    assert response.status_code == 200
    return [row[0] for row in response.context["rows"]]


def test_outsider_does_not_learn_that_the_search_exists(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(make_person())
    assert client.get(PAGE).status_code == 404


def test_page_without_a_question_asks_for_one(mod: Client) -> None:
    page = mod.get(PAGE).text
    assert "Nothing is found" not in page and "Please look" not in page


def test_ideas_are_found_by_words_in_every_state_but_draft(mod: Client) -> None:
    shown, hidden = make_idea(title="Read the zebra"), make_idea(title="Sell a zebra")
    make_idea(title="A zebra of mine", published=False)
    actions.hide(make_person(staff=True), hidden, Because("spam"))
    assert found(mod, kind="ideas", q="zebra") == [hidden, shown]
    assert found(mod, kind="ideas", q="zebra", state="hidden") == [hidden]
    assert found(mod, kind="ideas", q="zebra", state="published") == [shown]
    assert found(mod, kind="ideas", q="horse") == []


@pytest.mark.parametrize("state", ["published", "hidden", "held", "withdrawn", "suspended"])
def test_comment_is_found_by_its_state_alone(mod: Client, state: str) -> None:
    now, idea = timezone.now(), make_idea()
    rows = {each: make_comment(idea, make_person(), f"Words about {each}.") for each in ("published", "suspended")}
    for name, column in (("hidden", "hidden"), ("held", "held"), ("withdrawn", "deleted")):
        rows[name] = make_comment(idea, make_person(), f"Words about {name}.")
        Comment.objects.filter(pk=rows[name].pk).update(**{column: now})
    User.objects.filter(pk=rows["suspended"].author_id).update(suspended=now)
    hits = found(mod, kind="comments", state=state)
    assert hits == ([rows["suspended"], rows["published"]] if state == "published" else [rows[state]])


@pytest.mark.parametrize("state", ["published", "hidden", "held", "withdrawn", "suspended"])
def test_person_is_found_by_state_and_the_beginning_of_the_name(mod: Client, state: str) -> None:
    now = timezone.now()
    rows = {
        "published": make_person("Zoe-good"),
        "hidden": make_person("zoe-flagged", flagged=now),
        "held": make_person("zoe-new", days_old=1, flagged=now, suspended=now, is_active=False),
        "withdrawn": make_person("zoe-closed", is_active=False),
        "suspended": make_person("zoe-suspended", suspended=now),
    }
    assert rows[state] in found(mod, kind="people", q="ZOE", state=state)
    assert rows["published"] in found(mod, kind="people", q="zoe")
    assert found(mod, kind="people", q="oe-good") == []
    assert found(mod, kind="people", q="zoe%") == []
    assert (rows["published"] in found(mod, kind="people", q="zoe", state=state)) is (state == "published")


@pytest.mark.parametrize("asked", ["192.0.2.5", hash_of("192.0.2.5")])
def test_all_of_one_network_is_found_by_address_and_hash(mod: Client, asked: str) -> None:
    person = make_person()
    Footprint.objects.note(person, "192.0.2.5")
    Footprint.objects.note(make_person(), "192.0.2.6")
    idea, comment = make_idea(person), make_comment(author=person)
    assert found(mod, kind="people", network=asked) == [person]
    assert found(mod, kind="ideas", network=asked) == [idea]
    assert found(mod, kind="comments", network=asked) == [comment]


def test_age_leaves_out_what_is_older(mod: Client) -> None:
    old, new = make_comment(), make_comment()
    Comment.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=8))
    assert found(mod, kind="comments", days="7") == [new]
    assert old in found(mod, kind="comments", days="30")


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "cats"},
        {"kind": "ideas", "q": "a\0b"},
        {"kind": "ideas", "q": "x" * 201},
        {"kind": "ideas", "state": "odd"},
        {"kind": "ideas", "days": "-1"},
        {"kind": "people", "network": "999.1.1.1"},
    ],
)
def test_question_that_is_not_one_is_refused_beside_its_field(mod: Client, asked: dict[str, str]) -> None:
    response = mod.get(PAGE, asked)
    assert response.status_code == 422 and "Please look at" in response.text


def test_pages_continue_below_the_last_with_the_same_question(mod: Client) -> None:
    idea = make_idea()
    person = make_person()
    made = [make_comment(idea, person, f"Zebra {number}.") for number in range(32)]
    first = mod.get(PAGE, {"kind": "comments", "q": "zebra"})
    second = mod.get(PAGE + first.context["next_url"])
    shown = [row[0] for page in (first, second) for row in page.context["rows"]]
    assert shown == made[::-1]


@pytest.mark.parametrize("kind", ["ideas", "comments", "people"])
def test_search_takes_the_same_number_of_queries_for_more(
    mod: Client, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        for _ in range(3):
            make_comment()
        mod.get(PAGE, {"kind": kind})
        with django_assert_num_queries(6):
            mod.get(PAGE, {"kind": kind})


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda: Comment.objects.sought("zebra", "", None, ""), "comment_words"),
        (lambda: Idea.objects.sought("zebra", "", None, ""), "idea_words"),
        (
            lambda: User.objects.sought("zoe", "", None, ""),
            "user_name_begins|user_username_once",
        ),  # both begin with the name
        (lambda: Comment.objects.sought("", "hidden", None, "").order_by("-pk"), "comment_hidden"),
        (lambda: Comment.objects.sought("", "held", None, "").order_by("-pk"), "comment_held"),
    ],
)
def test_search_reads_an_index(rows: object, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert re.search(index, rows().explain())  # type: ignore[operator]  # a query


def test_address_of_a_network_does_not_stay_in_the_address(mod: Client) -> None:
    response = mod.get(PAGE, {"kind": "people", "q": "ada", "network": " 192.0.2.5 "})
    there = response["Location"]
    assert response.status_code == 302 and "192.0.2" not in there and "q=ada" in there
    assert "192.0.2" not in mod.get(there).text
