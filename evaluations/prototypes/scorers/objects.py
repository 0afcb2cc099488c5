"""JSON objects, the outputs of `extract`: strict reading, one canonical form, and the schema that they share."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genson import SchemaBuilder

MAX_DEPTH = 8  # objects and lists inside each other
MAX_FIELDS = 100  # of a schema
FENCE = "```"

JsonSchema = dict[str, Any]


class NotAnObject(ValueError):
    """The text is not one JSON object that can be stored; the message follows "It "."""


@dataclass(frozen=True, slots=True)
class Field:
    """A leaf of a schema, as authors see it. `path`: names from the outside in, "[]" for a list's items."""

    path: str
    kind: str
    required: bool


def unfenced(text: str) -> str:
    """The text between the fences of Markdown; a text without them as it is. Without a regular expression, because one
    that allows white space on both sides of a newline takes cubic time to fail."""
    bare = text.strip()
    if not (bare.startswith(FENCE) and bare.endswith(FENCE) and len(bare) >= 2 * len(FENCE)):
        return text
    language, _, inside = bare[len(FENCE) : -len(FENCE)].partition("\n")
    return inside if language.strip() in ("", "json") else text


def parse_object(text: str) -> dict[str, Any]:
    """The object in the text, also between the fences of Markdown. Raises NotAnObject."""
    try:
        value = json.loads(unfenced(text), parse_constant=_refuse, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise NotAnObject(f"is not JSON: {error.msg.lower()} at character {error.pos + 1}.") from None
    except RecursionError:
        raise NotAnObject(f"is nested deeper than {MAX_DEPTH} levels.") from None
    except NotAnObject:
        raise
    except ValueError:
        raise NotAnObject("holds too long a number.") from None
    if not isinstance(value, dict):
        raise NotAnObject('is JSON, but not an object such as {"name": "..."}.')
    _check(value, MAX_DEPTH)
    return value


def canonical(text: str) -> str:
    """The object in one form: sorted fields, usual spaces. Raises NotAnObject."""
    return written(parse_object(text))


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def schema_of(outputs: Sequence[str]) -> JsonSchema | None:
    """The JSON schema that all these objects follow; a field is required when every object has it.

    Outputs that are blank or no object are ignored; None when none is left."""
    builder = SchemaBuilder(schema_uri=False)
    found = [value for output in outputs if (value := _object_or_none(output)) is not None]
    for value in found:
        builder.add_object(value)
    return _closed(builder.to_schema()) if found else None


def fields_of(schema: Mapping[str, Any]) -> list[Field]:
    """The leaves of a schema, in the order of their names, for a page that shows the inferred schema."""
    return list(_leaves(schema, "", required=True))


def looks_like_object(text: str) -> bool:
    return _object_or_none(text) is not None


def _object_or_none(text: str) -> dict[str, Any] | None:
    try:
        return parse_object(text)
    except NotAnObject:
        return None


def _refuse(name: str) -> None:
    raise NotAnObject(f"holds {name}, which JSON does not have.")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        raise NotAnObject("names a field twice in one object.")
    return whole


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise NotAnObject(f"is nested deeper than {MAX_DEPTH} levels.")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth - 1)
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise NotAnObject("holds too large a number.")


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise NotAnObject("holds a character that no text has (NUL, or half of one).")


def _closed(schema: JsonSchema) -> JsonSchema:
    """The same schema without any other fields, at every level."""
    if "anyOf" in schema:
        return schema | {"anyOf": [_closed(each) for each in schema["anyOf"]]}
    if "items" in schema:
        schema = schema | {"items": _closed(schema["items"])}
    if "object" in _kinds(schema):
        inside = {name: _closed(inner) for name, inner in schema.get("properties", {}).items()}
        schema = schema | {"properties": inside, "additionalProperties": False}
    return schema


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _leaves(schema: Mapping[str, Any], path: str, *, required: bool) -> Iterator[Field]:
    inner = [each for each in schema.get("anyOf", [schema]) if each.get("properties") or each.get("items")]
    for each in inner:
        for name, value in each.get("properties", {}).items():
            yield from _leaves(
                value, f"{path}.{name}" if path else name, required=required and name in each.get("required", [])
            )
        if "items" in each:
            yield from _leaves(each["items"], f"{path}[]", required=required)
    if not inner:
        yield Field(path, " or ".join(_kinds(schema)) or "anything", required)
