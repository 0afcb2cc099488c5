"""How a server is: up, loading or down, and why, in words."""

import asyncio
from collections.abc import Sequence

from pytest import mark

from evaluations.prototypes.engines import ONCE, Engine, Probe, Server
from tests.fake_server import FakeServer


def probe(server: FakeServer, kind: str = "llama.cpp", names: Sequence[str] = ()) -> Probe:
    async def main() -> Probe:
        async with Engine(Server("fake", server.url, kind), patience=ONCE) as engine:
            return await engine.probe(names)

    return asyncio.run(main())


def test_server_that_answers_is_up_and_says_its_build() -> None:
    with FakeServer() as server:
        assert probe(server) == Probe("up", build="b1234-fake")


def test_server_that_loads_is_told_apart() -> None:
    with FakeServer() as server:
        server.loading = True
        assert probe(server).state == "loading"


def test_server_that_is_not_there_is_down_and_says_why() -> None:
    with FakeServer() as server:
        pass
    assert probe(server).state == "down"
    assert "cannot be reached" in probe(server).reason


@mark.parametrize(("name", "state"), [("fake-chat", "up"), ("fake-embedding", "up"), ("qwen3:8b", "down")])
def test_server_that_does_not_list_the_model_is_of_no_use(name: str, state: str) -> None:
    with FakeServer() as server:
        found = probe(server, "openai", [name])
    assert found.state == state
    assert (name in found.reason) == (state == "down")
