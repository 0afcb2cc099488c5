"""The names under which people keep inputs and expected outputs, in the order of preference."""

from collections.abc import Sequence

INPUT_NAMES = (
    "input",
    "text",
    "question",
    "prompt",
    "query",
    "message",
    "sentence",
    "document",
    "instruction",
)
EXPECTED_NAMES = (
    "expected",
    "expected_output",
    "label",
    "answer",
    "output",
    "category",
    "class",
    "target",
    "response",
    "completion",
)


def find_columns(names: Sequence[str]) -> tuple[int, int] | None:
    """The places of the input and of the expected output among these names; None unless both are there."""
    plain = ["_".join(name.casefold().replace("_", " ").split()) for name in names]
    given = next((plain.index(name) for name in INPUT_NAMES if name in plain), None)
    expected = next((plain.index(name) for name in EXPECTED_NAMES if name in plain), None)
    return None if given is None or expected is None else (given, expected)
