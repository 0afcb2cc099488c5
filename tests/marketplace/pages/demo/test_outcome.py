"""The form in which an answer is read: fields of an object by their path."""

import pytest

from marketplace.pages.demo.outcome import fields_in


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        ('{"item": "tea", "to": {"town": "Ulm"}}', [("item", "tea"), ("to › town", "Ulm")]),
        ('{"sizes": [1, null, {"w": true}], "none": []}',
         [("sizes 1", "1"), ("sizes 2", "null"), ("sizes 3 › w", "true"), ("none", "[]")]),
        ("not JSON", []),
        ("[" * 100_000, []),
    ],
)  # fmt: skip
def test_fields_are_the_leaves_of_the_object(answer: str, fields: list[tuple[str, str]]) -> None:
    assert list(fields_in(answer)) == fields
