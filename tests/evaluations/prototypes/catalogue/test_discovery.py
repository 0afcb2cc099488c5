"""An Ollama on this machine: found if the operator turned this on, its pulled models offered, removed ones not."""

from collections.abc import Iterator
from typing import Any

import pytest

from evaluations.prototypes.catalogue.health import check_endpoints
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.runs.offer import find_ollama, load_catalogue
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.fake_server import OLLAMA, Body, FakeServer

pytestmark = pytest.mark.django_db
INFO = {"general.architecture": "qwen3", "general.parameter_count": 8_190_735_360, "qwen3.context_length": 40_960}


def shown(**facts: Any) -> Body:
    whole = {"capabilities": ["completion"], "model_info": INFO, "license": "\n  Apache License\n Version 2.0"}
    return {**whole, "parameters": "top_k 20\nnum_ctx    8192", **facts}


@pytest.fixture
def ollama(settings: Any, db: None) -> Iterator[FakeServer]:
    tag = {"name": "qwen3:8b", "digest": "500a1f067a9f", "details": {"quantization_level": "Q4_K_M"}}
    with FakeServer(pages={**OLLAMA, "/api/tags": {"models": [tag]}}) as server:
        server.pulled["qwen3:8b"] = shown()
        settings.OLLAMA_URL, settings.FIND_OLLAMA = server.url.removesuffix("/v1"), True
        yield server


def tag(server: FakeServer, name: str, **facts: Any) -> None:
    pulled = [*server.pages["/api/tags"]["models"], {"name": name, "digest": "abc", **facts}]
    server.pages["/api/tags"] = {"models": pulled}


def test_nothing_is_looked_for_unless_the_operator_says_so(ollama: FakeServer, settings: Any) -> None:
    settings.FIND_OLLAMA = False
    assert find_ollama() == 0
    assert not ollama.looked_at
    assert not Endpoint.objects.exists()


def test_what_was_pulled_is_in_the_catalogue_with_its_digest(ollama: FakeServer) -> None:
    assert find_ollama() == 1
    model = OpenModel.objects.chat().get()
    assert (model.name, model.slug, model.served_as) == ("qwen3:8b", "ollama-qwen3-8b", "qwen3:8b")
    assert (model.digest, model.quantisation) == ("sha256:500a1f067a9f", "Q4_K_M")
    assert (model.parameters, model.context_tokens) == (8_190_735_360, 8192)
    assert (model.licence, model.endpoint.kind) == ("Apache License", "ollama")


def test_ideas_are_tried_on_it(ollama: FakeServer) -> None:
    idea = tried_idea()
    find_ollama()
    ollama.pages["/v1/models"] = {"data": [{"id": "qwen3:8b"}]}
    check_endpoints()
    work_on()
    run = run_of(idea, "zero-shot")
    assert (run.state, run.n) == ("finished", 24)
    assert {trial.model_digest for trial in run.trials.all()} == {"sha256:500a1f067a9f"}


def test_finding_it_again_changes_nothing(ollama: FakeServer) -> None:
    find_ollama()
    rows = list(Endpoint.objects.values()), list(OpenModel.objects.values())
    find_ollama()
    assert (list(Endpoint.objects.values()), list(OpenModel.objects.values())) == rows


def test_what_does_not_chat_here_is_left_out(ollama: FakeServer) -> None:
    tag(ollama, "all-minilm:22m")
    ollama.pulled["all-minilm:22m"] = shown(capabilities=["embedding"])
    tag(ollama, "big:cloud", remote_host="https://elsewhere.example.org")
    ollama.pulled["big:cloud"] = shown()
    tag(ollama, "odd")
    ollama.pulled["odd"] = shown(model_info={})
    assert find_ollama() == 1


def test_what_is_removed_is_switched_off_and_its_runs_wait(ollama: FakeServer) -> None:
    idea = tried_idea()
    tag(ollama, "tiny:1b")
    ollama.pulled["tiny:1b"] = shown()
    find_ollama()
    ollama.pages["/api/tags"] = {"models": ollama.pages["/api/tags"]["models"][1:]}
    find_ollama()
    assert [model.name for model in OpenModel.objects.enabled()] == ["tiny:1b"]
    waiting = Run.objects.of_idea(idea.pk).filter(model__name="qwen3:8b").values_list("waiting_for", flat=True)
    assert set(waiting) == {"its model is switched off"}


def test_turning_it_off_switches_its_models_off(ollama: FakeServer, settings: Any) -> None:
    find_ollama()
    settings.FIND_OLLAMA = False
    find_ollama()
    assert not OpenModel.objects.enabled()


def test_catalogue_leaves_it_alone_and_it_leaves_the_catalogue_alone(
    ollama: FakeServer, settings: Any, tmp_path: Any
) -> None:
    find_ollama()
    settings.CATALOGUE = tmp_path / "catalogue.toml"
    settings.CATALOGUE.write_text("")
    load_catalogue()
    assert OpenModel.objects.enabled().count() == 1
    settings.CATALOGUE.write_text(f'[[endpoint]]\nname = "mine"\nkind = "ollama"\nurl = "{ollama.url}"\n')
    load_catalogue()
    assert find_ollama() == 0
    assert not OpenModel.objects.enabled()


def test_machine_without_an_ollama_is_no_trouble(ollama: FakeServer) -> None:
    ollama.stop()
    assert find_ollama() == 0
    assert not Endpoint.objects.exists()
    ollama.start()
