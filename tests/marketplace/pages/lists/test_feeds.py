"""The feeds as strict readers take them, and what they tell."""

import json
from datetime import datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from ideas.actions import edit_idea, record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Idea, Question
from ideas.models.answer import AnswerState
from tests.evaluations.prototypes.runs.tried import N, baseline, tried
from tests.factories import make_idea, make_person, make_revision

pytestmark = pytest.mark.django_db
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
NAMES = ["hot", "new", "top", "top-day", "top-week", "top-month", "top-year"]
HOSTILE = '<script>alert("1")</script> & ]]> \x0b￿ é漢'

# From the specification at jsonfeed.org/version/1.1.
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
AUTHORS = {
    "type": "array",
    "items": {"type": "object", "properties": {"name": {"type": "string"}, "url": ADDRESS}, "minProperties": 1},
}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "description": {"type": "string"},
        "language": False,
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": ADDRESS,
                    "title": {"type": "string"},
                    "summary": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": DATE,
                    "date_modified": DATE,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "patternProperties": {"^_[a-z]+$": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def answered(idea: Idea) -> None:
    update = AnswerUpdate(
        AnswerState.KNOWN, floor=0.5, revision=1, n=60, lower=0.88, point=0.92, upper=0.96, headline="works 88 to 96 %"
    )
    record_answer(idea.pk, Question.WORKS, update)


def read_atom(content: bytes) -> etree._Element:
    """The feed's root, if it has all that RFC 4287 requires of feeds and entries."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    assert root.tag == f"{{{ATOM['atom']}}}feed"
    for element in [root, *root.findall("atom:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"atom:{name}", ATOM)) == 1, name
            assert element.findtext(f"atom:{name}", "", ATOM).strip()
        assert datetime.fromisoformat(element.findtext("atom:updated", "", ATOM)).tzinfo
        assert element.find("atom:author/atom:name", ATOM) is not None
        assert len(element.findall("atom:link[@rel='alternate']", ATOM)) == 1
    assert root.find("atom:link[@rel='self']", ATOM) is not None
    ids = [entry.findtext("atom:id", "", ATOM) for entry in root.findall("atom:entry", ATOM)]
    assert len(ids) == len(set(ids))
    return root


def read_json_feed(content: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(content)
    Draft202012Validator(JSON_FEED, format_checker=FormatChecker()).validate(document)
    return document


@pytest.mark.parametrize("name", NAMES)
def test_atom_feed_passes_strict_parsers(client: Client, name: str) -> None:
    idea = make_idea(title=HOSTILE[:80], pitch=HOSTILE, tags=("law & order",))
    answered(idea)
    make_idea()
    response = client.get(f"/feeds/{name}.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(read_atom(response.content).findall("atom:entry", ATOM)) == 2
    parsed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert (parsed.bozo, len(parsed.entries)) == (0, 2)


@pytest.mark.parametrize("name", NAMES)
def test_json_feed_passes_the_schema_of_its_specification(client: Client, name: str) -> None:
    answered(make_idea(title=HOSTILE[:80], pitch=HOSTILE))
    response = client.get(f"/feeds/{name}.json")
    assert response["Content-Type"] == "application/feed+json"
    assert len(read_json_feed(response.content)["items"]) == 1


@pytest.mark.parametrize("form", ["atom", "json"])
def test_feed_without_ideas_is_whole_and_stays_the_same(client: Client, form: str) -> None:
    first = client.get(f"/feeds/hot.{form}")
    (read_atom if form == "atom" else read_json_feed)(first.content)
    assert client.get(f"/feeds/hot.{form}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_entry_tells_pitch_evidence_and_the_pie_in_words(client: Client) -> None:
    idea = make_idea(make_person("ada"), tags=("post",))
    answered(idea)
    (entry,) = feedparser.parse(client.get("/feeds/hot.atom").content).entries
    assert (entry.title, entry.author, entry.tags[0].term) == (idea.title, "ada", "post")
    assert entry.link == entry.id == f"http://testserver/ideas/{idea.slug}/"
    for words in (idea.pitch.replace("'", "&#x27;"), "works 88 to 96 %", "not known yet"):
        assert words in entry.summary.replace("'", "&#x27;")


def test_entry_shows_the_pair_and_the_number_of_the_card(client: Client) -> None:
    revision = make_revision(size=N, input_name="letter", expected_name="office")
    baseline(revision, 20)
    tried(revision, 30)
    (item,) = read_json_feed(client.get("/feeds/hot.json").content)["items"]
    assert "letter: “letter " in item["content_html"] and "” (right)" in item["content_html"]
    assert "30 of 40 right, guessing gets 20" in item["content_html"]


def test_item_carries_its_numbers_and_where_to_read_on(client: Client) -> None:
    idea = make_idea(votes=2)
    (item,) = read_json_feed(client.get("/feeds/hot.json").content)["items"]
    assert item["_overlooked"]["votes"] == 2
    assert item["_overlooked"]["api_url"] == f"http://testserver/api/v1/ideas/{idea.slug}/"
    assert "not known yet" in item["_overlooked"]["pie"]


def test_markup_of_strangers_stays_text(client: Client) -> None:
    make_idea(pitch="<img src=x onerror=alert(1)>")
    (item,) = read_json_feed(client.get("/feeds/hot.json").content)["items"]
    assert "<img" not in item["content_html"]
    (entry,) = read_atom(client.get("/feeds/hot.atom").content).findall("atom:entry", ATOM)
    assert "<img" not in entry.findtext("atom:summary", "", ATOM)


@pytest.mark.parametrize("form", ["atom", "json"])
def test_feed_is_sent_again_only_when_it_changed(client: Client, form: str) -> None:
    idea = make_idea()
    first = client.get(f"/feeds/new.{form}")
    again = client.get(f"/feeds/new.{form}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=60")
    edit_idea(idea.author, idea, {"pitch": "Said better."}, ())
    assert client.get(f"/feeds/new.{form}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_new_evidence_is_an_update_of_the_entry(client: Client) -> None:
    idea = make_idea()
    before = feedparser.parse(client.get("/feeds/hot.atom").content).entries[0].updated
    answered(idea)
    after = feedparser.parse(client.get("/feeds/hot.atom").content).entries[0].updated
    assert datetime.fromisoformat(after) >= datetime.fromisoformat(before)
    assert idea.answers.get().as_of == datetime.fromisoformat(after)


def test_feed_of_a_tag_holds_its_ideas_alone(client: Client) -> None:
    idea = make_idea(tags=("law",))
    make_idea(tags=("post",))
    (item,) = read_json_feed(client.get("/feeds/tags/law.json").content)["items"]
    assert item["title"] == idea.title
    assert len(read_atom(client.get("/feeds/tags/law.atom").content).findall("atom:entry", ATOM)) == 1


@pytest.mark.parametrize("path", ["hot.rss", "moments.rss", "top-hour.json", "tags/unheard-of.atom", "hot.atom.json"])
def test_feed_that_is_not_offered_is_404(client: Client, path: str) -> None:
    assert client.get(f"/feeds/{path}").status_code == 404


def test_drafts_are_in_no_feed(client: Client) -> None:
    make_idea(published=False)
    assert read_json_feed(client.get("/feeds/new.json").content)["items"] == []


def test_pages_of_other_origins_may_read_feeds(client: Client) -> None:
    response = client.get("/feeds/hot.json", HTTP_ORIGIN="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("ideas", [1, 30])
def test_feed_takes_as_many_queries_for_one_idea_as_for_thirty(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, ideas: int
) -> None:
    author = make_person(is_house=True)
    for _ in range(ideas):
        answered(make_idea(author, tags=("law",)))
    # keys; ideas with authors; taggings; tags; answers
    with django_assert_num_queries(5):
        client.get("/feeds/hot.atom")
