"""The whole path on the two models that every machine has: real llama.cpp, real weights."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.core.management import call_command
from django.db import connection

from evaluations.prototypes.catalogue.idea_vectors import embed_ideas, embed_query
from evaluations.prototypes.engines import Engine, Reply, Server, chat_request, embedding_request
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.scorers import cosine
from ideas.models import Idea
from marketplace.local import model_services
from tests.evaluations.prototypes.runs.cast import PUMPS, ROADS, run_of, tried_idea, work_on
from tests.evaluations.prototypes.runs.test_copies import ruse
from tests.factories import make_idea

Result = TypeVar("Result")
LABELS = [f"label number {number}" for number in range(300)]
ONE_OF_MANY = {
    "type": "object",
    "properties": {"label": {"type": "string", "enum": LABELS}},
    "required": ["label"],
    "additionalProperties": False,
}


def using(url: str, what: Callable[[Engine], Awaitable[Result]]) -> Result:
    async def main() -> Result:
        async with Engine(Server("here", url, "llama.cpp"), share=2) as engine:
            return await what(engine)

    return asyncio.run(main())


def embed(url: str, text: str) -> Reply:
    return using(url, lambda engine: engine.embed(embedding_request("all-MiniLM-L6-v2", text), 256))


def chat(url: str, text: str, max_tokens: int, **how: Any) -> Reply:
    request = chat_request("SmolLM2-135M-Instruct", [{"role": "user", "content": text}], max_tokens, **how)
    return using(url, lambda engine: engine.chat(request))


@pytest.fixture
def catalogue(db: None, chat_url: str, embedding_url: str) -> None:
    """The shipped catalogue; the addresses are in the environment."""
    call_command("load_catalogue")


def test_both_servers_are_up_and_say_what_they_are(catalogue: None) -> None:
    assert {endpoint.state for endpoint in Endpoint.objects.all()} == {"up"}
    assert {endpoint.build for endpoint in Endpoint.objects.all()} == {f"xllamacpp-{version('xllamacpp')}"}


def test_engine_lets_a_core_go_that_it_waits_on(chat_url: str) -> None:
    """Of its threads, which is how one busy program beside it costs twice and not twenty times the time."""
    code = (
        "import os, model_server, xllamacpp; "
        "print(os.environ['GOMP_SPINCOUNT'], 'OPENMP = 1' in xllamacpp.get_system_info())"
    )
    folder = Path(model_services.SERVER).parent
    said = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert said.stdout == "10000 True\n"


def test_embedding_is_the_published_model_s(embedding_url: str) -> None:
    pair = [embed(embedding_url, text) for text in ("A man is eating food.", "A man is eating a piece of bread.")]
    assert cosine(pair[0].vector or [], pair[1].vector or []) == pytest.approx(0.7553, abs=0.001)
    assert pair[0].input_tokens == 8


def test_long_text_is_cut_where_the_model_was_trained_to_read(embedding_url: str) -> None:
    reply = embed(embedding_url, "word " * 600)
    assert (reply.outcome, reply.cut, reply.input_tokens) == ("answered", True, 256)
    # The text beyond the cut does not matter.
    assert cosine(reply.vector or [], embed(embedding_url, "word " * 700).vector or []) == pytest.approx(1.0)


def test_request_longer_than_the_context_is_an_overflow_and_asked_once(chat_url: str) -> None:
    reply = chat(chat_url, "word " * 5_000, 5)
    assert (reply.outcome, reply.attempt) == ("overflow", 1)


def test_schema_holds_the_answer_to_three_hundred_labels(chat_url: str) -> None:
    reply = chat(chat_url, "Choose a label.", 60, schema=ONE_OF_MANY)
    assert reply.outcome == "answered"
    assert any(label in reply.text for label in LABELS)


def test_answer_cut_at_its_limit_is_truncated(chat_url: str) -> None:
    reply = chat(chat_url, "Count from one to a thousand.", 4)
    assert (reply.outcome, reply.output_tokens) == ("truncated", 4)


def test_same_request_gets_the_same_answer(chat_url: str) -> None:
    first, second = (chat(chat_url, "Name a colour.", 8) for _ in range(2))
    assert first.text == second.text


def test_idea_is_tried_on_both_models(catalogue: None) -> None:
    idea = tried_idea(PUMPS[:5] + ROADS[:5])
    work_on()
    runs = {run.recipe: run for run in Run.objects.of_idea(idea.pk)}
    assert {run.state for run in runs.values()} == {"finished"}
    assert {(run.n, run.errors) for run in runs.values()} == {(10, 0)}
    assert runs["nearest"].score == 1.0
    chat = run_of(idea, "zero-shot")
    assert chat.input_tokens > 0
    assert chat.usd_per_1000
    assert chat.frontier_usd_per_1000
    assert {trial.seed for trial in chat.trials.all()} == {1}


def test_copies_with_labels_by_lot_teach_the_embedding_model_nothing(catalogue: None) -> None:
    idea = tried_idea(ruse())
    work_on("quick")
    nearest = run_of(idea, "nearest")
    assert (nearest.state, nearest.n) == ("finished", 15) and not nearest.beats_baseline
    assert idea.answers.get(question="works").lower == 0.0


def test_ideas_are_found_by_meaning(catalogue: None) -> None:
    near = make_idea(title="Hear which beehives will swarm", pitch="A microphone in the hive tells the keeper.")
    make_idea(title="Read old shipping ledgers", pitch="Archives get their handwriting typed.")
    assert OpenModel.objects.of_ideas()
    embed_ideas()
    vector = embed_query("bees and honey")
    assert vector
    without_the_graph()
    assert Idea.objects.nearest_to(vector.numbers, vector.model).first() == near


def without_the_graph() -> None:
    """Sort the rows instead. Earlier tests rolled back thousands of rows with a few vectors, and the index keeps these
    until a vacuum: among so many equal vectors its graph leads to no other one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
