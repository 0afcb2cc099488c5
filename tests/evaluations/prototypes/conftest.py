"""Two fake model servers and the catalogue that names them."""

from collections.abc import Iterator
from typing import Any

import pytest

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Endpoint, OpenModel
from tests.fake_server import FakeServer


@pytest.fixture
def chat_server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def embedding_server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def chat_model(db: None, chat_server: FakeServer) -> OpenModel:
    load_prices()
    return catalogued(chat_server, "tiny-chat", kind="chat", served_as="fake-chat", context_tokens=2048)


@pytest.fixture
def embedding_model(db: None, embedding_server: FakeServer) -> OpenModel:
    load_prices()
    facts: dict[str, Any] = {"served_as": "fake-embedding", "context_tokens": 256, "dimensions": 384}
    return catalogued(embedding_server, "tiny-embedding", kind="embedding", **facts)


def catalogued(server: FakeServer, name: str, max_in_flight: int = 2, **facts: Any) -> OpenModel:
    endpoint = Endpoint.objects.create(
        name=f"{name}-here", url=server.url, kind="llama.cpp", max_in_flight=max_in_flight, on_this_machine=True
    )
    known = {"licence": "Apache-2.0", "parameters": 135_000_000, "digest": f"sha256:{name}"}
    return OpenModel.objects.create(name=name, slug=name, endpoint=endpoint, **(known | facts))
