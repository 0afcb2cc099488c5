from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.prototypes.publish import publish
from ideas import actions
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db


def member() -> Client:
    client = Client()
    client.force_login(make_person())
    return client


@pytest.mark.parametrize(
    "page", ["/", "/new", "/top", "/top/day", "/top/week", "/top/month", "/top/year", "/tags/farms"]
)
def test_list_shows_pitch_votes_and_evidence(page: str) -> None:
    make_idea(pitch="A phone without data asks the co-op's box.", votes=3, tags=("farms",))
    shown = member().get(page).text
    assert "A phone without data asks the co-op&#x27;s box." in shown
    assert "<span>3</span>" in shown and "no comments" in shown and 'class="pie"' in shown


@pytest.mark.parametrize("page", ["/", "/new", "/top", "/top/day"])
def test_empty_list_says_what_to_do(page: str) -> None:
    shown = member().get(page).text
    assert "Nobody has posted an idea" in shown or "Nothing was published" in shown


@pytest.mark.parametrize("page", ["/top/decade", "/tags/none"])
def test_address_that_nothing_serves_is_not_found(page: str) -> None:
    assert member().get(page).status_code == 404


def test_more_ideas_lead_to_the_rest_without_repeating() -> None:
    for number in range(31):
        make_idea(title=f"Idea number {number:02}", hours_old=31 - number)
    client = member()
    first = client.get("/new")
    assert "Idea number 30" in first.text and "Idea number 00" not in first.text
    rest = client.get(first.context["next_url"]).text
    assert "Idea number 00" in rest and "Idea number 30" not in rest and "More ideas" not in rest


def test_cursor_from_elsewhere_leads_to_the_beginning() -> None:
    assert member().get("/new?cursor=nonsense")["Location"] == "/new"


@pytest.mark.parametrize(
    ("page", "most"),
    [("/", 9), ("/tags/farms", 9), ("/search?q=letters", 18), ("/search?q=lettres+clerc+%22town%22+-tax", 24)],
)
def test_page_takes_as_many_queries_for_three_ideas_as_for_one(page: str, most: int) -> None:
    client = member()
    counts = []
    for _ in range(2):
        make_idea(tags=("farms", "courts"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
        make_idea(tags=("farms",))
    assert counts[0] == counts[1] <= most


def test_hostile_words_in_an_idea_are_shown_as_words() -> None:
    make_idea(title="<script>alert(1)</script>", pitch='"><img src=x onerror=alert(1)>', tags=("farms",))
    shown = member().get("/").text
    assert "<script>alert(1)" not in shown and "<img src=x" not in shown


def test_search_finds_words_and_says_when_nothing_is_like_it() -> None:
    make_idea(title="Leaf disease by text message")
    client = member()
    assert "Leaf disease" in client.get("/search?q=diseases").text
    assert "No idea is like that yet" in client.get("/search?q=submarine").text


@pytest.mark.parametrize("query", ["", "%00", "'\"--", "a" * 5_000, "((((", "!!! & | :*"])
def test_search_survives_any_query(query: str) -> None:
    make_idea()
    assert member().get("/search", {"q": query}).status_code == 200


def test_reader_without_a_session_gets_the_same_page_for_a_second(client: Client, settings: Any) -> None:
    make_idea(title="Before")
    assert "Before" in client.get("/new").text
    make_idea(title="After")
    assert "After" in member().get("/new").text


def test_search_finds_an_idea_by_its_latest_examples() -> None:
    author = make_person()
    idea = make_idea(author, title="Route notes", published=False)
    rows = [(f"Kettle: {unlike(n)}", "electrics") for n in range(8)] + [("A zip is stuck", "sewing")]
    publish(author, idea, rows)
    for query in ("kettles", "sewing"):
        assert "Route notes" in Client().get(f"/search?q={query}").text
    idea.refresh_from_db()
    publish(author, idea, [(given.replace("Kettle", "Toaster"), expected) for given, expected in rows])
    assert "Route notes" in Client().get("/search?q=toaster").text
    assert "Route notes" not in Client().get("/search?q=kettle").text
    actions.unpublish(author, idea)
    assert "Route notes" not in Client().get("/search?q=toaster").text
