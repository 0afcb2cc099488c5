"""Texts in the cells of our own sheets: none runs as a formula in a spreadsheet, and each comes back as it was."""

import re
from typing import Any

# A cell with such a beginning can run as a formula (OWASP: CSV injection); full-width characters work as well.
ACTIVE = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")


def safe(cell: Any) -> Any:
    """With an apostrophe before a text that a spreadsheet would run; a number stays as it is.

    A text that looks as if it had such an apostrophe gets another, so that `as_written` gives back each text."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\x00", "")
    return f"'{text}" if _is_marked(f"'{text}") else text


def as_written(cell: str) -> str:
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(cell: str) -> bool:
    bare = cell.lstrip("'")
    return bare != cell and ACTIVE.match(bare) is not None and not NUMBER.fullmatch(bare)
