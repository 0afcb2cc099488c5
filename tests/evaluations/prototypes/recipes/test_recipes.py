"""What every recipe owes: it learns from its training rows alone and never sees what it is asked for."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Answered, ChatRequest, Row, Unreadable

LABELS = ("roads", "lighting", "water")
TASKS = ("classify", "answer")

pairs = [(name, task) for name, recipe in RECIPES.items() for task in TASKS if task in recipe.tasks]
vectors = st.lists(st.floats(-1, 1, allow_nan=False), min_size=4, max_size=4)
rows = st.builds(Row, st.text(max_size=30), st.sampled_from(LABELS), vectors)
training_rows = st.lists(rows, min_size=1, max_size=12)


@pytest.mark.parametrize(("name", "task"), pairs)
@given(training=training_rows, held_out=rows, other=st.text(max_size=20))
def test_answer_does_not_depend_on_what_the_held_out_row_expects(
    name: str, task: str, training: list[Row], held_out: Row, other: str
) -> None:
    fitted = RECIPES[name].fit(task, training)
    assert fitted.ask(held_out) == fitted.ask(replace(held_out, expected=other))


@pytest.mark.parametrize(("name", "task"), pairs)
@given(training=training_rows, held_out=rows)
def test_fitting_again_gives_the_same_answer(name: str, task: str, training: list[Row], held_out: Row) -> None:
    asked = [RECIPES[name].fit(task, training).ask(held_out) for _ in range(2)]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", RECIPES)
@given(training=training_rows, held_out=rows)
def test_classify_answers_with_a_training_label_only(name: str, training: list[Row], held_out: Row) -> None:
    asked = RECIPES[name].fit("classify", training).ask(held_out)
    known = {row.expected for row in training}
    if isinstance(asked, Answered):
        assert asked.answer in known
    else:
        assert asked.schema is not None
        assert set(asked.schema["properties"]["label"]["enum"]) == known


@pytest.mark.parametrize(("name", "task"), pairs)
@given(training=training_rows, held_out=rows)
def test_record_of_a_run_can_be_stored(name: str, task: str, training: list[Row], held_out: Row) -> None:
    fitted = RECIPES[name].fit(task, training)
    assert json.loads(json.dumps(fitted.summary())) == fitted.summary()
    assert len(fitted.ask(held_out).note) <= 300


@pytest.mark.parametrize("name", RECIPES)
def test_needs_say_what_a_recipe_uses(name: str) -> None:
    recipe, bare = RECIPES[name], [Row("a", "x"), Row("b", "y")]
    if "embedding" in recipe.needs:
        with pytest.raises(ValueError, match="needs the vector"):
            recipe.fit("classify", bare)
    else:
        asks = isinstance(recipe.fit("classify", bare).ask(Row("c", "")), ChatRequest)
        assert asks == ("chat" in recipe.needs)


def test_recipes_are_named_and_ranked_from_cheap_to_dear() -> None:
    assert list(RECIPES) == ["majority", "nearest", "zero-shot", "few-shot"]
    assert [recipe.cost_rank for recipe in RECIPES.values()] == [0, 1, 2, 3]
    assert all(recipe.name == name for name, recipe in RECIPES.items())


@pytest.mark.parametrize("name", ["zero-shot", "few-shot"])
@given(text=st.text(max_size=60))
def test_anything_a_model_writes_is_read_or_called_unreadable(name: str, text: str) -> None:
    training = [Row("a", "roads", [1.0, 0.0]), Row("b", "water", [0.0, 1.0])]
    read = RECIPES[name].fit("classify", training).read(text, ChatRequest([], 1))
    assert isinstance(read, Unreadable) or read in {"roads", "water"}
