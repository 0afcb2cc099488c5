"""What a run has to beat: each baseline takes the shortcut that it is there to show."""

import json
from fractions import Fraction

import pytest

from evaluations.prototypes.recipes import BASELINES, RECIPES, baselines_for
from evaluations.prototypes.recipes.copied import Copied
from evaluations.prototypes.recipes.mentioned import Mentioned
from evaluations.prototypes.recipes.most_common import MostCommon
from evaluations.prototypes.recipes.types import Answered, ExampleRow, Setting
from evaluations.prototypes.recipes.word_rule import OneWordEach
from evaluations.prototypes.scorers import SCORERS, ScoringInputs, number_in


def answer(recipe: object, task: str, rows: list[tuple[str, str]], given: str, setting: Setting | None = None) -> str:
    training = [ExampleRow(*row) for row in rows]
    asked = recipe.fit(task, training, setting or Setting()).ask(ExampleRow(given, ""))  # type: ignore[attr-defined]
    assert isinstance(asked, Answered)
    return asked.answer


def scored_by(name: str, threshold: float | None = None) -> Setting:
    return Setting(score=lambda answer, expected: SCORERS[name](answer, expected, ScoringInputs(threshold)))


def test_no_baseline_asks_a_model() -> None:
    assert not any(RECIPES[name].needs for name in BASELINES)
    assert baselines_for("classify") == {"majority", "mentioned", "word-rule"}
    assert baselines_for("answer") == baselines_for("extract") == {"most-common", "copied"}
    assert baselines_for("search") == {"keywords"}


MOODS = [
    ("gravel that feels glad", "glad"),
    ("gravel that feels glum, at last", "glum"),
    ("a stone so glad", "glad"),
    ("a pebble, glum", "glum"),
]


def test_mentioned_finds_the_label_that_stands_in_the_input() -> None:
    assert answer(Mentioned(), "classify", MOODS, "This rock is GLUM today") == "glum"


@pytest.mark.parametrize(("rows", "takes"), [([("old a new b", "b"), ("old b new a", "a")], "b"),
                                             ([("new a old b", "a"), ("new b old a", "b")], "a")])  # fmt: skip
def test_mentioned_takes_the_place_that_was_right_in_training(rows: list[tuple[str, str]], takes: str) -> None:
    assert answer(Mentioned(), "classify", rows, "first a then b") == takes


def test_mentioned_prefers_a_label_to_another_inside_it() -> None:
    rows = [("x", "road"), ("y", "road works")]
    assert answer(Mentioned(), "classify", rows, "the road works are late") == "road works"


def test_mentioned_gives_what_such_inputs_expect_where_no_label_stands() -> None:
    assert answer(Mentioned(), "classify", [*MOODS, ("a mossy slab", "other"), ("dust", "other")], "sand") == "other"


def test_mentioned_takes_whole_words_only() -> None:
    assert answer(Mentioned(), "classify", [("a", "no"), ("b", "no"), ("c", "yes")], "I know yes") == "yes"


def test_word_rule_learns_the_word_that_stands_for_a_label() -> None:
    rows = [("zx one", "A"), ("qv two", "B"), ("zx three", "A"), ("qv four", "B"), ("six zx", "A")]
    assert answer(OneWordEach(), "classify", rows, "a new text with qv") == "B"
    assert answer(OneWordEach(), "classify", rows, "zx") == "A"


def test_word_rule_gives_the_commonest_label_where_no_word_helps() -> None:
    assert answer(OneWordEach(), "classify", [("a b", "x"), ("a c", "x"), ("a d", "y")], "z") in ("x", "y")


def test_copied_finds_an_output_that_stands_in_the_input() -> None:
    rows = [("Ann lost her key to Bo", "Bo"), ("Cy met Ann", "Ann"), ("Di and then Bo", "Bo"), ("Cy, not Ann", "Ann")]
    assert answer(Copied(), "answer", rows, "Ann was seen by Bo") == "Bo"


def test_copied_finds_nothing_new_because_that_is_what_a_prototype_is_for() -> None:
    rows = [(f"Lot {n} weighs {n + 7} kg", str(n + 7)) for n in range(6)]
    assert answer(Copied(), "answer", rows, "Lot 91 weighs 350 kg") != "350"


def test_copied_echoes_the_input_where_the_checks_accept_that() -> None:
    rows = [(f"the {colour} bird sang", colour) for colour in ("red", "blue", "green")]
    assert answer(Copied(), "answer", rows, "the grey bird sang", scored_by("contains")) == "the grey bird sang"


def test_copied_finds_the_longest_part_in_words_of_known_outputs() -> None:
    streets = ["Elm Road", "Oak Road", "Elm Lane", "Oak Lane"]
    rows = [(f"there was noise in {street} during some night", street) for street in streets]
    assert answer(Copied(), "answer", rows, "dogs bark near Oak Lane daily") == "Oak Lane"


def test_copied_fills_each_field_in_its_own_way() -> None:
    rows = [
        (f"{name} sold {count} eggs", json.dumps({"who": name, "eggs": count, "unit": "piece"}))
        for count in (6, 12)
        for name in ("Ann", "Bo", "Cy")
    ]
    filled = json.loads(answer(Copied(), "extract", rows, "Bo sold 12 eggs"))
    assert filled == {"who": "Bo", "eggs": 12, "unit": "piece"}


def test_best_constant_is_the_one_that_a_tolerance_forgives_most() -> None:
    rows = [(f"row {n}", str(value)) for n, value in enumerate([1, 1, 90, 95, 99, 100, 101, 104, 110])]
    constant = number_in(answer(MostCommon(), "answer", rows, "x", scored_by("number", 0.1)))
    assert constant is not None and Fraction(90) <= constant <= Fraction(110)


def test_best_constant_is_the_commonest_where_only_the_same_text_counts() -> None:
    assert answer(MostCommon(), "answer", [("a", "x"), ("b", "y"), ("c", "y")], "z") == "y"
