"""The table of `docs/security.md` says what is there: tests, modules, settings and counts."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
STATES = ("met", "partly", "not met", "does not apply")
# Of levels 1 and 2 in each chapter of version 5.0.0.
ASKED = dict(enumerate((27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), 1))
UNTESTED = {"1.4.1", "6.1.3", "6.4.2", "7.1.1", "14.1.1", "14.1.2", "15.1.3", "16.1.1"}
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^ *(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
}

HEADINGS = {
    re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
}


@dataclass(frozen=True)
class Row:
    number: str
    level: str
    short: str
    state: str
    by: str
    tests: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])


ROWS = [Row(*line.strip("| ").split(" | ")) for line in re.findall(r"^\| \d+\.\d+\.\d+ \|.*$", PAGE, re.MULTILINE)]


def test_every_requirement_has_one_row() -> None:
    assert Counter(row.chapter for row in ROWS) == ASKED
    assert not [number for number, times in Counter(row.number for row in ROWS).items() if times > 1]
    assert {row.level for row in ROWS} == {"1", "2"} and {row.state for row in ROWS} <= set(STATES)


def test_rows_are_in_the_order_of_the_standard() -> None:
    numbers = [tuple(map(int, row.number.split("."))) for row in ROWS]
    assert numbers == sorted(numbers)


def test_counts_by_chapter_are_those_of_the_rows() -> None:
    counted = {}
    for chapter, counts in re.findall(r"^\| (\d+\. [^|]+|all) \| ([\d |]+) \|$", PAGE, re.MULTILINE):
        counted[chapter.split(".")[0]] = [int(count) for count in counts.split(" | ")]
    expected = {str(chapter): counts_of([row for row in ROWS if row.chapter == chapter]) for chapter in ASKED}
    assert counted == expected | {"all": counts_of(ROWS)}


def counts_of(rows: list[Row]) -> list[int]:
    return [len(rows), *(sum(row.state == state for row in rows) for state in STATES)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_what_a_row_names_is_there(row: Row) -> None:
    named = re.findall(r"`(test_\w+)`", row.tests)
    assert not set(named) - TESTS
    assert row.tests == ", ".join(f"`{name}`" for name in named) or row.tests == "–"
    for path in re.findall(r"`((?:marketplace|ideas|evaluations|templates|tests|docker|docs)/[\w./-]+)`", row.by):
        assert (ROOT / path).exists(), path
    for setting in re.findall(r"`([A-Z]+_[A-Z_]+)`", row.by):
        assert hasattr(settings, setting) or defined(setting), setting
    for heading in re.findall(r"\(#([\w-]+)\)", row.by):
        assert heading in HEADINGS, heading


def defined(name: str) -> bool:
    """Whether a module of ours defines it, or the compose file passes it on."""
    places = [path for top in ("marketplace", "ideas", "evaluations") for path in (ROOT / top).rglob("*.py")]
    places.append(ROOT / "docker" / "compose.yaml")
    return any(re.search(rf"\b{name}\b", path.read_text()) for path in places)


def test_what_is_said_to_be_met_by_code_has_a_test() -> None:
    """Rows that a document or the language meets have none; these are few, and named here."""
    without = {row.number for row in ROWS if row.state == "met" and row.tests == "–"}
    assert without <= UNTESTED, without - UNTESTED


def test_everything_that_is_not_met_is_named_at_the_top() -> None:
    top = PAGE.split("## Who may do what")[0]
    listed = set(re.findall(r"^- (\d+\.\d+\.\d+), ", top, re.MULTILINE))
    assert listed == {row.number for row in ROWS if row.state == "not met"}
