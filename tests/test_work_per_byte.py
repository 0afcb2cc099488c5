"""Nothing that a visitor sends takes more work for each byte the longer it is: the functions that read it.

This and the test of forms look at processor time, as a ratio within one process (see `tests.attacks`). `make proof`
tries all inputs on everything; here are a few.
"""

import pytest

from evaluations.panel.links import why_not
from evaluations.prototypes.datasets.documents import parse_documents
from evaluations.prototypes.datasets.examples import check
from evaluations.prototypes.datasets.files import parse
from evaluations.prototypes.results.highlight import best_passage
from evaluations.prototypes.scorers import SCORERS, Notation, ScoringInputs, folded, normalized, number_in, words
from evaluations.prototypes.scorers.canonical import canonical
from ideas.markdown import render
from ideas.prints import LINK
from ideas.texts import cleaned
from marketplace.pages.idea.changes import pieces
from tests.attacks import ATTACKS, FEW, Reader, slow, too_much_work

ROWS = 12


def scored(answer: str) -> None:
    for scorer in SCORERS.values():
        if not scorer.needs_vectors:
            scorer(answer, answer[::-1], ScoringInputs())
            scorer(answer, answer[::-1], ScoringInputs(notation=Notation(".", brackets_are_minus=True)))


def as_rows(text: str) -> list[tuple[str, str]]:
    """Rows whose inputs and outputs are long."""
    part = max(len(text) // (2 * ROWS), 1)
    return [(f"{text[:part]}{row}", f"{text[part : 2 * part]}{row % 3}") for row in range(ROWS)]


def as_many_rows(text: str) -> list[tuple[str, str]]:
    return [(f"{text[at : at + 40]}{at}", text[at + 40 : at + 80]) for at in range(0, len(text), 80)]


def checked(text: str) -> None:
    for task in ("", "classify", "extract", "answer"):
        check(as_rows(text), task)
        check(as_many_rows(text), task, scorers=["number"])


def searched(text: str) -> None:
    named = [(f"{text[: len(text) // 40]}{number}", text[: len(text) // 4]) for number in range(20)]
    check(as_rows(text), "search", documents=named)


# Pure functions through which the texts of visitors go, each with the length of the shorter input.
READERS: dict[str, Reader] = {
    "Markdown": (render, 2_500),
    "folded": (folded, 5_000),
    "normalized": (normalized, 5_000),
    "canonical": (canonical, 5_000),
    "words": (words, 5_000),
    "number": (number_in, 5_000),
    "scorers": (scored, 2_500),
    "examples": (checked, 5_000),
    "documents": (searched, 5_000),
    "file": (parse, 20_000),
    "file of JSON": (lambda text: parse(text, "jsonl"), 20_000),
    "file of documents": (parse_documents, 20_000),
    "changes": (lambda text: list(pieces(text, text[::-1])), 1_250),
    "passage": (lambda text: best_passage(text, text[:200]), 5_000),
    "links": (LINK.findall, 5_000),
    "a link": (why_not, 75),
    "controls": (cleaned, 5_000),
}


def test_work_of_reading_a_text_grows_with_its_length() -> None:
    assert slow(READERS, {name: ATTACKS[name] for name in FEW}) == {}


@pytest.mark.proof
@pytest.mark.parametrize("reader", READERS)
def test_work_of_reading_any_text_grows_with_its_length(reader: str) -> None:
    assert slow({reader: READERS[reader]}, ATTACKS) == {}


def test_quadratic_work_is_noticed() -> None:
    def quadratic(text: str) -> int:
        return sum(text.count("b") for _ in text)

    assert too_much_work(quadratic, lambda length: "a" * length, 3_000)
