"""Scorers of JSON objects: do they follow the schema, and how many of their fields are right?"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from .objects import NotAnObject, parse_object, written
from .scorer import EXTRACT, ScoringInputs, Threshold, passed, scorer
from .text import canonical

Leaf = tuple[str, str]  # a path such as "lines[].price", and the canonical value there

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
    """F1 of the leaves that both objects have: the same path and, as `exact` compares, the same value.

    The order in a list does not count, a field that is null counts as absent, and a number may be in quotes: types are
    the matter of `schema`."""
    try:
        given, wanted = (Counter(leaves(parse_object(text))) for text in (answer, expected))
    except NotAnObject:
        return 0.0
    size = given.total() + wanted.total()
    return passed(2 * (given & wanted).total() / size if size else 1.0, inputs)


def leaves(value: Any, path: str = "") -> Iterator[Leaf]:
    """Every value that is neither an object nor a list, with its path of names from the outside in."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    elif value is not None:
        yield path, canonical(value) if isinstance(value, str) else canonical(written(value))


@lru_cache(maxsize=32)
def _validator(text: str) -> Draft202012Validator:
    return Draft202012Validator(parse_object(text), registry=NO_OTHER_SCHEMAS)
