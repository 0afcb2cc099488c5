"""The operator's catalogue: read any number of times, with every fault named."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest import mark, raises

from evaluations.prototypes.catalogue.health import note_rest
from evaluations.prototypes.catalogue.loading import CatalogueFault
from evaluations.prototypes.engines import Busy
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.runs.offer import load_catalogue
from tests.evaluations.prototypes.runs.cast import tried_idea, work_on
from tests.fake_server import FakeServer

pytestmark = pytest.mark.django_db
ENDPOINT = """
[[endpoint]]
name = "rack"
url = "http://rack.example.org/v1"
"""
MODEL = """
[[endpoint.model]]
name = "Tiny"
slug = "tiny"
served_as = "tiny:1b"
kind = "chat"
licence = "MIT"
parameters = 1_000_000_000
context_tokens = 4096
"""


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Any:
    settings.CATALOGUE = tmp_path / "catalogue.toml"
    return settings.CATALOGUE.write_text


def test_shipped_catalogue_has_the_two_embedded_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLOOKED_CHAT_URL", "http://127.0.0.1:1/v1/")
    monkeypatch.setenv("OVERLOOKED_EMBEDDING_URL", "http://127.0.0.1:2/v1")
    assert load_catalogue().models == ["all-MiniLM-L6-v2", "SmolLM2-135M-Instruct"]
    chat = OpenModel.objects.chat().get()
    assert chat.endpoint.url == "http://127.0.0.1:1/v1"
    assert (chat.licence, chat.digest[:14]) == ("Apache-2.0", "sha256:c624c2b")
    ideas = OpenModel.objects.of_ideas()
    assert ideas
    assert ideas.context_tokens == 256


def test_reading_twice_changes_nothing(write: Any) -> None:
    write(ENDPOINT + MODEL)
    load_catalogue()
    rows = list(Endpoint.objects.values()), list(OpenModel.objects.values())
    load_catalogue()
    assert (list(Endpoint.objects.values()), list(OpenModel.objects.values())) == rows


def test_what_is_gone_is_switched_off_and_comes_back(write: Any) -> None:
    write(ENDPOINT + MODEL)
    load_catalogue()
    write("")
    assert load_catalogue().models == []
    assert (Endpoint.objects.get().enabled, OpenModel.objects.get().enabled) == (False, False)
    write(ENDPOINT + MODEL)
    assert load_catalogue().models == ["Tiny"]


def test_what_the_file_no_longer_says_goes_back_to_the_default(write: Any) -> None:
    write(ENDPOINT + "max_in_flight = 64" + MODEL + 'quantisation = "Q4"')
    load_catalogue()
    write(ENDPOINT + MODEL)
    load_catalogue()
    assert Endpoint.objects.get().max_in_flight == 4
    assert OpenModel.objects.get().quantisation == ""


def test_unset_variable_switches_the_endpoint_off(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ENDPOINT.replace("url = ", "url_from = ").replace("http://rack.example.org/v1", "RACK_URL") + MODEL)
    monkeypatch.setenv("RACK_URL", "http://rack:8000/v1")
    assert load_catalogue().models == ["Tiny"]
    monkeypatch.delenv("RACK_URL")
    loaded = load_catalogue()
    assert (loaded.models, loaded.unset) == ([], {"rack": "RACK_URL"})
    assert not Endpoint.objects.get().enabled


def test_endpoint_whose_key_is_not_set_is_named(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ENDPOINT + 'key_variable = "RACK_KEY"' + MODEL)
    monkeypatch.delenv("RACK_KEY", raising=False)
    loaded = load_catalogue()
    assert (loaded.models, loaded.keyless) == (["Tiny"], {"rack": "RACK_KEY"})
    monkeypatch.setenv("RACK_KEY", "sk-of-the-rack")
    assert load_catalogue().keyless == {}


def test_new_address_is_not_yet_known_to_be_up(write: Any) -> None:
    write(ENDPOINT + MODEL)
    load_catalogue()
    Endpoint.objects.update(state="down", reason="gone")
    write(ENDPOINT.replace("rack.example.org", "other.example.org") + MODEL)
    load_catalogue()
    assert (Endpoint.objects.get().state, Endpoint.objects.get().reason) == ("unchecked", "")


def test_published_ideas_are_tried_on_what_is_new(write: Any) -> None:
    idea = tried_idea()
    before = set(Run.objects.of_idea(idea.pk).values_list("recipe", flat=True))
    assert "majority" in before and "zero-shot" not in before
    write(ENDPOINT + MODEL)
    load_catalogue()
    load_catalogue()
    after = sorted(Run.objects.of_idea(idea.pk).values_list("recipe", flat=True))
    assert after == sorted([*before, "zero-shot"])


def test_runs_of_what_is_switched_off_wait_and_come_back(write: Any) -> None:
    write(ENDPOINT + MODEL)
    load_catalogue()
    idea = tried_idea()
    write(ENDPOINT)
    load_catalogue()
    run = Run.objects.get(recipe="zero-shot")
    assert run.waiting_for == "its model is switched off"
    assert run not in Run.queue.claimable("chat")
    work_on("quick")
    assert idea.answers.get(question="works").headline == "waiting: its model is switched off"
    write(ENDPOINT + MODEL)
    load_catalogue()
    run.refresh_from_db()
    assert run.waiting_for == ""
    assert run in Run.queue.claimable("chat")


@mark.parametrize(
    ("text", "said"),
    [
        ("[[endpoint", "is not TOML"),
        ("[endpoint]\nname = 'x'", "two brackets"),
        ("[[model]]", r"\[\[endpoint\]\] and nothing else; it says model"),
        ("[[endpoint]]\nurl = 'http://x/v1'", "endpoint without a name: name"),
        ("[[endpoint]]\nname = 'x'", "endpoint x: url"),
        ("[[endpoint]]\nname = 'x'\nurl = 'file:///etc/passwd'", "endpoint x: url: Give an address"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://me:secret@x/v1'", "endpoint x: url: Give an address"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://x/v1'\nkind = 'magic'", "endpoint x: kind is one of llama.cpp"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://x/v1'\nkey = 'sk-1'", "endpoint x: there is no key"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://x/v1'\nkey_variable = 'sk-1'", "x: key_variable: Give the name"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://x/v1'\nurl_from = 'Y'", "not both"),
        ("[[endpoint]]\nname = 'x'\nurl = 'http://x/v1'\nmax_in_flight = 0", "endpoint x"),
        (ENDPOINT + MODEL.replace('"MIT"', '""'), "model Tiny of endpoint rack: licence"),
        (ENDPOINT + MODEL.replace('"chat"', '"magic"'), "model Tiny of endpoint rack: kind"),
        (ENDPOINT + MODEL.replace('"chat"', '"embedding"'), "model Tiny of endpoint rack"),
        (ENDPOINT + MODEL.replace("4096", '"many"'), "model Tiny of endpoint rack: context_tokens"),
        (ENDPOINT + MODEL + "state = 'up'", "model Tiny of endpoint rack: there is no state"),
    ],
)  # fmt: skip
def test_fault_names_the_entry_and_changes_nothing(write: Any, text: str, said: str) -> None:
    write(text)
    with raises(CatalogueFault, match=said):
        load_catalogue()
    assert not Endpoint.objects.exists()


def test_missing_file_is_named(tmp_path: Path) -> None:
    with raises(CatalogueFault, match="cannot be read: No such file"):
        load_catalogue(tmp_path / "nowhere.toml")


def test_command_checks_what_it_has_read(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with FakeServer() as server:
        write(ENDPOINT.replace("http://rack.example.org/v1", server.url) + 'kind = "llama.cpp"' + MODEL)
        call_command("load_catalogue")
        said = capsys.readouterr().out
        assert "Models: Tiny." in said and "Endpoint rack is up: llama.cpp b1234-fake." in said
        server.loading = True
        call_command("load_catalogue")
    assert "Endpoint rack is loading: loading its model, or overloaded (503)." in capsys.readouterr().out
    call_command("load_catalogue")
    assert "Endpoint rack is down: cannot be reached: connection refused." in capsys.readouterr().out
    note_rest(Endpoint.objects.get(), Busy(60, "most requests to it timed out"))
    call_command("load_catalogue")
    assert re.search(r"Endpoint rack rests for \d+ s, since most requests to it timed out\.", capsys.readouterr().out)


def test_command_fails_in_words(write: Any) -> None:
    write("[[endpoint")
    with raises(CommandError, match="is not TOML"):
        call_command("load_catalogue")


def test_catalogue_chooses_the_model_of_ideas(write: Any) -> None:
    embeds = MODEL.replace('kind = "chat"', 'kind = "embedding"\nfor_ideas = true\ndimensions = 768')
    write(ENDPOINT + embeds)
    load_catalogue()
    chosen = OpenModel.objects.of_ideas()
    assert chosen and chosen.slug == "tiny"
    for wrong in (embeds.replace("768", "769"), embeds.replace('"embedding"', '"chat"')):
        write(ENDPOINT + wrong)
        with raises(CatalogueFault, match="for_ideas is for an embedding model whose dimensions are 384, 512"):
            load_catalogue()
