"""Documents of a search: reading, refusals with their reason, and the parts that are embedded."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.prototypes.datasets.documents import (
    MAX_DOCUMENTS,
    WINDOW,
    check_documents,
    chunks,
    parse_documents,
)
from evaluations.prototypes.datasets.examples import check, content_hash
from evaluations.prototypes.datasets.inference import infer
from evaluations.prototypes.recipes.messages import estimated_tokens

PAPERS = [("Swarms", "A swarm hangs in a tree."), ("Mites", "Treat in August.")]
WORDS = ("queens", "drones", "combs", "frames", "smokers", "veils", "gloves", "boxes")
NAMES = ("Swarms", "bees away", "Mites", "Mites\nBees away") * 2
ROWS = [(f"question {number}", ("Swarms", "Mites")[number % 2]) for number in range(9)]


@pytest.mark.parametrize(
    "text",
    [
        'name,text\nSwarms,"A swarm hangs\nin a tree"\n',
        "Title;Body\nSwarms;A swarm hangs\n",
        '{"id": "Swarms", "content": "A swarm hangs"}\n',
        '[["Swarms", "A swarm hangs"]]',
        "document\ttext\nSwarms\tA swarm hangs\n",
    ],
)
def test_documents_are_read_from_tables_and_json(text: str) -> None:
    parsed = parse_documents(text)
    assert not parsed.problems
    assert parsed.rows[0][0] == "Swarms"
    assert parsed.rows[0][1].startswith("A swarm hangs")


def test_document_that_cannot_be_read_says_what_is_meant() -> None:
    (problem,) = parse_documents('{"input": "a", "expected": "b"}').problems
    assert problem.message.startswith("Row 1 does not name both a name and a text. It names “input” and “expected”.")


def test_good_documents_pass_and_blank_ones_are_left_out() -> None:
    checked = check_documents([("", " "), (" Swarms ", "A swarm hangs in a tree. "), PAPERS[1]])
    assert (checked.documents, checked.problems) == (PAPERS, [])


COPIED = [("Swarms", "A swarm hangs in a tree."), ("Bees away", "A swarm hangs\nin a tree."), PAPERS[1]]


def test_documents_of_one_text_are_one_and_either_name_means_it() -> None:
    rows = [(f"where do {word} hang", name) for word, name in zip(WORDS, NAMES, strict=True)]
    checked = check(rows, "search", documents=COPIED)
    assert checked.documents == [COPIED[0], COPIED[2]] and not checked.problems
    assert [expected for _, expected in checked.rows] == ["Swarms", "Swarms", "Mites", "Mites\nSwarms"] * 2
    assert checked.notices == [
        "The documents “Swarms” and “Bees away” have the same text and are one, “Swarms”: a row may expect either."
    ]


def test_documents_of_one_text_are_one_in_the_inference_of_the_task() -> None:
    rows = [(f"where do {word} hang", "bees away") for word in WORDS]
    assert infer(rows, check_documents(COPIED).by_name).task == "search"


@pytest.mark.parametrize(
    ("documents", "number", "words"),
    [
        ([*PAPERS, ("", "text")], 3, "Document 3 has no name"),
        ([*PAPERS, ("Honey", "")], 3, "Document 3 (Honey) has no text"),
        ([*PAPERS, ("swarms", "again")], 3, 'Documents 1 and 3 are both named "swarms"'),
        ([("x" * 201, "text")], 1, "The name of document 1 has 201 characters; the most is 200"),
        ([("a", "a\x00b")], 1, "The text of document 1 holds a NUL"),
        ([(str(n), "x") for n in range(MAX_DOCUMENTS + 1)], None, "501 documents; the most is 500. Leave 1 out."),
        ([(str(n), "x" * 99_000) for n in range(11)], None, "the most is 1,000,000 in all"),
    ],
)
def test_document_that_cannot_be_searched_is_named(
    documents: list[tuple[str, str]], number: int | None, words: str
) -> None:
    (problem,) = check_documents(documents).problems
    assert (problem.row, problem.document, problem.field) == (None, number, "documents")
    assert words in problem.message


def test_search_is_inferred_where_outputs_name_documents() -> None:
    checked = check([*ROWS, ("both", " mites \n\nSWARMS ")], documents=PAPERS)
    assert not checked.problems
    assert checked.rows[-1] == ("both", "Mites\nSwarms")
    assert checked.documents == PAPERS
    assert infer(ROWS, {"swarms": "Swarms"}).reason == "1 document to look in, named by 5 of 9 rows"
    assert infer(ROWS).task == "classify"


def test_document_is_also_meant_by_the_name_of_its_file() -> None:
    by_file = [(given, f"{name}.TXT" if name == "Mites" else f"{name}.md") for given, name in ROWS]
    checked = check(by_file, documents=PAPERS)
    assert (checked.rows, checked.problems, checked.documents) == (ROWS, [], PAPERS)
    assert check([*ROWS, ("both", "Mites.txt\nmites")], documents=PAPERS).rows[-1] == ("both", "Mites")


def test_documents_that_no_row_names_say_how_they_are_asked_for() -> None:
    (notice,) = check([(given, f"a text about {given}") for given, _ in ROWS], documents=PAPERS[:1]).notices
    assert notice == (
        "The task is not search, so the document is not used. A row asks for one by expecting its name, such as "
        '"Swarms"; most rows do not.'
    )


def test_unknown_document_names_its_row() -> None:
    (problem,) = check([*ROWS, ("honey?", "Honey")], documents=PAPERS).problems
    assert (problem.row, problem.field) == (10, "expected")
    assert problem.message.startswith('Row 10 expects "Honey", but no document has that name.')


def test_search_without_documents_asks_for_them() -> None:
    (problem,) = check(ROWS, "search").problems
    assert problem.field == "documents"


def test_documents_that_no_task_uses_are_pointed_out_and_left() -> None:
    checked = check(ROWS, "classify", documents=PAPERS)
    assert (checked.problems, checked.documents) == ([], [])
    assert checked.notices == ["The task is not search, so the 2 documents are not used."]


def test_content_hash_covers_documents_in_any_order() -> None:
    assert content_hash(ROWS, PAPERS) == content_hash(ROWS, PAPERS[::-1]) != content_hash(ROWS)
    assert content_hash(ROWS, PAPERS) != content_hash(ROWS, [*PAPERS[:1], ("Mites", "Treat in July.")])


def test_long_text_is_cut_at_sentences_with_overlap() -> None:
    sentences = [f"Sentence number {n} says something." for n in range(60)]
    parts = chunks(" ".join(sentences))
    assert all(part.startswith("Sentence") and part.endswith(".") for part in parts)
    for before, after in pairwise(parts):
        assert after.split(". ")[0] in before


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="ab é.!?\n東", max_size=3_000))
def test_parts_fit_and_lose_no_character(text: str) -> None:
    parts = chunks(text)
    assert all(part == part.strip() and 0 < estimated_tokens(part) <= WINDOW for part in parts)
    assert set("".join(parts)) >= set(text) - set(" \n")
    assert sum(part.count("東") for part in parts) >= text.count("東")
