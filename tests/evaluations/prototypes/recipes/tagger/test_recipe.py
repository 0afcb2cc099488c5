"""The tagger marks outputs that stand in their inputs, and writes them as the outputs of the training rows are."""

import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.prototypes.recipes.tagger import Tagger
from evaluations.prototypes.recipes.types import ExampleRow
from evaluations.prototypes.scorers import SCORERS, ScoringInputs
from evaluations.prototypes.scorers.objects import parse_object, schema_of, written

NAMES = ("ann", "bert", "cleo", "dora", "emil", "fritz", "gina", "hugo")


def answer_of(task: str, rows: list[tuple[str, Any]], text: str) -> Any:
    """What the tagger, fitted on these rows, answers to the text."""
    outputs = [(given, written(output) if task == "extract" else output) for given, output in rows]
    fitted = Tagger().fit(task, [ExampleRow(*row) for row in outputs])
    answer = fitted.ask(ExampleRow(text, "")).answer
    return parse_object(answer) if task == "extract" else answer


def suits(task: str, rows: list[tuple[str, str]]) -> bool:
    return Tagger().suits(task, [ExampleRow(*row) for row in rows])


def test_word_is_marked_by_the_words_around_it_though_it_was_never_seen() -> None:
    rows = [(f"today {name} met number {n} of the others", name) for n, name in enumerate(NAMES)]
    assert answer_of("answer", rows, "today zacharias met number 4 of the others") == "zacharias"


def test_code_is_marked_by_its_shape_among_other_words() -> None:
    rows = [(f"{name} wants {n}A-{n}77 by noon", f"{n}A-{n}77") for n, name in enumerate(NAMES)]
    assert answer_of("answer", rows, "by noon 9A-977 please") == "9A-977"


def test_several_words_are_marked_from_the_first_to_the_last() -> None:
    rows = [(f"write to {name} of mill lane, at once", f"{name} of mill lane") for name in NAMES]
    assert answer_of("answer", rows, "write to otto of mill lane, at once") == "otto of mill lane"


def test_number_is_marked_among_numbers_by_its_unit() -> None:
    rows = [(f"day {9 * n % 8}, {n} mites on {3 * n % 7} frames", {"mites": n}) for n in range(8)]
    assert answer_of("extract", rows, "day 2, 41 mites on 5 frames") == {"mites": 41}


@pytest.mark.parametrize(("said", "number"), [("twenty-three", 23), ("dreiundzwanzig", 23), ("1,200", 1200)])
def test_number_is_read_in_words_and_groups(said: str, number: int) -> None:
    rows = [(f"hive {n} is calm", {"hive": n}) for n in range(8)]
    assert answer_of("extract", rows, f"hive {said} is calm") == {"hive": number}


@pytest.mark.parametrize(
    ("written_as", "answer"),
    [("1703-{:02}-14", "1801-05-23"), ("14.{}.1703", "23.5.1801"), ("{}/14/1703", "5/23/1801")],
)
def test_date_is_written_as_the_outputs_write_dates(written_as: str, answer: str) -> None:
    months = ("January", "February", "March", "April", "July", "August", "October", "December")
    numbers = (1, 2, 3, 4, 7, 8, 10, 12)
    rows = [(f"born the 14th of {month} 1703", written_as.format(n)) for month, n in zip(months, numbers, strict=True)]
    assert answer_of("answer", rows, "born the 23rd of May 1801") == answer


@pytest.mark.parametrize(("form", "answer"), [(str.upper, "OTTO"), (str.title, "Otto"), (str.lower, "otto")])
def test_case_is_that_of_the_outputs(form: Any, answer: str) -> None:
    other = str.upper if form is str.lower else str.lower
    rows = [(f"sent by {other(name)} today", form(name)) for name in NAMES]
    assert answer_of("answer", rows, f"sent by {other('otto')} today") == answer


def test_field_that_some_objects_lack_is_left_out_where_nothing_is_like_it() -> None:
    rows = [(f"hive {n}, {30 + n} mites", {"hive": n, "mites": 30 + n}) for n in range(6)]
    rows += [(f"hive {n}, all calm", {"hive": n}) for n in range(6, 12)]
    assert answer_of("extract", rows, "hive 5, 33 mites") == {"hive": 5, "mites": 33}
    assert answer_of("extract", rows, "hive 5, all calm") == {"hive": 5}


def test_field_that_stands_in_no_input_is_chosen_by_the_words() -> None:
    rows = [(f"hive {n} got syrup", {"hive": n, "done": "fed"}) for n in range(6)]
    rows += [(f"hive {n} got strips", {"hive": n, "done": "treated"}) for n in range(6)]
    assert answer_of("extract", rows, "hive 3 got strips") == {"hive": 3, "done": "treated"}


def test_list_is_marked_item_by_item_in_the_order_of_the_input() -> None:
    rows = [
        (f"present: {first}, {second}. Absent: {absent}.", {"present": [first, second]})
        for first, second, absent in zip(NAMES, NAMES[1:], NAMES[2:], strict=False)
    ]
    found = answer_of("extract", rows, "present: otto, zara. Absent: karl.")
    assert found == {"present": ["otto", "zara"]}


def test_objects_in_objects_are_filled_in() -> None:
    rows = [(f"lamp {n} in elm street is out", {"lamp": {"no": n, "state": "out"}}) for n in range(8)]
    assert answer_of("extract", rows, "lamp 77 in elm street is out") == {"lamp": {"no": 77, "state": "out"}}


def test_input_without_anything_to_mark_gets_the_commonest_output() -> None:
    rows = [(f"rain {number} today", number) for number in ("0.1", "0.1", "0.3", "0.4")]
    assert answer_of("answer", rows, "no rain") == "0.1"
    assert answer_of("answer", rows, "") == "0.1"


def test_outputs_suit_where_they_stand_in_their_inputs() -> None:
    assert suits("answer", [(f"rain {n} today", str(n)) for n in range(8)])
    assert not suits("answer", [(f"the door of {name}", f"opens {n} times") for n, name in enumerate(NAMES)])
    assert suits("extract", [(f"hive {n} calm", written({"hive": n, "mood": "good"})) for n in range(8)])
    assert not suits(
        "extract", [(f"hive {name}", written({"a": n, "b": n % 2, "c": -n})) for n, name in enumerate(NAMES)]
    )
    assert not suits("answer", [])


def test_summary_says_how_each_value_comes_about() -> None:
    rows = [ExampleRow(f"hive {n} calm", written({"hive": n, "mood": "good"})) for n in range(8)]
    fitted = Tagger().fit("extract", rows)
    assert fitted.summary() == {
        "method": "tagger",
        "values": {"hive": "marked as a number", "mood": "the commonest value"},
    }
    assert fitted.ask(rows[0]).note == "Marked in the text: hive."


def test_fitted_tagger_is_kept_for_a_demo_and_answers_the_same() -> None:
    rows = [ExampleRow(f"{name}, born 3.{n + 1}.1803, {n} mites", json.dumps({"who": name, "mites": n}))
            for n, name in enumerate(NAMES)]  # fmt: skip
    fitted = Tagger().fit("extract", rows)
    kept = pickle.loads(pickle.dumps(fitted))
    assert [kept.ask(row) for row in rows] == [fitted.ask(row) for row in rows]


scalars = st.none() | st.booleans() | st.integers(-99, 9_999) | st.floats(-9, 9) | st.text("ab7 -", max_size=6)
values = scalars | st.lists(st.sampled_from(["ann", "b 7", "7"]), max_size=3) | st.lists(st.integers(0, 9), max_size=3)
objects = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), values | st.dictionaries(st.sampled_from("xy"), scalars, max_size=2), max_size=3
)


@settings(max_examples=150)
@given(
    rows=st.lists(st.tuples(objects, st.text("ab7 -.", max_size=20)), min_size=1, max_size=8),
    text=st.text("ab7 -.", max_size=40),
)
def test_object_follows_the_schema_of_the_training_outputs(rows: list[tuple[Any, str]], text: str) -> None:
    outputs = [written(output) for output, _ in rows]
    training = [ExampleRow(f"{more} {output}", output) for (_, more), output in zip(rows, outputs, strict=True)]
    answer = Tagger().fit("extract", training).ask(ExampleRow(text, "")).answer
    assert SCORERS["schema"](answer, "{}", ScoringInputs(schema=schema_of(outputs))) == 1


@given(rows=st.lists(st.tuples(st.text(max_size=30), st.text(max_size=12)), min_size=1), text=st.text(max_size=60))
def test_answer_stands_in_the_input_or_in_a_training_output(rows: list[tuple[str, str]], text: str) -> None:
    training = [ExampleRow(f"{given} {output}", output) for given, output in rows]
    answer = Tagger().fit("answer", training).ask(ExampleRow(text, "")).answer
    written_out = any(char.isdigit() for char in answer)  # numbers and dates may be written otherwise
    assert answer in {output for _, output in rows} | {""} or written_out or answer.casefold() in text.casefold()


@pytest.mark.parametrize(
    "text", ["e" + "\u0301" * 9_999, "a" * 20_000, "!" * 20_000, "7" * 20_000, "日本" * 9_000, "\x0b"]
)
def test_hostile_text_is_learnt_from_and_answered(text: str) -> None:
    rows = [ExampleRow(f"{text} {name} 5", name) for name in NAMES] + [ExampleRow(text, text[:50])]
    fitted = Tagger().fit("answer", rows)
    assert isinstance(fitted.ask(ExampleRow(text, "")).answer, str)
