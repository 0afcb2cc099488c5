"""Tables as spreadsheets, programs and colleagues write them are read as they were meant, or a notice says how."""

import csv
import io
from collections.abc import Sequence

import pytest

from evaluations.prototypes.datasets.examples import parse
from tests.sentences import NOTES

Rows = Sequence[tuple[str, ...]]


def table(rows: Rows, delimiter: str = ",") -> str:
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=delimiter).writerows(rows)
    return page.getvalue()


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("form", ["sep={}\n", "\ufeffsep={}\r\n", '"sep={}"\n'])
def test_line_of_excel_that_names_the_delimiter_is_no_row(form: str, mark: str) -> None:
    parsed = parse(form.format(mark) + table([("input", "expected"), *NOTES], mark))
    assert (parsed.rows, parsed.problems, parsed.notices) == (NOTES, [], [])


@pytest.mark.parametrize(
    "names", [("review", "sentiment"), ("Meldung", "Gewerk"), ("報告", "職種"), ("review", "label"), ("x", "Class")]
)
def test_first_row_of_other_names_is_no_example_and_is_said(names: tuple[str, str]) -> None:
    parsed = parse(table([names, *NOTES]))
    assert (parsed.rows, parsed.problems) == (NOTES, [])
    assert parsed.notices == [f"The first row, “{names[0]}” and “{names[1]}”, was read as the names of the columns."]


def test_names_above_numbers_are_names() -> None:
    rows = [(f"{number} and {number} is", str(2 * number)) for number in range(9)]
    assert parse(table([("sum of two", "answer in digits"), *rows])).rows == rows


def test_long_first_row_with_a_label_of_its_own_is_asked_about() -> None:
    rows = [("My neighbour's boiler hums all night and keeps us awake", "heating"), *NOTES]
    parsed = parse(table(rows))
    assert parsed.rows == []
    assert [offer.key for offer in parsed.offers] == ["comma-names", "comma-rows"]
    assert [offer.read.rows for offer in parsed.offers] == [NOTES, rows]


def test_long_first_row_above_long_outputs_is_an_example_and_is_said() -> None:
    rows = [(f"My neighbour's boiler {given} all night and keeps us awake", f"Call {given}") for given, _ in NOTES]
    parsed = parse(table(rows))
    assert parsed.rows == rows
    assert "was read as example 1. If it names the columns" in parsed.notices[0]


def test_question_above_answers_with_a_known_name_is_a_name() -> None:
    assert parse(table([("What did the customer write to us, in full?", "Category"), *NOTES])).rows == NOTES


def test_first_row_whose_label_comes_again_is_an_example() -> None:
    assert parse(table(NOTES)).rows == NOTES
    assert parse(table(NOTES)).notices == []


OPPOSITES = [("hot", "cold"), ("big", "small"), ("wet", "dry")]


def test_first_row_that_may_be_names_is_asked_about() -> None:
    parsed = parse(table([("word", "opposite"), *OPPOSITES]))
    assert parsed.rows == []
    assert parsed.problems[0].message == (
        "The table can be read in two ways. Choose one of them, or write input and expected above its columns."
    )
    plain, named = parsed.offers
    assert (plain.read.rows, plain.read.names) == ([("word", "opposite"), *OPPOSITES], ("", ""))
    assert (named.read.rows, named.read.names) == (OPPOSITES, ("word", "opposite"))
    assert plain.words == "A comma parts the columns, and the first row is example 1."
    assert named.words == "A comma parts the columns, and the first row names the columns."


@pytest.mark.parametrize(("key", "first"), [("comma-rows", ("word", "opposite")), ("comma-names", OPPOSITES[0])])
def test_chosen_reading_is_taken(key: str, first: tuple[str, str]) -> None:
    parsed = parse(table([("word", "opposite"), *OPPOSITES]), chosen=key)
    assert (parsed.rows[0], parsed.problems) == (first, [])


@pytest.mark.parametrize("key", ["tab-rows", "comma", "comma-names\x00", "x" * 10_000])
def test_reading_that_the_text_has_not_is_asked_about_again(key: str) -> None:
    assert len(parse(table([("word", "opposite"), *OPPOSITES]), chosen=key).offers) == 2


def test_choice_changes_nothing_where_there_is_no_doubt() -> None:
    assert parse(table([("input", "expected"), *NOTES]), chosen="comma-rows").rows == NOTES


def test_paste_of_two_rows_is_not_asked_about() -> None:
    assert parse(table(OPPOSITES[:2])).rows == OPPOSITES[:2]


def test_title_above_rows_in_doubt_is_in_neither_reading() -> None:
    parsed = parse("Notes of March\n" + table([("a word", "one"), *OPPOSITES]))
    assert [offer.read.rows[-3:] for offer in parsed.offers] == [OPPOSITES, OPPOSITES]
    assert all("“Notes of March” before the table" in offer.read.notices[0] for offer in parsed.offers)


@pytest.mark.parametrize("title", ["Notes of March", "Notes of March;", "\nNotes of March\n", "Notes\nof March;"])
@pytest.mark.parametrize("names", ["input;expected", "Meldung;Gewerk"])
def test_titles_before_the_names_are_left_out_and_said(title: str, names: str) -> None:
    parsed = parse(f"{title}\n{names}\n{table(NOTES, ';')}")
    assert (parsed.rows, parsed.problems) == (NOTES, [])
    assert "before the table was left out." in parsed.notices[0]


def test_title_with_a_comma_ends_at_the_blank_line() -> None:
    parsed = parse(f"Notes, March\n\nMeldung,Gewerk\n{table(NOTES)}")
    assert parsed.rows == NOTES
    assert parsed.notices[0] == "“Notes March” before the table was left out."


def test_rule_of_a_table_in_markdown_is_no_row() -> None:
    lines = "".join(f"| {given} | {expected} |\n" for given, expected in NOTES)
    parsed = parse(f"| Meldung | Gewerk |\n|:---|---|\n{lines}")
    assert [(given.strip(), expected.strip()) for given, expected in parsed.rows] == NOTES


def test_title_before_rows_without_names_is_asked_about() -> None:
    parsed = parse(f"Notes of March\n{table(NOTES)}")
    assert parsed.problems[0].message.startswith("Row 1 has 1 column instead of 2")


def test_semicolons_win_over_commas_inside_the_cells() -> None:
    rows = [(f"Hahn {number} tropft, nachts", ("Wasser", "Strom")[number % 2]) for number in range(8)]
    assert parse(table(rows, ";")).rows == rows
    texts = [(f"Hahn {number} tropft, nachts", f"Mangel {number}") for number in range(8)]
    assert parse(table(texts, ";")).rows == texts


@pytest.mark.parametrize("decimals", [("50",), ("50", "99"), ("5", "25", "75")])
def test_decimal_comma_parts_no_columns(decimals: tuple[str, ...]) -> None:
    rows = [(f"Preis {number}", f"{number},{decimals[number % len(decimals)]}") for number in range(9)]
    assert parse("\n".join(";".join(row) for row in rows)).rows == rows


def test_two_delimiters_that_part_equally_well_are_asked_about() -> None:
    parsed = parse("\n".join(f"a{number},b;c{number}" for number in range(8)))
    assert [(offer.key, offer.read.rows[0]) for offer in parsed.offers] == [
        ("comma-rows", ("a0", "b;c0")),
        ("semicolon-rows", ("a0,b", "c0")),
    ]


@pytest.mark.parametrize(
    "last", ['Toilet "keeps" running', 'Toilet keeps running"', '"Toilet" keeps running', '5" pipe']
)
def test_stray_quotation_marks_between_tabs_stay_as_they_are(last: str) -> None:
    rows = [('"Tap drips', "plumbing"), ("Socket sparks", "electrics"), ("Drain", "plumbing"), (last, "electrics")]
    text = "\n".join("\t".join(row) for row in [("input", "expected"), *rows])
    parsed = parse(text, "tsv")
    assert (parsed.rows, parsed.problems) == (rows, [])


def test_stray_quotation_marks_melt_no_rows_between_commas() -> None:
    rows = [('"Tap drips', "plumbing"), ("Socket sparks", "electrics"), ('Drain"', "plumbing"), ("Fuse", "electrics")]
    parsed = parse("\n".join(",".join(row) for row in [("input", "expected"), *rows]))
    assert (parsed.rows, parsed.problems) == (rows, [])
    assert parsed.notices == ["Quotation marks do not close in their cells, so they were read as characters."]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cell_of_several_lines_stays_one(mark: str) -> None:
    rows = [("Hello,\nBob; \t?", "greeting"), ("Bye", "parting"), ("Hi", "greeting"), ("So\nlong", "parting")]
    assert parse(table([("input", "expected"), *rows], mark)).rows == rows


def test_columns_that_are_not_read_are_named() -> None:
    rows = [(f"{number}", given, "web", expected) for number, (given, expected) in enumerate(NOTES)]
    parsed = parse(table([("", "text", "source", "label"), *rows]))
    assert parsed.rows == NOTES
    assert parsed.notices == ["The columns “number 1” and “source” were left out."]


def test_count_of_rows_and_empty_columns_are_left_out() -> None:
    rows = [(f"{number}", given, "", expected, "") for number, (given, expected) in enumerate(NOTES, 1)]
    assert parse(table([("", "Meldung", "", "Gewerk", ""), *rows])).rows == NOTES


def test_labels_before_distinct_texts_are_the_outputs() -> None:
    parsed = parse(table([(expected, given) for given, expected in NOTES]))
    assert parsed.rows == NOTES
    assert parsed.notices == ["The second column was read as the input, because the first one repeats."]


def test_instruction_and_input_of_a_table_are_the_input_together() -> None:
    parsed = parse("instruction,input,output\nAntonym?,hot,cold\nCapital of France?,,Paris\n")
    assert parsed.rows == [("Antonym?\n\nhot", "cold"), ("Capital of France?", "Paris")]
    assert parsed.notices == ["“instruction” and “input” together are the input."]


def test_rows_with_the_same_fault_are_one_message() -> None:
    parsed = parse("input,expected\na,b\n" + "c\n" * 9)
    assert [problem.message for problem in parsed.problems] == [
        "Row 2 has 1 column instead of 2; a comma parts them. Give each of them a cell. The same goes for 8 more rows."
    ]
