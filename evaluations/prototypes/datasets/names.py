"""The names of the two columns, as labels of a pair: in one line, short, and blank where nothing names them."""

import unicodedata

from evaluations.prototypes.models import MAX_COLUMN_NAME
from evaluations.prototypes.scorers import composed, has_piled_accents

from .outputs import bare

OURS = ("input", "expected")  # in what this site exports: they name no column of the author's
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")

ColumnNames = tuple[str, str]  # of what goes in, and of what comes out


def as_name(text: str) -> str:
    """In NFC form, cut where it is too long; blank if it shows nothing, or cannot be shown."""
    plain = "".join(" " if unicodedata.category(char) in UNPRINTABLE else char for char in text)
    name = bare(composed(" ".join(plain.split())))
    if has_piled_accents(name):
        return ""
    return name if len(name) <= MAX_COLUMN_NAME else f"{name[: MAX_COLUMN_NAME - 1].rstrip()}…"


def names_above(names: ColumnNames) -> ColumnNames:
    """The names that stand above a table, as labels."""
    given, expected = map(as_name, names)
    return ("", "") if (given.casefold(), expected.casefold()) == OURS else (given, expected)
