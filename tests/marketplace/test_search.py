"""The search as a reader sees it: words in every language, meaning, misspelt words, and a server that is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from evaluations.prototypes.catalogue.idea_vectors import embed_ideas
from evaluations.prototypes.models import Endpoint, ExampleWords
from ideas import search as words
from marketplace.search import joined, search
from tests.evaluations.prototypes.conftest import catalogued
from tests.factories import make_idea
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
