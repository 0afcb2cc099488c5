"""A scorer is declared once, and whole: nothing that derives from the registry can lack one."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from evaluations.prototypes import scorers
from evaluations.prototypes.datasets.inference import default_scorer, with_threshold
from evaluations.prototypes.exports.bundle import sources
from evaluations.prototypes.models import ExampleDraft, ExampleRevision, Task
from evaluations.prototypes.scorers import (
    CHOICES,
    IN_ORDER,
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    SCORERS,
    UNCHECKED,
    Scorer,
    ScoringInputs,
    in_words,
    scorers_for,
    suits,
)
from evaluations.prototypes.scorers.objects import schema_of
from marketplace.api.serializers.inputs import ExampleSetWriting
from marketplace.pages.submit.settings_form import SettingsForm, parameter_of
from tests.factories import make_revision

# A right answer and a wrong one to the same expected output, for every scorer.
TRIED = {
    "label": ("Roads", "Parks", "roads"),
    "exact": ("Paris.", "Lyon", "paris"),
    "strict": ("Paris", "paris", "Paris"),
    "contains": ("It is Paris", "It is Lyon", "paris"),
    "contains-all": ("a door and a key", "a door", "door\nkey"),
    "contains-any": ("a key", "a lock", "door\nkey"),
    "number": ("It costs 100", "It costs 120", "100"),
    "similarity": ("a door", "a fine", "a gate"),
    "token-f1": ("a door", "no", "a door"),
    "rouge-l": ("a door", "no", "a door"),
    "schema": ('{"who": "miller"}', '{"fine": 9}', '{"who": "smith"}'),
    "fields": ('{"who": "smith"}', '{"who": "miller"}', '{"who": "smith"}'),
    "fields-in-order": ('{"who": ["a", "b"]}', '{"who": ["b", "a"]}', '{"who": ["a", "b"]}'),
    "recall@1": ("a\nb", "b\na", "a"),
    "recall@5": ("b\na", "b\nc", "a"),
    "mrr": ("a\nb", "b\nc", "a"),
}
VECTORS = {"a door": [1.0, 0.0], "a gate": [0.9, 0.1], "a fine": [0.0, 1.0]}

every_scorer = pytest.mark.parametrize("scorer", IN_ORDER, ids=lambda scorer: scorer.name)


def declared() -> list[Scorer]:
    names = [f"{scorers.__name__}.{module.name}" for module in iter_modules(scorers.__path__)]
    found = [each for name in names for each in vars(import_module(name)).values() if isinstance(each, Scorer)]
    return list({id(each): each for each in found}.values())


def test_every_scorer_that_is_declared_is_in_the_registry_once() -> None:
    assert sorted(scorer.name for scorer in declared()) == sorted(SCORERS)
    assert len(SCORERS) == len(IN_ORDER)


@pytest.mark.parametrize("model", [ExampleDraft, ExampleRevision])
def test_database_has_a_choice_for_every_scorer_and_no_other(model: type[ExampleDraft] | type[ExampleRevision]) -> None:
    choices = dict(model._meta.get_field("scorer").flatchoices)
    choices.pop("", None)
    assert choices == {scorer.name: scorer.label for scorer in IN_ORDER} | {UNCHECKED: CHOICES[UNCHECKED]}


@every_scorer
def test_declaration_is_whole(scorer: Scorer) -> None:
    length = ExampleRevision._meta.get_field("scorer").max_length
    assert scorer.name and length and len(scorer.name) <= length
    assert scorer.label and list(CHOICES.values()).count(scorer.label) == 1
    assert scorer.tasks and scorer.tasks <= set(Task.values)
    assert scorer.compare.__doc__


@every_scorer
def test_threshold_is_whole(scorer: Scorer) -> None:
    threshold = scorer.threshold
    if threshold is None:
        return
    assert threshold.label and threshold.unit and threshold.joined_by
    assert scorer.is_graded == (threshold.usual is None)  # without a usual one its values lie between 0 and 1
    assert MIN_THRESHOLD <= threshold.lowest < threshold.highest <= MAX_THRESHOLD
    assert threshold.usual is None or threshold.lowest <= threshold.usual <= threshold.highest


@every_scorer
def test_every_scorer_is_tried_on_a_right_and_a_wrong_answer(scorer: Scorer) -> None:
    right, wrong, expected = TRIED[scorer.name]
    values = [scorer(answer, expected, inputs_of(answer, expected)) for answer in (right, wrong)]
    assert values[0] > values[1] and all(0 <= value <= 1 for value in values)


def inputs_of(answer: str, expected: str) -> ScoringInputs:
    vectors = (VECTORS[answer], VECTORS[expected]) if answer in VECTORS and expected in VECTORS else None
    return ScoringInputs(None, vectors, schema_of([expected]))


def test_no_scorer_is_tried_that_there_is_not() -> None:
    assert TRIED.keys() == SCORERS.keys()


@pytest.mark.parametrize("task", Task.values)
def test_every_task_has_scorers_and_one_of_them_by_default(task: str) -> None:
    assert default_scorer(task, [("a", "b")])[0] in scorers_for(task)
    assert suits(task, UNCHECKED) == (task in ("answer", "extract"))


@every_scorer
def test_form_offers_every_scorer_with_its_threshold(scorer: Scorer) -> None:
    form = SettingsForm()
    offered = {choice.scorer: choice for choice in form.choices()}
    assert (scorer.name in offered) == (scorer.name != "label")  # labels leave nothing to choose
    assert (parameter_of(scorer.name) in form.fields) == (scorer.threshold is not None)


@every_scorer
def test_api_takes_every_scorer_with_its_usual_threshold(scorer: Scorer) -> None:
    sent = ExampleSetWriting(data={"rows": [], "task": sorted(scorer.tasks)[0], "scorer": scorer.name})
    assert sent.is_valid(), sent.errors
    assert sent.validated_data["threshold"] == (scorer.threshold.usual if scorer.threshold else None)


@pytest.mark.django_db
@every_scorer
def test_database_takes_every_scorer_with_each_of_its_tasks(scorer: Scorer) -> None:
    for task in sorted(scorer.tasks):
        name, threshold = with_threshold(scorer.name, None)
        revision = make_revision(task=task, scorer=name, threshold=threshold)
        assert revision.get_scorer_display() == scorer.label
        assert revision.is_graded == scorer.is_graded
        assert revision.checks_in_words == in_words([(name, threshold)])


def test_bundle_ships_every_module_of_the_scorers() -> None:
    shipped = {path.stem for path in sources(scorers)}
    assert shipped == {"__init__", *(module.name for module in iter_modules(scorers.__path__))}
