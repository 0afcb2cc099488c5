import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.cells import as_written, safe
from evaluations.prototypes.datasets.files import parse
from evaluations.prototypes.exports.sheets import EXAMPLE_COLUMNS, table


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        '=HYPERLINK("http://x")',
        " =1",
        "＝1+1",
        "-",
        "\x00=1",
    ],
)
def test_cell_that_looks_like_a_formula_is_kept_as_text(text: str) -> None:
    assert safe(text).startswith("'")


@pytest.mark.parametrize(
    "cell", ["-5", "+3.20", "-1,000.5", "1e-5", "text", "a=b", "", "'quoted", 0.25, -3, None, True]
)
def test_number_and_plain_text_stay_as_they_are(cell: object) -> None:
    assert safe(cell) == cell


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), min_size=1))
def test_table_is_read_back_as_it_was_but_for_the_apostrophes(cells: list[str]) -> None:
    written = "".join(table([f"c{place}" for place in range(len(cells))], [cells]))
    _, read = list(csv.reader(io.StringIO(written, newline="")))
    assert [cell.removeprefix("'") for cell in read] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell[:1] in "=+-@\t\r\n" and cell and not cell[1:2].isdigit() for cell in read)


@given(st.text(st.sampled_from("'=+-@1 \ta＝"), max_size=6))
def test_text_in_a_sheet_of_ours_comes_back_as_it_was(text: str) -> None:
    assert as_written(safe(text)) == text


def test_sheet_of_examples_comes_back_as_it_was() -> None:
    rows = [('=HYPERLINK("http://e.example/?0")', "+cmd"), ("'=1", "-1"), ("'quoted", "'+cmd"), ("a\nb", "x, y")]
    lines = table(
        EXAMPLE_COLUMNS, [(number, given, expected, 0, number) for number, (given, expected) in enumerate(rows, 1)]
    )
    parsed = parse("".join(lines))
    assert (parsed.rows, parsed.problems) == (rows, [])
    assert parsed.notices == ["The columns “row”, “fold” and “same_as” were left out."]


def test_apostrophe_in_a_table_of_others_stays() -> None:
    assert parse("input,expected\n'=1+1,formula\n").rows == [("'=1+1", "formula")]
