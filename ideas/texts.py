"""The texts of an idea: what its author writes, in one table. Pure.

Models, versions, forms, pages, the API, the search and the seed take names, labels and limits from here. To add a text,
add an entry, a column of this name to `Idea` and `IdeaVersion`, and a migration. If it is searched, raise VERSION in
`ideas.search_words`: a task then writes the words of all ideas anew.
`tests/marketplace/test_texts.py` refuses an entry that is missing from any of them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Shape = Literal["line", "lines", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaText:
    """One text, or one list of short texts.

    `limit`: characters, or entries of a list; `entry_limit`: characters of an entry. `required`: nothing is published
    without it. `versioned`: a change keeps the earlier text. `revises`: a change makes evidence from people stale.
    `weight`: how much a match counts in the search, A or B; blank if it is not searched. `on_cards`: lists of the API
    show it. `deferred`: too long to be loaded for lists. `section`: its heading on the page of the idea; blank if the
    head of the page shows it. `asked` and `hint`: label and help text in the form; `rows`: height of the form field;
    `is_folded`: the form has it on its second screen, which is closed until there is something on it.
    """

    name: str
    label: str
    shape: Shape
    limit: int
    entry_limit: int = 0
    required: bool = False
    versioned: bool = True
    revises: bool = False
    weight: Literal["", "A", "B"] = ""
    on_cards: bool = False
    deferred: bool = False
    section: str = ""
    asked: str = ""
    hint: str = ""
    rows: int = 1
    is_folded: bool = False

    @property
    def is_list(self) -> bool:
        return self.shape == "list"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an idea's page: `lines` are texts of one line, `paragraphs` longer texts, `entries` those of a list."""

    heading: str
    lines: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)


TEXTS = (
    IdeaText(
        name="title",
        label="Title",
        shape="line",
        limit=80,
        required=True,
        revises=True,
        weight="A",
        on_cards=True,
        hint="What it does. For example: Route repair-café notes to the right table",
    ),
    IdeaText(
        name="pitch",
        label="Pitch",
        shape="line",
        limit=140,
        required=True,
        revises=True,
        weight="A",
        on_cards=True,
        hint="What a stranger reads first, and perhaps only. For example: Visitors write what is broken in their"
        " own words. A model on the café's old laptop picks the table: sewing, electrics, bikes or wood.",
        rows=3,
    ),
    IdeaText(
        name="problem",
        label="The problem",
        shape="lines",
        limit=5_000,
        required=True,
        weight="B",
        deferred=True,
        section="The problem",
        hint="What happens today, and what it costs whom. For example: Forty people come in two hours with notes"
        " like “hums but does not spin”. One volunteer reads every note, and each third visitor queues twice.",
        rows=5,
    ),
    IdeaText(
        name="audience",
        label="Who it is for",
        shape="line",
        limit=300,
        required=True,
        revises=True,
        weight="B",
        section="Who it is for",
        asked="Who it is for, and what for",
        hint="Strangers pick this line out of four after a glance at the title and the pitch. For example:"
        " Volunteers at the desk of a repair café who send each visitor to the right table",
    ),
    IdeaText(
        name="work_fields",
        label="Fields of work",
        shape="list",
        limit=2,
        entry_limit=10,
        revises=True,
        section="Who it is for",
        asked="Is it for people in one field of work?",
        hint="At most two; leave it empty if it is for everybody. What people who said before that they work there"
        " would pay is then counted apart, and can clear “wanted” by itself. A change makes what people said so far"
        " out of date. The glance does not show it.",
        is_folded=True,
    ),
    IdeaText(
        name="why_overlooked",
        label="Why the labs overlook it",
        shape="lines",
        limit=2_000,
        weight="B",
        deferred=True,
        section="Why the labs overlook it",
        asked="Why the big labs overlook it",
        hint="For example: No café has a budget, so nobody sells to them.",
        rows=3,
        is_folded=True,
    ),
    IdeaText(
        name="fits",
        label="Why open models fit, as chosen",
        shape="list",
        limit=7,
        entry_limit=20,
        on_cards=True,
        section="Why open models fit",
        asked="Why open models fit",
        hint="Choose what is true of it.",
        is_folded=True,
    ),
    IdeaText(
        name="why_open",
        label="Why open models fit",
        shape="lines",
        limit=2_000,
        weight="B",
        deferred=True,
        section="Why open models fit",
        asked="Why open models fit, in your words",
        hint="For example: The hall has no network, and what people write stays on the laptop.",
        rows=3,
        is_folded=True,
    ),
    IdeaText(
        name="tags",
        label="Tags",
        shape="list",
        limit=5,
        entry_limit=30,
        weight="A",
        on_cards=True,
        hint="Up to 5, with commas between. The first is its subject. For example: repair, volunteers",
    ),
)
BY_NAME = {text.name: text for text in TEXTS}
PROSE_TEXTS = tuple(text for text in TEXTS if not text.is_list)
LIST_TEXTS = tuple(text for text in TEXTS if text.is_list)

# Names of columns of `Idea`, texts before lists. Tags have rows of their own.
TEXT_COLUMNS = tuple(text.name for text in (*PROSE_TEXTS, *LIST_TEXTS) if text.name != "tags")
VERSIONED = tuple(name for name in TEXT_COLUMNS if BY_NAME[name].versioned)
PROSE = tuple(text.name for text in PROSE_TEXTS)
REVISED = tuple(text.name for text in (*PROSE_TEXTS, *LIST_TEXTS) if text.revises)
REQUIRED = tuple(text.name for text in PROSE_TEXTS if text.required)
DEFERRED = tuple(text.name for text in PROSE_TEXTS if text.deferred)
LIMITS = {text.name: text.limit for text in TEXTS}
ENTRY_LIMITS = {text.name: text.entry_limit for text in LIST_TEXTS}


CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cleaned(text: str) -> str:
    """The text with line feeds as line breaks. Control characters become spaces: they come from PDF files, cannot be
    seen and make feeds invalid. NUL stays, because forms and the API refuse it."""
    return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


# Spaces, controls and formats show nothing, but for the formats that stand around digits. Nor do fillers, selectors and
# the rest of Unicode's Default_Ignorable_Code_Point, and the empty cell of Braille.
_NOTHING = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_SEEN_FORMAT = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_FILLER = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)


def shows_nothing(text: str) -> bool:
    """Whether a reader would see a blank. It stops at the first character that can be seen."""
    return not any(map(_shows, text))


def _shows(char: str) -> bool:
    is_format = unicodedata.category(char) in _NOTHING and not _SEEN_FORMAT.match(char)
    return not is_format and not _FILLER.match(char)


def sections(values: Mapping[str, Any]) -> list[Section]:
    """What the page shows below its head; `values`: the value of each text by its name. An empty section is left out
    unless it is required."""
    found: dict[str, Section] = {}
    for text in (*PROSE_TEXTS, *LIST_TEXTS):
        value = values[text.name]
        if not text.section or not (value or text.required):
            continue
        section = found.setdefault(text.section, Section(text.section))
        if text.is_list:
            section.entries.extend(value)
        elif text.shape == "line":
            section.lines.append(value)
        else:
            section.paragraphs.append(value)
    return list(found.values())
