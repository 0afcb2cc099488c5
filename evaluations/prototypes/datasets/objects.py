"""JSON as people keep examples in it: lines or one array of objects and pairs, an object around the array, and chats.

Each item is a pair. What is no known shape is refused in one message for all its rows, which names what was found."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .columns import ColumnPair, left_out, quoted, together
from .problems import Parsed, Problem, in_one_message

CHATS = {"messages": ("role", "content"), "conversations": ("from", "value")}  # of OpenAI, and of ShareGPT
ANSWERS = ("assistant", "gpt")
SYSTEM = ("system", "developer")


class _Unusable(ValueError):
    """The fault of one item, to follow "Row 3 "; how to write rows comes after it."""


def parse_objects(text: str, columns: ColumnPair) -> Parsed:
    items, notices = _items(text, columns)
    items, more = _without_chats(items, columns)
    items, labels = _with_lone_labels(items, columns)
    parsed = Parsed(notices=[*notices, *more, *labels, *_unread(items, columns)], names=_names_of(items, columns))
    problems = []
    for number, item in enumerate(items, 1):
        try:
            parsed.rows.append(_pair(item, columns))
        except _Unusable as fault:
            parsed.rows.append(("", ""))
            problems.append(Problem(number, "rows", f"Row {number} {fault} {columns.forms}"))
    parsed.problems.extend(in_one_message(problems))
    return parsed


def _items(text: str, columns: ColumnPair) -> tuple[list[Any], list[str]]:
    """The JSON of every row, of a blank line None, or what is wrong with a line; and what was left out around them."""
    whole = _whole(text)
    if isinstance(whole, list) and all(isinstance(item, dict | list) for item in whole):
        return whole, []
    if isinstance(whole, dict) and (found := columns.find(list(whole))):
        cells = {name: _column(value) for name, value in whole.items()}
        count = len([*cells.values()][found.second])
        if count > 1 and all(len(column) == count for column in cells.values()):
            return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)], []
    elif isinstance(whole, dict) and not _is_chat(whole):
        lists = [name for name, value in whole.items() if _is_table(value)]
        if len(lists) == 1:
            return whole[lists[0]], left_out([name for name in whole if name not in lists])
    lines = text.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if isinstance(whole, dict):  # on several lines
        return [whole], []
    return [_load_line(line) if line.strip() else None for line in lines], []


def _column(value: Any) -> list[Any]:
    """A column of a table that was written by its columns, as a list or by the numbers of its rows; else no cells."""
    if isinstance(value, dict) and all(name == str(number) for number, name in enumerate(value)):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict | list) for item in value)


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # keeps 1.10 as it was typed


def _whole(text: str) -> Any:
    try:
        return _load(text)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _load_line(line: str) -> Any:
    try:
        loaded = _load(line.rstrip().removesuffix(","))
    except json.JSONDecodeError as error:
        return _Unusable(f"is not JSON: {error.msg.lower()} at character {error.pos + 1}.")
    except (ValueError, ArithmeticError, RecursionError):
        return _Unusable("is nested too deep or holds too long a number.")
    return loaded if isinstance(loaded, dict | list) else _Unusable("is neither an object nor an array.")


def _is_chat(item: Any) -> bool:
    return isinstance(item, dict) and any(_is_table(item.get(name)) for name in CHATS)


def _without_chats(items: Sequence[Any], columns: ColumnPair) -> tuple[list[Any], list[str]]:
    """Chats as objects: the last answer, and what was said before it. A system message is said only where they differ,
    since it tells nothing otherwise."""
    chats = [_turns(item) if _is_chat(item) else [] for item in items]
    systems = {"\n\n".join(said for role, said in turns if role in SYSTEM) for turns in chats if turns}
    ignored = SYSTEM if len(systems) == 1 else ()
    formed = [
        _as_object([turn for turn in turns if turn[0] not in ignored], columns) if turns else item
        for item, turns in zip(items, chats, strict=True)
    ]
    said = f"Every chat has the system message {quoted([*systems])}, which was left out." if len(systems) == 1 else ""
    return formed, [said] if any(systems) and said else []


def _turns(chat: dict[str, Any]) -> list[tuple[str, str]]:
    name = next(name for name in CHATS if _is_table(chat.get(name)))
    role, content = CHATS[name]
    return _as_turns(chat[name], role, content)


def _as_turns(messages: Sequence[Any], role: str, content: str) -> list[tuple[str, str]]:
    turns = [message if isinstance(message, dict) else {} for message in messages]
    return [(str(turn.get(role, "")).casefold(), _said(turn.get(content))) for turn in turns]


def _said(content: Any) -> str:
    """The text of a message, which may come in parts."""
    if not isinstance(content, list):
        return _text(content)
    return "\n".join(_text(part.get("text")) if isinstance(part, dict) else _text(part) for part in content)


def _as_object(turns: Sequence[tuple[str, str]], columns: ColumnPair) -> Any:
    if len(turns) < 2 or turns[-1][0] not in ANSWERS:
        return _Unusable("is a chat that does not end with an answer of the assistant.")
    return {columns.first: _in_words(turns[:-1]), columns.second: turns[-1][1]}


def _in_words(turns: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(f"{role}: {text}" if len(turns) > 1 else text for role, text in turns)


def _with_lone_labels(items: Sequence[Any], columns: ColumnPair) -> tuple[list[Any], list[str]]:
    """Outputs that are all lists of one text, as that text."""
    places = [_place_of_output(item, columns) for item in items]
    outputs = [item[place] for item, place in zip(items, places, strict=True) if place is not None]
    if not any(outputs) or not all(isinstance(output, list) and len(output) < 2 for output in outputs):
        return list(items), []
    if not all(isinstance(label, str | int | Decimal) for output in outputs for label in output):
        return list(items), []
    formed = [
        item if place is None else {**item, place: "".join(map(_text, item[place]))}
        for item, place in zip(items, places, strict=True)
    ]
    return formed, [f"Every {columns.second} is a list of one, and was read as what it holds."]


def _place_of_output(item: Any, columns: ColumnPair) -> str | None:
    names = list(item) if isinstance(item, dict) else []
    found = columns.find(names)
    return names[found.second] if found else None


def _unread(items: Sequence[Any], columns: ColumnPair) -> list[str]:
    """Which names are one text together, and which were left out."""
    joined: dict[str, None] = {}
    left: dict[str, None] = {}
    for item in items:
        names = list(item) if isinstance(item, dict) else []
        if found := columns.find(names):
            joined |= dict.fromkeys(names[index] for index in found.first if len(found.first) > 1)
            left |= dict.fromkeys(name for index, name in enumerate(names) if index not in (*found.first, found.second))
    return together(list(joined), columns) + left_out(list(left))


def _names_of(items: Sequence[Any], columns: ColumnPair) -> tuple[str, str]:
    """The names of both values in the first object that has them."""
    for names in (list(item) for item in items if isinstance(item, dict)):
        if found := columns.find(names):
            return " + ".join(names[index] for index in found.first), names[found.second]
    return "", ""


def _pair(item: Any, columns: ColumnPair) -> tuple[str, str]:
    if item is None:
        return "", ""
    if isinstance(item, _Unusable):
        raise item
    if isinstance(item, list):
        if len(item) != 2:
            raise _Unusable(f"is an array of {len(item)} items instead of two.")
        return _text(item[0]), _text(item[1])
    found = columns.find(list(item))
    if found is None:
        raise _Unusable(f"does not name both {columns.in_words}. It names {quoted(list(item)) if item else 'nothing'}.")
    return found.pair([_text(value) for value in item.values()])


def _text(value: Any) -> str:
    """A value as text: strings and numbers as they are, null blank, messages of a chat in words, else as JSON."""
    if value is None:
        return ""
    if _is_table(value) and all(isinstance(part, dict) and {"role", "content"} <= part.keys() for part in value):
        return _in_words(_as_turns(value, "role", "content"))
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=float)
