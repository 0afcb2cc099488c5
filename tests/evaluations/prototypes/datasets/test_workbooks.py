"""Workbooks are read by their values; a hostile one is refused with what to do, and ends nothing but its reader."""

import io
import resource
import zipfile
from pathlib import Path

import pytest

from evaluations.prototypes.datasets.examples import ExampleProblems, decode, parse
from evaluations.prototypes.datasets.workbooks import AT_ONCE, READER, _readers, read_workbook
from tests.sentences import NOTES
from tests.workbooks import MAIN, MANIFEST, ods, packed, xlsx

TABLE = [("input", "expected"), *NOTES]
SHARED = "xl/sharedStrings.xml"


def cell(value: str, kind: str = "", formula: str = "") -> str:
    """A sheet of the row "input, expected" and one of "a" and this cell."""
    names = '<row r="1"><c r="A1" t="str"><v>input</v></c><c r="B1" t="str"><v>expected</v></c></row>'
    stored = f"<v>{value}</v>" if value else ""
    return f'{names}<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2"{kind}>{formula}{stored}</c></row>'


def rows_of(data: bytes, name: str = "notes.xlsx") -> list[tuple[str, str]]:
    sheets, _ = read_workbook(name, data)
    parsed = parse(sheets[0].text, "csv")
    assert parsed.problems == []
    return parsed.rows


def refused(data: bytes, name: str = "notes.xlsx") -> str:
    with pytest.raises(ExampleProblems) as trouble:
        read_workbook(name, data)
    return str(trouble.value)


@pytest.mark.parametrize("data", [xlsx({"Notes": TABLE}), ods({"Notes": TABLE})], ids=["xlsx", "ods"])
def test_workbook_is_read_as_its_table(data: bytes) -> None:
    assert rows_of(data) == NOTES


def test_cells_come_back_as_they_were_typed() -> None:
    rows = [('He said "no", then\nleft; ', "=1+1"), ("'quoted", "sep=;"), ("<b>&amp;</b>", "-1"), ("é\u202e", "@x")]
    assert rows_of(xlsx({"Notes": [TABLE[0], *rows]})) == rows
    assert rows_of(ods({"Notes": [TABLE[0], ("'quoted", "-1")]})) == [("'quoted", "-1")]


@pytest.mark.parametrize(
    ("stored", "seen"),
    [("12", "12"), ("12.5", "12.5"), ("0.30000000000000004", "0.3"), ("-3", "-3"), ("1e20", "1e+20"), ("0", "0")],
)
def test_number_is_read_as_people_see_it(stored: str, seen: str) -> None:
    assert rows_of(xlsx({"Notes": cell(stored)})) == [("a", seen)]


@pytest.mark.parametrize(
    ("number", "seen"), [("14", "2026-03-01"), ("22", "2026-03-01 12:00:00"), ("46", "1105932:00:00")]
)
def test_date_is_read_in_iso_8601(number: str, seen: str) -> None:
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    value = "46082.5" if number == "22" else "46082" if number == "14" else "46080.5"
    found = rows_of(xlsx({"Notes": cell(value, ' s="1"')}, {"xl/styles.xml": styles}))
    assert found == [("a", seen)]


def test_true_and_false_are_read_as_people_see_them() -> None:
    assert rows_of(xlsx({"Notes": cell("1", ' t="b"')})) == [("a", "TRUE")]


def test_formula_is_read_by_its_stored_value_and_not_followed() -> None:
    link = '<f>HYPERLINK("http://127.0.0.1:1/","x")</f>'
    assert rows_of(xlsx({"Notes": cell("x", ' t="str"', link)})) == [("a", "x")]


@pytest.mark.parametrize(
    "sheet", [cell("", "", "<f>B1</f>"), cell("#DIV/0!", ' t="e"', "<f>1/0</f>"), cell("#N/A", ' t="e"')]
)
def test_formula_without_a_value_is_blank_and_named(sheet: str) -> None:
    sheets, notices = read_workbook("notes.xlsx", xlsx({"Notes": sheet}))
    assert parse(sheets[0].text, "csv").rows == [("a", "")]
    assert notices == ["Formulas without a stored value, or with an error, were read as blank: B2."]


def test_blank_rows_around_a_table_are_dropped_and_those_within_count() -> None:
    sheets, _ = read_workbook("notes.xlsx", xlsx({"Notes": [("", ""), *TABLE[:2], ("", ""), TABLE[2], ("", "")]}))
    assert parse(sheets[0].text, "csv").rows == [NOTES[0], ("", ""), NOTES[1]]


def test_sheets_that_hold_nothing_are_no_sheets() -> None:
    sheets, _ = read_workbook("notes.xlsx", xlsx({"Empty": [], "Notes": TABLE, "Blank": [("", "")]}))
    assert [sheet.name for sheet in sheets] == ["Notes"]


def test_macros_are_ignored() -> None:
    assert rows_of(xlsx({"Notes": TABLE}, {"xl/vbaProject.bin": "Sub Auto_Open()"})) == NOTES


def test_more_than_ten_sheets_are_named() -> None:
    sheets, notices = read_workbook("notes.xlsx", xlsx({f"S{number}": TABLE for number in range(11)}))
    assert len(sheets) == 10
    assert notices == ["The sheet “S10” was left out: it comes after ten others."]


def bomb(part: str, before: str, middle: str, after: str, count: int) -> bytes:
    """A workbook with one part of `count` megabytes."""
    page = io.BytesIO(xlsx({"Notes": TABLE}))
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as big:
        big.write(before.encode())
        for _ in range(count):
            big.write((middle * (1_000_000 // len(middle))).encode())
        big.write(after.encode())
    return page.getvalue()


def with_lying_sizes(data: bytes) -> bytes:
    """With every unpacked size in the directory of the archive as one byte."""
    changed, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = (1).to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


STRINGS = bomb(SHARED, f"<sst {MAIN}>", "<si><t>x</t></si>", "</sst>", 100)
SPARSE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (STRINGS, "needs too much memory or time"),
        (bomb("xl/media/image1.png", "", "x" * 1_000, "", 300), "needs too much memory or time"),
        (xlsx({"Notes": SPARSE}), "needs too much memory or time"),
        (xlsx({"Notes": [("x" * 1_000, "y")] * 1_001}), "holds more than 1,000,000 characters"),
        (xlsx({"Notes": '<row r="1"><c r="A1"><v>1</v></c><c r="ZZ1"><v>1</v></c></row>'}), "more than 200 columns"),
        (xlsx({"Notes": []}), "holds nothing"),
        (xlsx({}), "holds nothing"),
        (b"", "is no workbook"),
        (b"PK\x03\x04" + b"\x00" * 100, "is no workbook"),
        (b"input,expected\na,b\n", "is no workbook"),
        (xlsx({"Notes": TABLE})[:-200], "is no workbook"),
        (xlsx({"Notes": TABLE}).replace(b"xl/workbook.xml", b"xl/workbook.xmk"), "holds nothing"),
        (packed({"a": "b"}), "is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is protected by a password, or in the format of old"),
    ],
    ids=[
        "shared strings", "picture", "sparse", "long", "wide", "empty", "no sheet", "no byte", "zeros", "CSV", "cut",
        "renamed", "other archive", "password",
    ],
)  # fmt: skip
def test_workbook_that_cannot_be_read_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    message = refused(data)
    assert said in message
    assert message.startswith("The file “notes.xlsx” ") and "Traceback" not in message


def test_sizes_that_lie_do_not_unpack_more() -> None:
    assert any(said in refused(with_lying_sizes(STRINGS)) for said in ("no workbook", "too much memory"))


def test_entities_are_not_expanded() -> None:
    laughs = cell("&b;", ' t="str"')
    sheet = f"{LAUGHS}<worksheet {MAIN}><sheetData>{laughs}</sheetData></worksheet>"
    data = xlsx({"Notes": []}, {"xl/worksheets/sheet1.xml": sheet})
    try:
        assert "haha" not in read_workbook("notes.xlsx", data)[0][0].text
    except ExampleProblems as trouble:
        assert "is no workbook" in str(trouble)


def test_locked_workbook_of_open_document_is_refused() -> None:
    manifest = (
        f"<manifest:manifest {MANIFEST}>"
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        "<manifest:encryption-data></manifest:encryption-data></manifest:file-entry></manifest:manifest>"
    )
    data = packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "x",
            "META-INF/manifest.xml": manifest,
        }
    )
    assert "is protected by a password. Save it without one." in refused(data, "notes.ods")


SAVED = Path(__file__).with_name("libreoffice")  # files that LibreOffice 7.4 saved
KETTLE = ("Kessel löst die Sicherung aus, wenn er kocht", "Strom")


def test_table_saved_by_libreoffice_with_semicolons_is_read() -> None:
    parsed = parse(decode((SAVED / "semicolons.csv").read_bytes()))
    assert (len(parsed.rows), parsed.rows[0], parsed.rows[2][0]) == (10, KETTLE, 'Steckdose "funkt"')


@pytest.mark.parametrize("name", ["sheets.xlsx", "sheets.ods"])
def test_sheets_saved_by_libreoffice_are_read(name: str) -> None:
    sheets, notices = read_workbook(name, (SAVED / name).read_bytes())
    assert ([sheet.name for sheet in sheets], notices) == (["Wörter", "Meldungen 2026", "Notizen"], [])
    assert parse(sheets[1].text, "csv").rows[0] == KETTLE


@pytest.mark.parametrize(("name", "formula"), [("values.xlsx", "E3"), ("values.ods", "=1/0")])
def test_values_saved_by_libreoffice_are_read_as_people_see_them(name: str, formula: str) -> None:
    sheets, notices = read_workbook(name, (SAVED / name).read_bytes())
    assert sheets[0].text.splitlines()[1:] == [
        '"Kessel summt","Strom","12","2026-03-01","24",""',
        '"Hahn, tropft","Wasser","12.5","2026-03-02","",""',
    ]
    assert notices == [f"Formulas without a stored value, or with an error, were read as blank: {formula}."]


def test_process_that_asks_keeps_its_memory_while_a_bomb_is_read() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(with_lying_sizes(STRINGS))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB, of the 100 MB and more


def test_workbook_waits_while_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluations.prototypes.datasets.workbooks.WAIT", 0.05)
    for _ in range(AT_ONCE):
        _readers.acquire()
    try:
        assert "cannot be read now, because other workbooks are. Try again" in refused(xlsx({"Notes": TABLE}))
    finally:
        for _ in range(AT_ONCE):
            _readers.release()


def test_reader_is_a_program_without_imports_of_ours() -> None:
    assert not any(word in READER.read_text() for word in ("from .", "import evaluations", "from evaluations"))
