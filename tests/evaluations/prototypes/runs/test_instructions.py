"""An author's own instruction: one more recipe, which only the author can add."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest import raises

from evaluations.prototypes.models import OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.steer import InstructionFault, add_instruction
from ideas.limits import DailyLimit
from tests.factories import make_idea, make_person
from tests.fake_server import FakeServer, choices_in

from .cast import ROWS, tried_idea, work_on

pytestmark = pytest.mark.django_db
TEXT = "Say {labels} for: {input}. Mind the {comma}, {{labels}} and {labels.__class__}."


def test_instruction_is_the_system_prompt_with_its_placeholders_filled_once(
    chat_model: OpenModel, chat_server: FakeServer
) -> None:
    rows = [(f"{given} {{labels}}", expected) for given, expected in ROWS]
    idea = tried_idea(rows)
    (run,) = add_instruction(idea.author, idea, f"  {TEXT} ")
    work_on()
    run.refresh_from_db()
    assert (run.state, run.n, run.instruction, run.lane) == ("finished", 24, TEXT, "chat")
    trial = run.trials.get(example__position=1)
    assert trial.request
    system, user = trial.request["messages"]
    assert user == {"role": "user", "content": rows[0][0]}
    labels = '"pump", "road"'
    said = f"Say {labels} for: {rows[0][0]}. Mind the {{comma}}, {{{labels}}} and {{labels.__class__}}."
    assert system == {"role": "system", "content": said}
    assert choices_in(trial.request) == {"label": ["pump", "road"]}


def test_instruction_counts_among_the_runs(chat_model: OpenModel) -> None:
    idea = tried_idea()
    add_instruction(idea.author, idea, TEXT)
    assert Run.objects.of_idea(idea.pk).count() == 5
    assert idea.answers.get(question="works").headline == "not tried yet"


def test_same_instruction_again_plans_nothing(chat_model: OpenModel) -> None:
    idea = tried_idea()
    first = add_instruction(idea.author, idea, TEXT)
    assert add_instruction(idea.author, idea, TEXT) == first
    assert Run.objects.filter(recipe="instruction").count() == 1


def test_instruction_goes_on_with_other_examples(chat_model: OpenModel) -> None:
    idea = tried_idea()
    add_instruction(idea.author, idea, TEXT)
    publish(idea.author, idea, ROWS[:-1])
    assert Run.objects.open().get(recipe="instruction").revision.number == 2


def test_outsider_may_not_instruct(chat_model: OpenModel) -> None:
    idea = tried_idea()
    with raises(PermissionDenied):
        add_instruction(make_person("mallory"), idea, TEXT)
    assert not Run.objects.filter(recipe="instruction").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "There is no instruction"),
        ("x" * 2_001, "The instruction has 2,001 characters; the most is 2,000"),
        ("a\x00b", "The instruction holds a NUL"),
    ],
)
def test_instruction_that_cannot_be_tried_says_why(chat_model: OpenModel, text: str, why: str) -> None:
    idea = tried_idea()
    with raises(InstructionFault, match=why):
        add_instruction(idea.author, idea, text)


def test_idea_without_examples_has_nothing_to_instruct() -> None:
    idea = make_idea()
    with raises(InstructionFault, match="no examples"):
        add_instruction(idea.author, idea, TEXT)


def test_instruction_is_tried_beside_the_automatic_runs_however_many_they_are(
    chat_model: OpenModel, settings: Any
) -> None:
    settings.RUNS_PER_IDEA = 2
    idea = tried_idea()
    assert len(add_instruction(idea.author, idea, TEXT)) == 1
    publish(idea.author, idea, ROWS[:-1])
    open_runs = Run.objects.candidates().open().values_list("recipe", flat=True)
    assert sorted(open_runs) == ["instruction", "zero-shot"]


def test_instructions_end_at_the_cap_of_each_limit(chat_model: OpenModel, settings: Any) -> None:
    idea = tried_idea()
    for number in range(5):
        add_instruction(idea.author, idea, f"Try {number}.")
    with raises(InstructionFault, match="5 instructions"):
        add_instruction(idea.author, idea, "Try once more.")
    other = tried_idea()
    settings.RUNS_PER_DAY = 1
    with raises(DailyLimit):
        add_instruction(other.author, other, TEXT)
    assert not Run.objects.of_idea(other.pk).filter(recipe="instruction").exists()
