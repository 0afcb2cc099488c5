"""JSON Lines: one object or two-item array in each line; a whole JSON array of them is taken as well."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .columns import find_columns
from .problems import Parsed, Problem

_FORMS = 'Write {"input": "...", "expected": "..."} or ["input", "expected"].'


class _Unusable(ValueError):
    """Says what is wrong with one row and what to do, to follow "Row 3 "."""


def parse_json_lines(text: str) -> Parsed:
    parsed = Parsed()
    for number, row in enumerate(_rows(text), 1):
        if isinstance(row, _Unusable):
            parsed.problems.append(Problem(number, "rows", f"Row {number} {row}"))
            row = ("", "")
        parsed.rows.append(row)
    return parsed


def _rows(text: str) -> Iterator[tuple[str, str] | _Unusable]:
    items = _items_of_array(text)
    if items is not None:
        yield from (_attempt(item) for item in items)
    else:
        lines = text.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield from (_read(line) if line.strip() else ("", "") for line in lines)


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # keeps 1.10 as it was typed


def _items_of_array(text: str) -> list[Any] | None:
    try:
        whole = _load(text) if text.lstrip().startswith("[") else None
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return whole if isinstance(whole, list) and all(isinstance(item, dict | list) for item in whole) else None


def _read(line: str) -> tuple[str, str] | _Unusable:
    try:
        return _attempt(_load(line))
    except json.JSONDecodeError as error:
        return _Unusable(f"is not JSON: {error.msg.lower()} at character {error.pos + 1}. {_FORMS}")
    except (ValueError, ArithmeticError, RecursionError):
        return _Unusable(f"is nested too deep or holds too long a number. {_FORMS}")


def _attempt(item: Any) -> tuple[str, str] | _Unusable:
    try:
        return _pair(item)
    except _Unusable as unusable:
        return unusable


def _pair(item: Any) -> tuple[str, str]:
    if isinstance(item, list):
        if len(item) != 2:
            raise _Unusable(f"is an array of {len(item)} items instead of two. {_FORMS}")
        return _text(item[0]), _text(item[1])
    if not isinstance(item, dict):
        raise _Unusable(f"is neither an object nor an array. {_FORMS}")
    columns = find_columns(list(item))
    if columns is None:
        raise _Unusable(f"does not name both an input and an expected output. {_FORMS}")
    values = list(item.values())
    return _text(values[columns[0]]), _text(values[columns[1]])


def _text(value: Any) -> str:
    """A value as text: strings and numbers as they are, null blank, anything else as JSON."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=float)
