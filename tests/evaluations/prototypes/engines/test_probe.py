"""The state and kind of a server, and its facts about the models that it serves."""

import asyncio
from collections.abc import Mapping, Sequence

from pytest import mark

from evaluations.prototypes.engines import ONCE, Engine, Probe, Server
from evaluations.prototypes.engines.kinds import KINDS, Served
from evaluations.prototypes.engines.stream import MAX_REPLY_BYTES
from tests.fake_server import LLAMA_CPP, OLLAMA, OPENAI, VLLM, Body, FakeServer, Fault, Said


def probe(server: FakeServer, kind: str = "openai", names: Sequence[str] = (), *, is_known: bool = False) -> Probe:
    async def main() -> Probe:
        async with Engine(Server("fake", server.url, kind), patience=ONCE) as engine:
            return await engine.probe(names, is_known=is_known)

    return asyncio.run(main())


def schema_support(server: FakeServer) -> str:
    async def main() -> str:
        async with Engine(Server("fake", server.url), patience=ONCE) as engine:
            return await engine.probe_schema("fake-chat")

    return asyncio.run(main())


HOSTED = {"/v1/models": {"data": [{"id": "fake-chat", "context_window": 131_072}]}}


@mark.parametrize(
    ("pages", "kind", "build", "served"),
    [
        (LLAMA_CPP, "llama.cpp", "b1234-fake", Served(file="fake-Q4.gguf", context_tokens=1024)),
        (OLLAMA, "ollama", "0.12.3", Served(digest="sha256:" + "abc123" * 10, context_tokens=4096)),
        (VLLM, "vllm", "0.9.1", Served(file="lab/fake-7B", context_tokens=8192)),
        (HOSTED, "openai", "", Served(context_tokens=131_072)),
        (OPENAI, "openai", "", Served()),
    ],
)
@mark.parametrize("thought", KINDS)
def test_server_shows_what_it_is_whatever_it_was_thought_to_be(
    pages: Mapping[str, Body], kind: str, build: str, served: Served, thought: str
) -> None:
    pages = {"/health": {}, "/api/version": {}, **pages}  # so that it is up by the page of any kind
    with FakeServer(pages=pages) as server:
        found = probe(server, thought, ["fake-chat"])
    assert (found.state, found.reason, found.kind, found.build) == ("up", "", kind, build)
    assert found.of_model("fake-chat") == served


@mark.parametrize(
    ("tags", "build"),
    [
        (["chat", "build=xllamacpp-2026.10"], "xllamacpp-2026.10"),
        (["chat"], "b0-unknown"),
        (["build="], "b0-unknown"),
        ([None, {}], "b0-unknown"),
        (7, "b0-unknown"),
    ],
)
def test_build_that_a_llama_cpp_does_not_know_is_read_from_its_tags(tags: object, build: str) -> None:
    pages = {**LLAMA_CPP, "/v1/models": {"data": [{"id": "fake-chat", "tags": tags}]}}
    with FakeServer(pages=pages) as server:
        assert probe(server, "llama.cpp").build == "b1234-fake", "what it knows itself comes first"
        server.pages["/props"] = {**LLAMA_CPP["/props"], "build_info": "b0-unknown"}
        assert probe(server, "llama.cpp").build == build


def test_server_that_shows_nothing_special_is_asked_once_what_it_is() -> None:
    with FakeServer(pages=OPENAI) as server:
        assert probe(server).kind == "openai"
        assert "/props" in server.looked_at
        server.looked_at.clear()
        assert probe(server, is_known=True).kind == "openai"
        assert set(server.looked_at) == {"/v1/models"}


@mark.parametrize("page", [{}, {"models": "none"}, {"models": [1, {"name": "fake-chat", "digest": None}]}])
def test_server_that_says_odd_things_of_its_models_is_not_believed(page: Body) -> None:
    with FakeServer(pages={**OLLAMA, "/api/tags": page, "/api/ps": page}) as server:
        found = probe(server, "ollama")
    assert (found.state, set(found.models.values()) <= {Served()}) == ("up", True)


def test_what_no_row_can_hold_is_taken_out_of_what_a_server_says_of_itself() -> None:
    odd = "b\x001\ud800"
    props = {"build_info": odd, "model_path": f"/m/{odd}.gguf", "default_generation_settings": {"n_ctx": 2**31}}
    with FakeServer(pages={**LLAMA_CPP, "/props": props}) as server:
        found = probe(server, "llama.cpp")
    assert (found.state, found.build, found.of_model("any")) == ("up", "b1?", Served(file="b1?.gguf"))
    tags = {"models": [{"name": "fake-chat", "digest": f"sha256:{odd}"}]}
    with FakeServer(pages={**OLLAMA, "/api/tags": tags}) as server:
        assert probe(server, "ollama").of_model("fake-chat") == Served(digest="sha256:b1?")
    with FakeServer(pages={**VLLM, "/v1/models": {"data": [{"id": "fake-chat", "root": odd}]}}) as server:
        assert probe(server, "vllm").of_model("fake-chat") == Served(file="b1?")


def test_page_that_is_nested_beyond_reading_says_nothing() -> None:
    with FakeServer(pages=OPENAI) as server:
        server.texts["/props"] = "[" * 100_000
        assert probe(server, "openai").kind == "openai"
        server.texts["/v1/models"] = "[" * 100_000
        assert probe(server, "openai", ["fake-chat"]).reason == "does not serve fake-chat"


def test_page_without_end_is_a_fault_of_the_server() -> None:
    with FakeServer(pages=OPENAI) as server:
        server.texts["/v1/models"] = " " * (MAX_REPLY_BYTES + 1)
        found = probe(server, "openai")
    assert (found.state, found.reason) == ("down", "the reply is longer than 8,388,608 bytes")


@mark.parametrize("said", ["[" * 100_000, '{"a":' * 100_000])
def test_schema_is_ignored_where_the_answer_is_nested_beyond_reading(said: str) -> None:
    with FakeServer(chat=lambda _: Said(said)) as server:
        assert schema_support(server) == "ignored"


def test_server_that_loads_is_told_apart() -> None:
    with FakeServer() as server:
        server.loading = True
        assert probe(server).state == probe(server, "llama.cpp").state == "loading"


def test_server_that_is_not_there_is_down_and_says_why() -> None:
    with FakeServer() as server:
        pass
    assert probe(server).state == "down"
    assert "cannot be reached" in probe(server).reason


@mark.parametrize(("name", "state"), [("fake-chat", "up"), ("fake-embedding", "up"), ("qwen3:8b", "down")])
def test_server_that_does_not_list_the_model_is_of_no_use(name: str, state: str) -> None:
    with FakeServer(pages=OPENAI) as server:
        found = probe(server, "openai", [name])
    assert found.state == state
    assert (name in found.reason) == (state == "down")


def test_schema_is_honoured_where_the_answer_is_held_to_it() -> None:
    with FakeServer() as server:
        assert schema_support(server) == "honoured"


@mark.parametrize("said", ["Good morning!", '{"colour": "red"}', "[]"])
def test_schema_is_ignored_where_the_answer_is_not_held_to_it(said: str) -> None:
    with FakeServer(chat=lambda _: Said(said)) as server:
        assert schema_support(server) == "ignored"


def test_schema_is_refused_where_only_the_request_with_it_fails() -> None:
    with FakeServer() as server:
        server.next("chat", Fault(status=400, body='{"error": "unknown field response_format"}'))
        assert schema_support(server) == "refused"
        assert "response_format" not in server.asked["chat"][1]


@mark.parametrize("faults", [[Fault(status=400)] * 2, [Fault(reset=True)] * 2])
def test_nothing_is_known_where_everything_fails(faults: list[Fault]) -> None:
    with FakeServer() as server:
        server.next("chat", *faults)
        assert schema_support(server) == "unknown"
