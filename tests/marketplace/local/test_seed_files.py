"""The seeded ideas are the product's face: each file must be whole, within the limits, and free of slips."""

import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from evaluations.prototypes.datasets.examples import check
from evaluations.prototypes.models import Task
from ideas.models import Fit
from ideas.texts import BY_NAME, ENTRY_LIMITS, LIMITS, PROSE_TEXTS
from tests.marketplace.local.own_folders import SEED

FILES = sorted(SEED.glob("*.toml"))

PROSE = ("title", "pitch", "problem", "audience", "why_overlooked", "why_open")
REQUIRED = {*PROSE, "fits", "tags", "task", "scorer", "names", "examples"}
SCORERS = {
    "classify": {"label"},
    "answer": {"exact", "contains", "similarity", "number"},
    "extract": {"fields", "schema"},
    "search": {"recall@1", "recall@5", "mrr"},
}

LEAST_ROWS = {"classify": 24, "answer": 15, "extract": 24, "search": 20}
LEAST_DOCUMENTS = 12
LEAST_WORDS, MOST_WORDS = 8, 35  # of an input to classify
MOST_INPUT = 400  # characters
MOST_LABEL = 20  # characters
LEAST_FIELDS = 8
LEAST_IDEAS = 24


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def asks_to_classify(path: Path) -> bool:
    return bool(read(path).get("task") == "classify")


def repeated(texts: list[str]) -> list[str]:
    return [text for text, times in Counter(map(folded, texts)).items() if times > 1]


def inputs(idea: dict[str, Any]) -> list[str]:
    return [given for given, _ in idea["examples"]]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def idea(path: Path) -> dict[str, Any]:
    return read(path)


@pytest.fixture(params=[path for path in FILES if asks_to_classify(path)], ids=lambda path: path.stem)
def to_classify(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read(request.param)


def test_file_has_every_field_and_no_other(path: Path, idea: dict[str, Any]) -> None:
    with_threshold = {"threshold"} if idea["scorer"] in ("similarity", "number") else set()
    with_documents = {"documents"} if idea["task"] == "search" else set()
    needed = REQUIRED | with_threshold | with_documents
    assert needed <= set(idea) <= needed | {"more_checks"} | set(BY_NAME)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)


def test_prose_is_filled_trimmed_and_within_the_limits(idea: dict[str, Any]) -> None:
    for name in idea.keys() & {text.name for text in PROSE_TEXTS}:
        text, most = idea[name], LIMITS[name]
        assert text and text == text.strip(), name
        assert len(text) <= most, f"{name} has {len(text)} characters, {most} are allowed"
        assert not re.search(r"\s{2,}|\n", text), f"{name} breaks a line or doubles a space"


def test_pair_has_a_name_for_what_goes_in_and_what_comes_out(idea: dict[str, Any]) -> None:
    given, expected = idea["names"]
    assert given != expected and all(2 < len(name) <= 30 and name == name.strip() for name in (given, expected))


def test_fits_and_tags_are_known_and_few(idea: dict[str, Any]) -> None:
    assert idea["fits"] and set(idea["fits"]) <= set(Fit.values)
    assert 1 <= len(idea["tags"]) <= 3
    assert all(tag == tag.strip().lower() for tag in idea["tags"])
    assert all(0 < len(tag) <= ENTRY_LIMITS["tags"] for tag in idea["tags"])
    assert not repeated(idea["fits"]) and not repeated(idea["tags"])


def test_scorer_suits_the_task(idea: dict[str, Any]) -> None:
    beside = {scorer for scorer, *_ in idea.get("more_checks", [])}
    assert {idea["scorer"], *beside} <= SCORERS[idea["task"]]
    assert 0 <= idea.get("threshold", 0.5) < 1


def test_what_is_searched_and_expected_is_fit_to_publish(idea: dict[str, Any]) -> None:
    rows, documents = [tuple(row) for row in idea["examples"]], [tuple(each) for each in idea.get("documents", [])]
    checked = check(rows, idea["task"], documents=documents, scorers=[idea["scorer"]])
    assert (checked.problems, checked.rows, checked.documents) == ([], rows, documents)
    assert idea["task"] != "search" or len(documents) >= LEAST_DOCUMENTS


def test_every_task_is_in_the_seed() -> None:
    assert {read(path)["task"] for path in FILES} == set(Task.values)


def test_examples_are_filled_trimmed_pairs(idea: dict[str, Any]) -> None:
    for row in idea["examples"]:
        assert len(row) == 2
        assert all(isinstance(text, str) and text and text == text.strip() for text in row), row
        assert len(row[0]) <= MOST_INPUT, row[0]


def test_no_input_stands_twice_with_the_same_or_another_output(idea: dict[str, Any]) -> None:
    outputs: dict[str, set[str]] = {}
    for given, expected in idea["examples"]:
        outputs.setdefault(folded(given), set()).add(expected)
    conflicting = [given for given, expected in outputs.items() if len(expected) > 1]
    assert not conflicting
    assert not repeated(inputs(idea))


def test_there_are_enough_rows(idea: dict[str, Any]) -> None:
    assert len(idea["examples"]) >= LEAST_ROWS[idea["task"]]


def test_labels_are_few_short_and_balanced(to_classify: dict[str, Any]) -> None:
    counts = Counter(label for _, label in to_classify["examples"])
    assert 3 <= len(counts) <= 6
    assert max(counts.values()) - min(counts.values()) <= 2, counts
    assert all(len(label) <= MOST_LABEL for label in counts)
    assert not repeated(list(counts)), "two labels differ only in case or spaces"


def test_inputs_to_classify_are_as_long_as_real_messages(to_classify: dict[str, Any]) -> None:
    odd = [given for given in inputs(to_classify) if not LEAST_WORDS <= len(given.split()) <= MOST_WORDS]
    assert not odd


def test_no_word_gives_a_label_away(to_classify: dict[str, Any]) -> None:
    """Were a word in every row of its label and in no other, the idea would need no model."""
    words: dict[str, list[set[str]]] = {}
    for given, label in to_classify["examples"]:
        words.setdefault(label, []).append(set(re.findall(r"\w+", given.casefold())))
    for label, rows in words.items():
        elsewhere = set(chain.from_iterable(chain(*(other for name, other in words.items() if name != label))))
        assert not set.intersection(*rows) - elsewhere, label


def test_no_two_ideas_share_a_title_a_pitch_or_an_input() -> None:
    ideas = [read(path) for path in FILES]
    assert not repeated([idea["title"] for idea in ideas])
    assert not repeated([idea["pitch"] for idea in ideas])
    assert not repeated([given for idea in ideas for given in inputs(idea)])


def test_the_seed_spans_enough_fields_of_work_and_ideas() -> None:
    fields = {read(path)["tags"][0] for path in FILES}
    assert len(fields) >= LEAST_FIELDS, sorted(fields)
    assert len(FILES) >= LEAST_IDEAS
