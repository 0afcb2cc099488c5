"""Scorers of JSON objects: do they follow the schema, and how many of their fields are right?"""

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from .numbers import Notation
from .objects import NotAnObject, parse_object, written
from .pairing import Pairing, leaves
from .scorer import EXTRACT, ScoringInputs, Threshold, passed, scorer

NO_OTHER_SCHEMAS: Registry[Any] = Registry()  # a reference to a schema elsewhere is an error, never a request


@scorer("schema", "JSON that follows the schema of the expected outputs", EXTRACT)
def schema(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The answer is a JSON object that follows the schema; its values are not compared."""
    if inputs.schema is None:
        return 0.0
    try:
        value = parse_object(answer)
    except NotAnObject:
        return 0.0
    return float(_validator(written(inputs.schema)).is_valid(value))


@scorer(
    "fields",
    "how many fields are right (field F1)",
    EXTRACT,
    threshold=Threshold("Least field F1 that counts", "least F1"),
    is_graded=True,
)
def fields(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """F1 of the leaves that both objects have: the same name and, as `exact` compares, the same value.

    An item of a list is compared as a whole with the one item that it has most in common with; their order does not
    count. A list in a list is a row, whose order counts. A field that is null counts as absent, and a number may be in
    quotes: types are the matter of `schema`."""
    return passed(_fields_f1(answer, expected, inputs, any_order=True), inputs)


@scorer(
    "fields-in-order",
    "how many fields are right, with lists in their order (field F1)",
    EXTRACT,
    threshold=Threshold("Least field F1 that counts", "least F1"),
    is_graded=True,
)
def fields_in_order(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """As `fields`, but the first item of a list is compared with the first, the second with the second."""
    return passed(_fields_f1(answer, expected, inputs, any_order=False), inputs)


def fields_right(answer: str, expected: str, notation: Notation, *, any_order: bool) -> tuple[int, int]:
    """How many leaves of the expected object the answer has right, and how many there are."""
    wanted = parse_object(expected)
    try:
        return Pairing(notation, any_order).common(parse_object(answer), wanted), leaves(wanted)
    except NotAnObject:
        return 0, leaves(wanted)


def field_by_field(
    answer: str, expected: str, notation: Notation, *, any_order: bool
) -> list[tuple[str, Any, Any, bool]]:
    """Each outermost field by its name: what the answer and the expected object have there, None for nothing, and
    whether they are the same. Raises NotAnObject."""
    given, wanted = parse_object(answer), parse_object(expected)
    compare = Pairing(notation, any_order).common
    rows = [(name, given.get(name), wanted.get(name)) for name in {**wanted, **given}]
    return [(name, one, other, compare(one, other) == leaves(one) == leaves(other)) for name, one, other in rows]


def _fields_f1(answer: str, expected: str, inputs: ScoringInputs, *, any_order: bool) -> float:
    try:
        given, wanted = (parse_object(text) for text in (answer, expected))
    except NotAnObject:
        return 0.0
    size = leaves(given) + leaves(wanted)
    return 2 * Pairing(inputs.notation, any_order).common(given, wanted) / size if size else 1.0


@lru_cache(maxsize=32)
def _validator(text: str) -> Draft202012Validator:
    return Draft202012Validator(parse_object(text), registry=NO_OTHER_SCHEMAS)
