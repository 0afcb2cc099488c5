"""Expected outputs as JSON objects: one canonical form, and the schema that they share."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evaluations.prototypes.datasets.examples import check
from evaluations.prototypes.datasets.inference import infer
from evaluations.prototypes.scorers.objects import Field, NotAnObject, canonical, fields_of, parse_object, schema_of

leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(alphabet="ab é", max_size=4)

ROWS = [(f"text {number}", f'{{"b": [{{"n": {number}}}], "a": "x"}}') for number in range(8)]


def objects_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from("abc"), inner, max_size=3)


values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | objects_of(inner), max_leaves=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(objects_of(values), min_size=1, max_size=5))
def test_every_output_follows_the_inferred_schema(outputs: list[dict[str, Any]]) -> None:
    schema = schema_of([json.dumps(output) for output in outputs])
    assert schema
    Draft202012Validator.check_schema(schema)
    for output in outputs:
        assert Draft202012Validator(schema).is_valid(output), (output, schema)


def test_field_is_required_only_when_every_row_has_it() -> None:
    schema = schema_of(['{"a": 1, "b": {"c": ["x"]}}', '{"a": "y", "b": {}, "d": true}'])
    assert schema
    assert fields_of(schema) == [
        Field("a", "integer or string", True),
        Field("b.c[]", "string", False),
        Field("d", "boolean", False),
    ]
    assert not Draft202012Validator(schema).is_valid({"a": 1, "b": {}, "e": 1})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("miller", "is not JSON: expecting value at character 1."),
        ('["a"]', "is JSON, but not an object"),
        ('{"a": NaN}', "holds NaN, which JSON does not have."),
        ('{"a": 1, "a": 2}', "names a field twice"),
        ('{"a": 1e999}', "holds too large a number."),
        ('{"a": ' + "9" * 5_000 + "}", "holds too long a number."),
        ('{"a": "\\u0000"}', "holds a character that no text has"),
        ('{"\\ud800": 1}', "holds a character that no text has"),
        ('{"a":' * 20 + "1" + "}" * 20, "is nested deeper than 8 levels."),
        ("[" * 99_999, "is nested deeper than 8 levels."),
    ],
)
def test_what_is_no_object_says_why(text: str, why: str) -> None:
    with pytest.raises(NotAnObject, match=why):
        parse_object(text)


def test_object_between_fences_is_read() -> None:
    assert parse_object('```json\n{"a": 1}\n```') == {"a": 1}
    assert parse_object('  ``` \n\n{"a": 1}```\n') == {"a": 1}
    for open_ended in ("```", "```python\n{}\n```", "```" + "\n" * 19_000 + "x"):
        with pytest.raises(NotAnObject):
            parse_object(open_ended)


def test_objects_are_inferred_and_kept_in_one_form() -> None:
    checked = check([*ROWS, ("one more", '{"a":"y",\n "b":[]}')])
    assert not checked.problems
    assert checked.rows[-1][1] == '{"a": "y", "b": []}' == canonical(checked.rows[-1][1])
    inferred = infer(checked.rows)
    assert (inferred.task, inferred.scorer) == ("extract", "fields")
    assert inferred.reason == "JSON objects in 9 of 9 rows: fields to fill in"


def test_output_that_is_no_object_names_row_and_reason() -> None:
    (problem,) = check([*ROWS, ("one more", '{"a": miller}')]).problems
    assert (problem.row, problem.field) == (9, "expected")
    assert problem.message.startswith("The expected output of row 9 is not JSON: expecting value at character 7.")


def test_names_that_are_data_are_refused() -> None:
    rows = [(f"text {number}", json.dumps({f"name {number}": 1})) for number in range(101)]
    (problem,) = check(rows).problems
    assert "101 different fields; the most is 100" in problem.message


def test_number_is_asked_for_where_numbers_are_compared() -> None:
    rows = [(f"text {number}", str(number)) for number in range(8)]
    assert not check(rows, "answer", scorers=["number"]).problems
    (problem,) = check([*rows, ("x", "a dozen")], "answer", scorers=["number"]).problems
    assert (problem.row, problem.field) == (9, "expected")


def test_output_may_be_left_open_only_where_nothing_is_checked() -> None:
    rows = [(f"text {number}", "") for number in range(8)]
    assert not check(rows, "answer", scorers=["unchecked"]).problems
    assert len(check(rows, "answer", scorers=["exact"]).problems) == 8
