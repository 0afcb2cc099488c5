"""The tagger asks no model, learns, and may win: its whole way, from planned run to pie, pages, demo and bundle."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from evaluations.prototypes.models import OpenModel, Run, demo_of
from evaluations.prototypes.runs.context import Deadline
from ideas.models import Answer, Idea
from marketplace.accounts.models import User
from tests.evaluations.prototypes.exports.test_bundle import files_of, lines
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.factories import make_person
from tests.fake_server import FakeServer, Said
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db

# The number stands first, last or between others, so that no baseline that copies one of them is often right.
SAID = (
    "In the gauge 0.{rain} at nine. Day {day}, 4 geese.",
    "Day {day}, 4 geese. In the gauge 0.{rain} at nine.",
    "Day {day}. In the gauge 0.{rain} at nine, 4 geese.",
)
DIARY = [(SAID[n % 3].format(day=37 * n % 60, rain=n + 11), f"0.{n + 11}") for n in range(24)]


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def idea(alice: User, chat_model: OpenModel, chat_server: FakeServer) -> Idea:
    chat_server.chat = lambda _: Said("rain")
    idea = tried_idea(DIARY, alice, scorer="number", threshold=0.0)
    work_on()
    return idea


def answer_to(question: str, idea: Idea) -> Answer:
    return Answer.objects.get(idea=idea, question=question)


def test_tagger_wins_and_costs_nothing(idea: Idea) -> None:
    run = run_of(idea, "tagger")
    assert (run.state, run.n, run.successes, run.is_best, run.model) == ("finished", 24, 24, True, None)
    assert (run.usd_per_1000, run.usd_per_1000_upper, run.input_tokens) == (0.0, 0.0, 0)
    assert run.lift and run.is_proven_best and not run.is_baseline
    assert {trial.usd for trial in run.trials.all()} == {0.0}
    works, cheap = answer_to("works", idea), answer_to("cheap", idea)
    assert works.state == cheap.state == "known" and works.lower and works.lower > 0.8
    assert works.headline == "24 of 24 right, guessing gets 0"
    assert works.basis.startswith("tagger, with no model, got 24 of 24 held-out examples right")
    assert (cheap.lower, cheap.point) == (1.0, 1.0)
    assert cheap.headline.startswith("1,000 cost $0; the big labs' list price is $")
    assert "reading the same input at 4 bytes a token" in cheap.basis


def test_pages_tell_that_it_asks_no_model(client: Client, idea: Idea) -> None:
    run = run_of(idea, "tagger")
    page = unwrapped(client.get(idea.get_absolute_url()).text)
    assert "tagger does this at 100" in page and "for $0 per 1,000; the frontier’s list price for reading" in page
    assert "$0<small>no model</small>" in page
    for address in (run.get_absolute_url(), f"{idea.get_absolute_url()}compare/", "/", "/models/"):
        assert client.get(address).status_code == 200, address
    assert "It asks no model" in unwrapped(client.get(run.get_absolute_url()).text)
    told = client.get(f"/api/v1/runs/{run.pk}/").json()
    assert (told["model"], told["usd_per_1000"], told["recipe"]) == (None, 0.0, "tagger")


def test_visitor_tries_it_without_any_server(client: Client, idea: Idea, chat_server: FakeServer) -> None:
    demo = demo_of(idea)
    assert demo and demo.recipe == "tagger"
    before = len(chat_server.asked["chat"])
    shown = unwrapped(client.post(f"{idea.get_absolute_url()}try/", {"input": "Hail. In the gauge 7.77 at nine."}).text)
    assert "7.77" in shown and "$0, no model" in shown and "Marked as a number" in shown
    assert len(chat_server.asked["chat"]) == before


def test_author_may_make_it_the_demo_but_not_try_it_again(idea: Idea) -> None:
    run = run_of(idea, "tagger")
    assert run.can_be_demo and not run.can_rerun
    assert Run.queue.filter(pk=run.pk).resume() == 0


def test_bundle_answers_again_elsewhere(idea: Idea, tmp_path: Path) -> None:
    files = files_of(run_of(idea, "tagger"))
    assert "python overlooked_repeat.py" in files["README.txt"] and "on no model" in files["README.txt"]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [sys.executable, "-P", "overlooked_repeat.py"]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tmp_path)}
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "24 of 24 answers are the same.\n"
    assert len(lines(files["examples.jsonl"])) == 24


def test_slice_that_fitting_filled_still_answers_some(chat_model: OpenModel, monkeypatch: pytest.MonkeyPatch) -> None:
    idea = tried_idea(DIARY, scorer="number", threshold=0.0)
    monkeypatch.setattr(Deadline, "is_over", property(lambda _: True))
    assert work_on("quick") > 0
    assert run_of(idea, "tagger").state == "finished"


def test_outputs_that_stand_nowhere_are_not_tagged(chat_model: OpenModel) -> None:
    rows: list[tuple[str, Any]] = [(f"door {n}", json.dumps({"opens": -n, "by": f"key {n * n}"})) for n in range(1, 9)]
    recipes = set(Run.objects.of_idea(tried_idea(rows).pk).values_list("recipe", flat=True))
    assert "tagger" not in recipes and "most-common" in recipes
