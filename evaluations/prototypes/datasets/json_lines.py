"""JSON Lines: one object or two-item array per line; a whole JSON array of them is read as well."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .problems import Parsed, Problem
from .tables import ColumnPair


class _Unusable(ValueError):
    """The fault of one row, to follow "Row 3 "; how to write rows comes after it."""


def parse_json_lines(text: str, columns: ColumnPair) -> Parsed:
    parsed = Parsed()
    for number, row in enumerate(_rows(text, columns), 1):
        if isinstance(row, _Unusable):
            parsed.problems.append(Problem(number, "rows", f"Row {number} {row} {columns.forms}"))
            row = ("", "")
        parsed.rows.append(row)
    return parsed


def _rows(text: str, columns: ColumnPair) -> Iterator[tuple[str, str] | _Unusable]:
    items = _items_of_array(text)
    if items is not None:
        yield from (_attempt(item, columns) for item in items)
    else:
        lines = text.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield from (_read(line, columns) if line.strip() else ("", "") for line in lines)


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # keeps 1.10 as it was typed


def _items_of_array(text: str) -> list[Any] | None:
    try:
        whole = _load(text) if text.lstrip().startswith("[") else None
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return whole if isinstance(whole, list) and all(isinstance(item, dict | list) for item in whole) else None


def _read(line: str, columns: ColumnPair) -> tuple[str, str] | _Unusable:
    try:
        return _attempt(_load(line), columns)
    except json.JSONDecodeError as error:
        return _Unusable(f"is not JSON: {error.msg.lower()} at character {error.pos + 1}.")
    except (ValueError, ArithmeticError, RecursionError):
        return _Unusable("is nested too deep or holds too long a number.")


def _attempt(item: Any, columns: ColumnPair) -> tuple[str, str] | _Unusable:
    try:
        return _pair(item, columns)
    except _Unusable as unusable:
        return unusable


def _pair(item: Any, columns: ColumnPair) -> tuple[str, str]:
    if isinstance(item, list):
        if len(item) != 2:
            raise _Unusable(f"is an array of {len(item)} items instead of two.")
        first, second = item
        return _text(first), _text(second)
    if not isinstance(item, dict):
        raise _Unusable("is neither an object nor an array.")
    found = columns.find(list(item))
    if found is None:
        raise _Unusable(f"does not name both {columns.in_words}.")
    values, (first, second) = list(item.values()), found
    return _text(values[first]), _text(values[second])


def _text(value: Any) -> str:
    """A value as text: strings and numbers as they are, null blank, anything else as JSON."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=float)
