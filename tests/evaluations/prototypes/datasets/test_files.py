"""Files and pastes are read as written; a row that cannot be read is a problem with its number."""

import csv
import io
import json
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.examples import MAX_BYTES, ExampleProblems, decode, parse
from evaluations.prototypes.datasets.files import FileFormat, encoding_notice

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
tables = st.lists(st.tuples(cells, cells), min_size=1, max_size=12)


def rendered(rows: Sequence[tuple[str, str]], delimiter: str) -> str:
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("input", "expected"), *rows])
    return page.getvalue()


@given(
    tables, st.sampled_from([("csv", ","), ("csv", ";"), ("tsv", "\t"), ("auto", ","), ("auto", "\t"), ("auto", ";")])
)
def test_tables_come_back_as_they_were_written(rows: list[tuple[str, str]], form: tuple[FileFormat, str]) -> None:
    parsed = parse(rendered(rows, form[1]), form[0])
    assert (parsed.rows, parsed.problems) == (rows, [])


@given(tables, st.sampled_from(["jsonl", "auto"]), st.booleans())
def test_json_lines_come_back_as_they_were_written(rows: list[tuple[str, str]], form: FileFormat, named: bool) -> None:
    lines = [{"input": given, "expected": expected} if named else [given, expected] for given, expected in rows]
    parsed = parse("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), form)
    assert (parsed.rows, parsed.problems) == (rows, [])


@given(st.text(max_size=200), st.sampled_from(["csv", "tsv", "jsonl", "auto"]))
@example("-", "auto")
def test_any_text_gives_rows_or_problems(text: str, form: FileFormat) -> None:
    parsed = parse(text, form)
    assert parsed.rows or parsed.problems


@pytest.mark.parametrize(
    "header",
    [
        "input,expected",
        "Text,Label",
        "label;TEXT",
        "question\tanswer",
        "id,text,source,label",
        "Expected Output,Prompt",
        "query,document",
        "Document;Note",
        "utterance,intent",
    ],
)
def test_columns_are_found_by_name_whatever_their_order(header: str) -> None:
    delimiter = next(mark for mark in "\t;," if mark in header)
    names = header.casefold().split(delimiter)
    cell = {
        "label": "roads",
        "expected": "roads",
        "answer": "roads",
        "expected output": "roads",
        "document": "roads",
        "intent": "roads",
        "id": "7",
        "source": "",
    }
    line = delimiter.join(cell.get(name, "a pothole") for name in names)
    assert parse(f"{header}\n{line}\n").rows == [("a pothole", "roads")]


def test_table_without_header_takes_input_first() -> None:
    assert parse("a pothole,roads\nno light,lighting\n").rows == [("a pothole", "roads"), ("no light", "lighting")]


def test_commas_in_a_tabbed_paste_stay_in_their_cell() -> None:
    assert parse("Hello, you\tgreeting\nBye, then\tparting").rows[0] == ("Hello, you", "greeting")


def test_quotation_marks_in_a_tabbed_paste_stay_as_they_are() -> None:
    assert parse('"Stop" she said\torder\n5" pipe\tpart').rows == [('"Stop" she said', "order"), ('5" pipe', "part")]


def test_formulas_are_kept_as_text() -> None:
    formula = '=HYPERLINK("http://evil.example","x")'
    assert parse(rendered([(formula, "@SUM(A1)")], ",")).rows == [(formula, "@SUM(A1)")]


def test_log_lines_in_brackets_are_no_json() -> None:
    assert parse("[ERROR] disk,hardware\n[WARN] late,network").rows[0] == ("[ERROR] disk", "hardware")


def test_byte_order_mark_is_not_part_of_the_header() -> None:
    assert parse("\ufeffinput,expected\na,b").rows == [("a", "b")]


def test_blank_lines_count_so_that_row_numbers_are_the_authors() -> None:
    parsed = parse("input,expected\na,b\n\nc\nd,e")
    assert parsed.rows == [("a", "b"), ("", ""), ("c", ""), ("d", "e")]
    assert [(problem.row, problem.field) for problem in parsed.problems] == [(3, "rows")]


def test_ragged_row_is_named_and_kept() -> None:
    parsed = parse("a,b\nred, white,flag\nc,d", "csv")
    assert parsed.rows[1] == ("red, white", "flag")
    assert parsed.problems[0].message == (
        "Row 2 has 3 columns instead of 2; a comma parts them. Put quotation marks around a cell that holds one."
    )


def test_one_column_asks_for_two() -> None:
    parsed = parse("only\nthe\ninputs")
    assert parsed.rows == [("only", ""), ("the", ""), ("inputs", "")]
    assert "two are needed" in parsed.problems[0].message


def test_many_columns_without_header_ask_for_names() -> None:
    assert "There are 3 columns. Name them" in parse("1,a pothole,roads\n2,no light,lighting").problems[0].message


def test_unclosed_quote_names_the_row_that_opens_it() -> None:
    parsed = parse('input,expected\na,b\n"c,d\ne,f\n', "csv")
    assert parsed.problems[0].row == 2
    assert parsed.problems[0].message.startswith("Row 2 opens a quotation mark that is never closed.")
    assert parsed.rows == [("a", "b")]


def test_text_after_a_closing_quote_is_named() -> None:
    assert parse('a,b\n"c"d,e', "csv").problems[0].message.startswith("Row 2 goes on after a closing quotation mark")


def test_huge_cell_is_a_problem_and_no_error() -> None:
    parsed = parse(f"input,expected\na,b\n{'x' * 200_000},c\n", "csv")
    assert parsed.problems[0].row == 2
    assert "has a cell of more than 131,072 characters; the most is 20,000" in parsed.problems[0].message


def test_empty_text_asks_for_examples() -> None:
    assert [problem.field for problem in parse(" \n\n ").problems] == ["file"]


def test_text_over_the_limit_is_refused_before_it_is_read() -> None:
    parsed = parse("a,b\n" * (MAX_BYTES // 4 + 1))
    assert (parsed.rows, parsed.problems[0].field) == ([], "file")


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ('{"input": 12, "expected": 1.10}', ("12", "1.10")),
        ('{"text": true, "label": null}', ("true", "")),
        ('{"question": "q", "answer": {"a": [1, 2.5]}}', ("q", '{"a": [1, 2.5]}')),
        ('["q", 7]', ("q", "7")),
        ('{"id": 1, "Prompt": "p", "Completion": "c"}', ("p", "c")),
        ('{"input": "a\\u0000b", "expected": "é"}', ("a\x00b", "é")),
    ],
)
def test_json_values_become_text(line: str, row: tuple[str, str]) -> None:
    assert parse(line, "jsonl").rows == [row]


def test_json_array_is_read_like_json_lines() -> None:
    assert parse('[\n {"input": "a", "expected": "b"},\n ["c", "d"]\n]').rows == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"input": "a", expected: "b"}', "Row 2 is not JSON"),
        ('{"input": "a"}', "Row 2 does not name both what goes in and what should come out"),
        ('["a", "b", "c"]', "Row 2 is an array of 3 items instead of two"),
        ('"a"', "Row 2 is neither an object nor an array"),
        ("[" * 100_000, "Row 2 is nested too deep"),
        ('["a", ' + "9" * 5_000 + "]", "Row 2 is nested too deep or holds too long a number"),
        ('["a", 1e99999999999999999999]', "Row 2 is nested too deep or holds too long a number"),
    ],
)
def test_unusable_json_line_is_named_with_its_reason(line: str, reason: str) -> None:
    parsed = parse(f'["good", "row"]\n{line}\n["good", "too"]', "jsonl")
    assert parsed.problems[0].message.startswith(reason)
    assert parsed.rows == [("good", "row"), ("", ""), ("good", "too")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded_with_and_without_mark(encoding: str) -> None:
    data = "Grüße,hallo".encode(encoding)
    assert (decode(data), encoding_notice(data)) == ("Grüße,hallo", "")


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_is_read_in_both_orders_of_bytes(mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert parse(decode(mark + "input\texpected\r\nGrüße\thallo\r\n".encode(order))).rows == [("Grüße", "hallo")]


def test_windows_1252_is_decoded_with_a_notice_that_shows_its_letters() -> None:
    data = "input;expected\nSpülung läuft – “immer”;Wasser".encode("cp1252")
    assert decode(data) == "input;expected\nSpülung läuft – “immer”;Wasser"
    assert encoding_notice(data) == (
        "The file is not UTF-8 and was read as Windows-1252. See whether its letters are right: "
        "“Spülung läuft – “immer”;Wasser”."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("a,Öl\nGrüße,".encode() + b"\xfc", "Line 2 holds a byte that is not UTF-8 (0xFC)"),
        (b"a,b\nc,\x90", "Line 2 holds a byte that is not UTF-8 (0x90)"),
        ("a,b".encode("utf-16") + b"c", "Line 1 holds a byte that is not UTF-16 (0x63)"),
        (b"a,b\nc,\x00d", "Line 2 holds a NUL byte"),
        (b"x" * (MAX_BYTES + 1), "The file has 1,000,001 bytes; the most is 1,000,000"),
        (b"x" * 10_000_000, "The file has 10,000,000 bytes"),
    ],
)
def test_undecodable_file_is_refused_with_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(ExampleProblems) as refused:
        decode(data)
    assert refused.value.problems[0].message.startswith(reason)
    assert refused.value.problems[0].field == "file"


def test_table_of_a_quarter_of_a_million_rows_is_counted_once() -> None:
    """Counting the columns once for each row would take hours."""
    assert len(parse("a,b\n" * 250_000).rows) == 250_000
