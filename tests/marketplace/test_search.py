"""The search as a reader sees it: words in every language, meaning, misspelt words, and a server that is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.prototypes.catalogue.idea_vectors import embed_ideas
from evaluations.prototypes.models import Endpoint, ExampleWords
from ideas import search as words
from marketplace.search import joined, search
from tests.evaluations.prototypes.conftest import catalogued
from tests.factories import make_comment, make_idea, make_person
from tests.fake_server import FakeServer, Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def model_server() -> Iterator[FakeServer]:
    """Serves the embedding model of a fresh site."""
    with FakeServer() as server:
        catalogued(server, "tiny-embedding", kind="embedding", served_as="fake", context_tokens=256, dimensions=384)
        yield server


def titles(question: str) -> list[str]:
    return [idea.title for idea in search(question).ideas]


def test_any_word_finds_while_the_embedding_server_hangs(model_server: FakeServer, client: Client) -> None:
    make_idea(title="Leaking pumps on farms")
    model_server.next("embeddings", Fault(hang=True))
    page = client.get("/search?q=pumps+and+zebras").text
    assert "Leaking pumps" in page and "found by their words alone" in page
    Endpoint.objects.update(state="down", reason="stopped")
    assert titles("pumps and zebras") == ["Leaking pumps on farms"]


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Mietverträge für alle lesen", "mietvertraege"),
        ("Notas de las colmenas", "colmenas"),
        ("Cofnodion y cyngor", "cyngor"),
        ("图书馆的旧报纸", "报纸"),
        ("図書館の古い新聞", "図書館"),
        ("رسائل إلى المحكمة", "المحكمه"),
        ("מכתבים לבית המשפט", "מכתבים"),
    ],
)
def test_idea_of_any_language_is_found_by_its_words(title: str, question: str) -> None:
    make_idea()
    make_idea(title=title)
    assert titles(question) == [title]


def test_misspelt_word_finds_and_the_page_says_so(client: Client) -> None:
    make_idea(title="Harbour radio")
    page = client.get("/search?q=habrour").text
    assert "Harbour radio" in page and "No idea says “habrour”. These are for “harbour”." in page
    assert "These are for" not in client.get("/search?q=harbour+radio").text


def test_word_of_examples_is_not_taken_for_a_misspelt_one() -> None:
    idea = make_idea(title="Route notes about kettles")
    other = make_idea(title="Route notes about repair")
    ExampleWords.objects.put(other, [("my kettle is nettled", "kettls")])
    assert search("kettls").instead == {}
    assert search("kettls").ideas == [other]
    assert search("kettlss").instead in ({"kettlss": "kettles"}, {})
    assert idea in search("kettles").ideas


def test_meaning_keeps_to_quotes_and_minus(model_server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluations.prototypes.catalogue.idea_vectors.PATIENCE", 30.0)
    near = make_idea(title="Leaking pumps on farms")
    make_idea(title="Leaking pumps on ships")
    embed_ideas()
    found = search("leaking pumps -ships")
    assert found.ideas == [near] and not found.by_words_only


def test_search_that_takes_too_long_is_answered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_idea(title="Leaking pumps")
    monkeypatch.setattr(
        words, "POSTING", "(SELECT %s, pg_sleep(5)::text::bigint FROM {table} WHERE vector @@ %s::tsquery LIMIT %s)"
    )
    monkeypatch.setattr(words, "MILLISECONDS", 50)
    page = client.get("/search?q=pumps")
    assert page.status_code == 503 and "This search took too long" in page.text
    answer = client.get("/api/v1/ideas/?q=pumps")
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert answer["Retry-After"] == "10" and "rarer words" in answer.json()["detail"]


def test_joined_lists_put_first_what_has_all_and_is_near() -> None:
    whole: Any = [(1, 1.0), (2, 1.0)]
    assert joined(whole, [(2, 1.0)]) == [2, 1]
    assert joined([(1, 0.2)], [(2, 1.0)]) == [2, 1]
    assert joined([], []) == []


def test_page_says_when_only_the_newest_ideas_were_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_idea(), make_idea()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ideas_ideawords")
    assert "the newest of them were looked at" not in client.get("/search?q=letter").text
    monkeypatch.setattr(words, "RARE", 1)
    assert "the newest of them were looked at" in client.get("/search?q=letter").text
    assert client.get("/api/v1/search/?q=letter").json()["among_newest"] is True


def test_tags_and_people_are_found_above_the_ideas(client: Client) -> None:
    author = make_person("Beekeeper")
    make_idea(author, tags=("c++", "village halls", "養蜂"))
    make_idea(published=False, tags=("village greens",))
    assert [tag.name for tag in search("tools for c++ in village halls").tags] == ["c++", "village halls"]
    assert [tag.name for tag in search("villag").tags] == ["village halls"]
    assert [tag.name for tag in search("養蜂").tags] == ["養蜂"]
    assert search("@beekeeper and others").people == search("bee").people == [author]
    page = client.get("/search?q=village+halls+beekeeper").text
    assert 'href="/tags/village-halls"' in page and f'href="{author.get_absolute_url()}"' in page


def test_people_who_posted_nothing_or_are_suspended_or_left_are_not_found() -> None:
    make_person("silent"), make_idea(make_person("suspended", suspended=timezone.now()))
    make_idea(make_person("inactive", is_active=False))
    commenter = make_person("commenter")
    make_comment(make_idea(), author=commenter)
    make_idea(make_person("drafter"), published=False)
    for name in ("silent", "suspended", "inactive", "drafter"):
        assert search(name).people == []
    assert search("commenter").people == [commenter]


def test_api_finds_what_the_page_finds(client: Client) -> None:
    idea = make_idea(make_person("keeper"), title="Harbour radio", tags=("ports",))
    found = client.get("/api/v1/search/", {"q": "habrour ports keeper"}).json()
    assert [each["slug"] for each in found["ideas"]] == [idea.slug]
    assert [each["name"] for each in found["tags"]] == ["ports"]
    assert [each["username"] for each in found["people"]] == ["keeper"]
    assert found["instead"] == {"habrour": "harbour"} and found["by_words_only"] is True
    refused = client.get("/api/v1/search/")
    assert refused.status_code == 400 and refused.json()["errors"][0]["parameter"] == "q"


def test_api_takes_as_many_queries_for_three_ideas_as_for_one(client: Client) -> None:
    counts = []
    for visit in range(2):
        make_idea(tags=("farms",))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/search/", {"q": "letters", "visit": str(visit)}).status_code == 200
        counts.append(len(queries))
        make_idea(tags=("farms",))
    assert counts[0] == counts[1] <= 19
