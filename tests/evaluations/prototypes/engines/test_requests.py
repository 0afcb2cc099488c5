from typing import Any

import pytest

from evaluations.prototypes.engines import chat_request

TEXT = {"type": "string"}


def closed(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (closed(label={"type": "string", "enum": ["a", "b"]}), True),
        (closed(name=TEXT, parts={"type": "array", "items": closed(size=TEXT)}), True),
        (closed(name=TEXT) | {"required": []}, False),  # an optional field
        (closed(name=TEXT, parts={"type": "array", "items": closed(size=TEXT) | {"required": []}}), False),
        ({"type": "object", "properties": {"name": TEXT}, "required": ["name"]}, False),  # others are allowed
    ],
)
def test_schema_is_sent_as_strict_only_where_every_field_is_required(schema: dict[str, Any], strict: bool) -> None:
    sent = chat_request("model", [{"role": "user", "content": "x"}], 10, schema).body["response_format"]
    assert sent["json_schema"]["strict"] is strict
