"""Every recipe learns from its training rows alone and never sees the expected output of the row that it answers."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Answered, ChatRequest, ExampleRow, Fitted, Passage, Setting, Unreadable

LABELS = ("roads", "lighting", "water")
OUTPUTS = {
    "classify": LABELS,
    "answer": LABELS,
    "extract": ('{"street": "Elm"}', '{"lamp": {"no": 4}, "street": "Oak"}', '{"lamp": {"no": 5}}'),
    "search": ("Street lamps", "Roads\nWater mains"),
}
PASSAGES = [
    Passage("Street lamps", "A lamp that is out is mended within a week.", [1.0, 0.0, 0.0, 0.0]),
    Passage("Roads", "Holes are filled in spring.", [0.0, 1.0, 0.0, 0.0]),
    Passage("Roads", "Ice is gritted at night.", [0.0, 1.0, 1.0, 0.0]),
    Passage("Water mains", "The meter is read in March.", [0.0, 0.0, 0.0, 1.0]),
]
SETTING = Setting(passages=PASSAGES, instruction="Read {input}. Choose from {labels}. {nothing}")
NAMES = {passage.document for passage in PASSAGES}

pairs = [(name, task) for name, recipe in RECIPES.items() for task in OUTPUTS if task in recipe.tasks]
vectors = st.lists(st.floats(-1, 1, allow_nan=False), min_size=4, max_size=4)


def rows(task: str) -> st.SearchStrategy[ExampleRow]:
    return st.builds(ExampleRow, st.text(max_size=30), st.sampled_from(OUTPUTS[task]), vectors)


def fit(name: str, task: str, training: list[ExampleRow]) -> Fitted:
    return RECIPES[name].fit(task, training, SETTING)


@pytest.mark.parametrize(("name", "task"), pairs)
@settings(max_examples=20)
@given(data=st.data(), other=st.text(max_size=20))
def test_answer_does_not_depend_on_what_the_held_out_row_expects(
    name: str, task: str, data: st.DataObject, other: str
) -> None:
    training = data.draw(st.lists(rows(task), min_size=1, max_size=12))
    held_out = data.draw(rows(task))
    fitted, again = fit(name, task, training), fit(name, task, training)
    asked = fitted.ask(held_out)
    assert asked == fitted.ask(replace(held_out, expected=other)) == again.ask(held_out)
    assert json.loads(json.dumps(fitted.summary())) == fitted.summary()
    assert len(asked.note) <= 300


@pytest.mark.parametrize(("name", "task"), pairs)
@given(data=st.data())
def test_recipe_that_does_not_read_inputs_is_the_same_without_them(name: str, task: str, data: st.DataObject) -> None:
    training = data.draw(st.lists(rows(task), min_size=1, max_size=12))
    held_out = data.draw(rows(task))
    bare = [replace(row, input="") for row in training]
    if not RECIPES[name].reads_inputs:
        assert fit(name, task, bare).ask(held_out) == fit(name, task, training).ask(held_out)


@pytest.mark.parametrize("name", [name for name, task in pairs if task == "classify"])
@given(training=st.lists(rows("classify"), min_size=1, max_size=12), held_out=rows("classify"))
def test_classify_answers_with_a_training_label_only(
    name: str, training: list[ExampleRow], held_out: ExampleRow
) -> None:
    asked = fit(name, "classify", training).ask(held_out)
    known = {row.expected for row in training}
    if isinstance(asked, Answered):
        assert asked.answer in known
    else:
        assert asked.schema is not None
        offered = set(asked.schema["properties"]["label"]["enum"])
        assert offered <= known if name == "nearest+chat" else offered == known


@pytest.mark.parametrize(("name", "task"), pairs)
def test_needs_say_what_a_recipe_uses(name: str, task: str) -> None:
    recipe = RECIPES[name]
    bare = [ExampleRow("a", OUTPUTS[task][0]), ExampleRow("b", OUTPUTS[task][1])]
    setting = replace(SETTING, passages=[replace(passage, vector=None) for passage in PASSAGES])
    if "embedding" in recipe.needs:
        with pytest.raises(ValueError, match="needs the vector"):
            recipe.fit(task, bare, setting)
    else:
        asks = isinstance(recipe.fit(task, bare, setting).ask(ExampleRow("c", "")), ChatRequest)
        assert asks == ("chat" in recipe.needs)


def test_every_task_has_a_baseline_and_every_way_to_use_a_model() -> None:
    for task, baselines in {
        "classify": ["majority", "mentioned", "word-rule"],
        "extract": ["most-common", "copied"],
        "answer": ["most-common", "copied"],
        "search": ["keywords"],
    }.items():
        able = [name for name, recipe in RECIPES.items() if task in recipe.tasks]
        own = ["tagger"] if task in ("extract", "answer") else []
        linear = ["linear"] if task == "classify" else []
        assert able == [*baselines, *own, "nearest", *linear, "zero-shot", "instruction", "few-shot", "nearest+chat"]


def test_recipes_are_ranked_from_cheap_to_dear() -> None:
    ranks = [recipe.cost_rank for recipe in RECIPES.values()]
    assert ranks == sorted(ranks)
    assert all(recipe.name == name for name, recipe in RECIPES.items())


@pytest.mark.parametrize(("name", "task"), [pair for pair in pairs if "chat" in RECIPES[pair[0]].needs])
@settings(max_examples=30)
@given(text=st.text(max_size=60) | st.sampled_from(['{"label": ["roads"]}', "[" * 9_999, '{"document": "Roads"}', "1"]))
def test_anything_a_model_writes_is_read_or_called_unreadable(name: str, task: str, text: str) -> None:
    training = [
        ExampleRow("a", OUTPUTS[task][0], [1.0, 0.0, 0.0, 0.0]),
        ExampleRow("b", OUTPUTS[task][1], [0.0, 1.0, 0.0, 0.0]),
    ]
    fitted = fit(name, task, training)
    asked = fitted.ask(ExampleRow("is my lamp out", "", [1.0, 0.0, 0.0, 0.0]))
    assert isinstance(asked, ChatRequest)
    read = fitted.read(text, asked)
    if isinstance(read, Unreadable):
        assert read.why
    elif task == "classify":
        assert read in LABELS
    elif task == "search":
        assert set(read.split("\n")) <= NAMES
    elif task == "extract":
        assert isinstance(json.loads(read), dict)
