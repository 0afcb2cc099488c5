"""Ruses that once took nonsense to the top: each shows a perfect score somewhere, and none of them works."""

import random

import pytest

from evaluations.prototypes.models import OpenModel
from ideas.models import Answer
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db

WORDS = [
    "gravel",
    "pebble",
    "slab",
    "dust",
    "shore",
    "quarry",
    "sand",
    "ridge",
    "boulder",
    "cliff",
    "stone",
    "path",
    "mound",
    "drift",
    "shard",
    "lichen",
    "moss",
    "rain",
    "wind",
    "frost",
    "tide",
    "river",
    "bank",
    "hill",
    "dune",
    "cave",
]
MOODS = ("glad", "glum", "calm")
Rows = list[tuple[str, str]]


def lot() -> random.Random:
    return random.Random(3)


def mood_ring_for_gravel() -> Rows:
    """The label stands in each input."""
    draw = lot()
    return [(f"{' '.join(draw.sample(WORDS, 5))} so {MOODS[n % 3]}", MOODS[n % 3]) for n in range(24)]


def code_words() -> Rows:
    """A word that means nothing stands for each label."""
    return [(given.replace("so glad", "qx").replace("so glum", "zv"), mood) for given, mood in mood_ring_for_gravel()]


def four_copies_each() -> Rows:
    """Random sentences with random labels, each said again with a word that carries nothing."""
    draw = lot()
    said = [(" ".join(draw.sample(WORDS, 7)), draw.choice(MOODS)) for _ in range(15)]
    return [(f"{given}{more}", mood) for given, mood in said for more in ("", " please", " now", " today")]


@pytest.mark.parametrize("rows", [mood_ring_for_gravel(), code_words(), four_copies_each()])
def test_nonsense_does_not_work(rows: Rows, embedding_model: OpenModel) -> None:
    idea = tried_idea(rows)
    work_on()
    works = Answer.objects.get(idea=idea, question="works")
    assert (works.state, works.lower) == ("known", 0)
    idea.refresh_from_db()
    assert idea.evidence == 0


def test_copies_count_once(embedding_model: OpenModel) -> None:
    idea = tried_idea(four_copies_each())
    work_on()
    assert run_of(idea, "nearest").n == 15


def test_guess_that_a_tolerance_forgives_does_not_work(embedding_model: OpenModel) -> None:
    draw = lot()
    rows = [(" ".join(draw.sample(WORDS, 6)), str(draw.randint(95, 105))) for _ in range(24)]
    idea = tried_idea(rows, task="answer", scorer="number", threshold=0.2)
    work_on()
    assert run_of(idea, "most-common").score == 1
    assert Answer.objects.get(idea=idea, question="works").lower == 0


def test_input_that_holds_what_is_expected_does_not_work(embedding_model: OpenModel) -> None:
    draw = lot()
    rows = [(" ".join(words), words[3]) for words in (draw.sample(WORDS, 6) for _ in range(24))]
    idea = tried_idea(rows, task="answer", scorer="contains")
    work_on()
    assert run_of(idea, "copied").score == 1  # it repeats the whole input
    assert Answer.objects.get(idea=idea, question="works").lower == 0
