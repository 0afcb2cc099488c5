"""Names of columns as labels: one short line that shows something, or nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.files import parse
from evaluations.prototypes.datasets.names import as_name, names_above
from evaluations.prototypes.models import MAX_COLUMN_NAME
from tests.sentences import NOTES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Customer\r\n letter ", "Customer letter"),
        ("Cafe\u0301", "Café"),
        ("\u200b\u2060", ""),
        ("a\x00b\ud800c", "a b c"),
        ("可否", "可否"),
        ("", ""),
    ],
)
def test_name_is_one_line_in_nfc_and_blank_where_it_shows_nothing(text: str, name: str) -> None:
    assert as_name(text) == name


@given(st.text(st.characters(), max_size=200))
def test_any_text_makes_a_name_that_can_be_stored_and_stays(text: str) -> None:
    name = as_name(text)
    assert len(name) <= MAX_COLUMN_NAME and name == unicodedata.normalize("NFC", name).strip()
    assert "\n" not in name and "\x00" not in name and as_name(name) == name


def test_long_question_of_a_survey_is_cut() -> None:
    name = as_name("How satisfied were you with the way in which we handled your complaint about our late reply?")
    assert len(name) <= MAX_COLUMN_NAME and name.startswith("How satisfied") and name.endswith("…")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("Customer letter", "Desk"), ("Customer letter", "Desk")),
        (("Input", "EXPECTED"), ("", "")),
        (("input", "desk"), ("input", "desk")),
        (("", "Desk"), ("", "Desk")),
    ],
)
def test_names_of_our_own_sheets_are_no_labels(names: tuple[str, str], labels: tuple[str, str]) -> None:
    assert names_above(names) == labels


def table(*head: str, delimiter: str = "\t") -> str:
    return "\n".join(delimiter.join(row) for row in ([head] if head else []) + NOTES)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (table("Message", "Category"), ("Message", "Category")),
        (table("Nachricht", "Tisch", delimiter=";"), ("Nachricht", "Tisch")),
        (table(), ("", "")),
        ('{"question": "a", "answer": "b"}\n{"question": "c", "answer": "d"}', ("question", "answer")),
        ('{"instruction": "a", "input": "x", "output": "b"}', ("instruction + input", "output")),
        ('["a", "b"]', ("", "")),
    ],
)
def test_names_above_a_table_are_kept(text: str, names: tuple[str, str]) -> None:
    assert parse(text).names == names
