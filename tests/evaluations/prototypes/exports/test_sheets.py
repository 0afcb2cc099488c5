import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.exports.sheets import safe, table


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
