"""The vectors of ideas and of searches."""

from uuid import uuid4

import pytest

from evaluations.prototypes.catalogue import idea_vectors
from evaluations.prototypes.catalogue.idea_vectors import embed_ideas, embed_query, text_of
from evaluations.prototypes.catalogue.places import give_back_places, take_places
from evaluations.prototypes.models import Endpoint, OpenModel, Share
from ideas import actions as ideas
from ideas.models import Idea
from tests.factories import make_idea, make_person
from tests.fake_server import FakeServer, Fault, vector_of

pytestmark = pytest.mark.django_db


def test_ideas_get_the_vector_of_their_text(embedding_model: OpenModel, embedding_server: FakeServer) -> None:
    idea = make_idea(title="Sort the letters of a town")
    assert embed_ideas() == 1
    idea.refresh_from_db()
    assert list(idea.vector.numbers) == pytest.approx(vector_of(text_of(idea)), abs=1e-6)
    assert (idea.vector_model, idea.vector_revision) == ("sha256:tiny-embedding", 1)
    assert embed_ideas() == 0
    assert len(embedding_server.asked["embeddings"]) == 1
    assert not Share.objects.exists()


def test_changed_text_gets_a_new_vector(embedding_model: OpenModel) -> None:
    idea = make_idea()
    embed_ideas()
    ideas.edit_idea(idea.author, idea, {"pitch": "Another thing altogether."}, [])
    assert embed_ideas() == 1
    idea.refresh_from_db()
    assert idea.vector_revision == 2


def test_many_ideas_are_embedded_in_batches(embedding_model: OpenModel, embedding_server: FakeServer) -> None:
    house = make_person("house-account", is_house=True)
    for _ in range(35):
        make_idea(house)
    assert [embed_ideas() for _ in range(3)] == [32, 3, 0]
    assert [len(body["input"]) for body in embedding_server.asked["embeddings"]] == [32, 3]


def test_ideas_wait_for_their_vectors_while_the_server_is_away(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    make_idea()
    embedding_server.next("embeddings", Fault(status=401))
    assert embed_ideas() == 0
    assert embed_ideas() == 1


def test_idea_that_fails_again_and_again_is_left_alone_for_a_while(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    make_idea()
    embedding_server.next("embeddings", *[Fault(status=400)] * 2)
    assert [embed_ideas() for _ in range(4)] == [0, 0, 0, 0]
    assert len(embedding_server.asked["embeddings"]) == 2
    make_idea()
    assert embed_ideas() == 1, "the new one alone"


def test_ideas_wait_while_runs_hold_every_place(embedding_model: OpenModel) -> None:
    make_idea()
    Endpoint.objects.update(max_in_flight=1)
    take_places(list(Endpoint.objects.all()), uuid4(), 1)
    assert embed_ideas() == 0


def test_no_model_means_no_vector() -> None:
    make_idea()
    assert embed_ideas() == 0
    assert embed_query("letters") is None


def test_search_finds_what_is_near(embedding_model: OpenModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idea_vectors, "PATIENCE", 30.0)
    near, far = make_idea(title="Leaking pumps on farms"), make_idea(title="Old maps of harbours")
    embed_ideas()
    vector = embed_query("leaking pumps")
    assert vector
    assert list(Idea.objects.nearest_to(vector.numbers, vector.model)) == [near, far]


def test_search_takes_a_place_and_goes_by_words_when_none_is_free(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    lease = uuid4()
    take_places(list(Endpoint.objects.all()), lease, 2)
    assert embed_query("pumps") is None
    assert not embedding_server.asked["embeddings"]
    give_back_places(lease)
    assert embed_query("pumps")
    assert not Share.objects.exists()


def test_rest_that_a_search_is_asked_for_is_kept_by_all(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    make_idea()
    embedding_server.next("embeddings", Fault(status=429, headers={"Retry-After": "60"}))
    assert embed_query("pumps") is embed_query("roads") is None
    assert embed_ideas() == 0
    assert len(embedding_server.asked["embeddings"]) == 1


def test_idea_that_cannot_be_embedded_keeps_no_other_from_its_vector(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    for _ in range(3):
        make_idea()
    refused = Fault(status=400, body='{"error": {"code": "content_filter"}}')
    embedding_server.next("embeddings", refused, refused)  # the batch, and the first by itself
    assert embed_ideas() == 2


def test_server_that_embeds_nothing_is_not_asked_for_every_idea(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    for _ in range(8):
        make_idea()
    embedding_server.next("embeddings", *[Fault(status=400, body="broken")] * 20)
    assert embed_ideas() == 0
    assert len(embedding_server.asked["embeddings"]) == 5


def test_vector_of_another_size_is_not_kept(embedding_model: OpenModel, embedding_server: FakeServer) -> None:
    make_idea()
    embedding_server.next("embeddings", Fault(body='{"data": [{"index": 0, "embedding": [0.6, 0.8]}]}'))
    assert (embed_ideas(), embed_ideas()) == (0, 1)


def test_search_does_without_a_server_that_is_slow_or_away(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    embedding_server.next("embeddings", Fault(hang=True))
    assert embed_query("pumps") is None
    embedding_server.next("embeddings", Fault(status=500))
    assert embed_query("pumps") is None
    assert embed_query("   ") is None
    Endpoint.objects.update(state="down", reason="stopped")
    asked = len(embedding_server.asked["embeddings"])
    assert embed_query("pumps") is None
    assert len(embedding_server.asked["embeddings"]) == asked


def test_model_that_the_catalogue_chooses_makes_all_vectors_again(
    embedding_model: OpenModel, embedding_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idea_vectors, "PATIENCE", 30.0)
    pumps, maps = make_idea(title="Leaking pumps on farms"), make_idea(title="Old maps of harbours")
    assert embed_ideas() == 2
    facts = {"kind": "embedding", "licence": "MIT", "parameters": 500_000_000, "context_tokens": 256}
    chosen = OpenModel.objects.create(
        name="Many", slug="many", served_as="many", endpoint=embedding_model.endpoint, dimensions=384, **facts
    )
    assert OpenModel.objects.of_ideas() == embedding_model, "the smaller one, until one is chosen"
    OpenModel.objects.filter(pk=chosen.pk).update(for_ideas=True)
    vector = embed_query("leaking pumps")
    assert vector and vector.model == "many"
    assert not Idea.objects.nearest_to(vector.numbers, vector.model)
    assert (embed_ideas(), embed_ideas()) == (2, 0)
    assert list(Idea.objects.nearest_to(vector.numbers, vector.model)) == [pumps, maps]
