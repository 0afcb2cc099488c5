"""JSON in the shapes in which people keep examples; another shape is one message, however many rows it has."""

import json
from typing import Any

import pytest

from evaluations.prototypes.datasets.examples import parse
from tests.sentences import NOTES

OBJECTS = [{"input": given, "expected": expected} for given, expected in NOTES]


def lines(items: list[Any]) -> str:
    return "\n".join(json.dumps(item) for item in items)


def chat(*turns: tuple[str, str]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def test_alpaca_joins_instruction_and_input() -> None:
    asked = {"instruction": "Give the opposite.", "output": "cold"}
    parsed = parse(lines([{**asked, "input": "hot"}, {**asked, "input": ""}, asked]))
    assert parsed.rows == [
        ("Give the opposite.\n\nhot", "cold"),
        ("Give the opposite.", "cold"),
        ("Give the opposite.", "cold"),
    ]
    assert parsed.notices == ["“instruction” and “input” together are the input."]


def test_chat_lines_are_read_without_the_system_message_of_all() -> None:
    chats = [chat(("system", "Sort."), ("user", given), ("assistant", expected)) for given, expected in NOTES]
    parsed = parse(lines(chats))
    assert (parsed.rows, parsed.problems) == (NOTES, [])
    assert parsed.notices == ["Every chat has the system message “Sort.”, which was left out."]


def test_system_messages_that_differ_are_part_of_the_input() -> None:
    parsed = parse(
        lines([chat(("system", word), ("user", "hot"), ("assistant", "x")) for word in ("Antonym", "French")])
    )
    assert parsed.rows[0] == ("system: Antonym\n\nuser: hot", "x")


def test_earlier_turns_of_a_chat_and_parts_of_a_message_are_read() -> None:
    asked: Any = [{"type": "text", "text": "Hot?"}]
    turns = {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": "cold"}]}
    shared = {"conversations": [{"from": "human", "value": "Hot?"}, {"from": "gpt", "value": "cold"}]}
    assert parse(lines([turns, shared])).rows == [("Hot?", "cold")] * 2
    long = chat(("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"))
    assert parse(lines([long])).rows == [("user: a\n\nassistant: b\n\nuser: c", "d")]


def test_chats_without_an_answer_are_refused_in_one_message() -> None:
    (problem,) = parse(lines([chat(("user", "a"))] * 9)).problems
    assert problem.message.startswith("Row 1 is a chat that does not end with an answer of the assistant. Write")
    assert problem.message.endswith("The same goes for 8 more rows.")


@pytest.mark.parametrize("indent", [None, 2])
def test_list_inside_an_object_is_read(indent: int | None) -> None:
    parsed = parse(json.dumps({"version": 1, "data": OBJECTS}, indent=indent), "jsonl")
    assert (parsed.rows, parsed.problems) == (NOTES, [])
    assert parsed.notices == ["The column “version” was left out."]


def test_one_object_on_several_lines_is_a_row() -> None:
    assert parse(json.dumps(OBJECTS[0], indent=2)).rows == NOTES[:1]


def test_lists_of_one_label_are_the_label() -> None:
    parsed = parse(lines([{"text": given, "label": [expected]} for given, expected in NOTES]))
    assert parsed.rows == NOTES
    assert parsed.notices == ["Every expected is a list of one, and was read as what it holds."]


def test_lists_of_which_one_is_longer_stay_lists() -> None:
    assert parse(lines([{"text": "a", "label": ["x"]}, {"text": "b", "label": ["x", "y"]}])).rows == [
        ("a", '["x"]'),
        ("b", '["x", "y"]'),
    ]


def test_names_that_are_not_read_are_named() -> None:
    parsed = parse(lines([{"id": 1, "source": "web", **each} for each in OBJECTS]))
    assert parsed.notices == ["The columns “id” and “source” were left out."]


def test_unknown_names_are_one_message_that_names_them() -> None:
    (problem,) = parse(lines([{"premise": given, "verdict": expected} for given, expected in NOTES])).problems
    assert problem.message == (
        "Row 1 does not name both what goes in and what should come out. It names “premise” and “verdict”. "
        'Write {"input": "...", "expected": "..."} or ["input", "expected"]. '
        f"The same goes for {len(NOTES) - 1} more rows."
    )


@pytest.mark.parametrize("by_number", [False, True])
def test_object_of_columns_is_a_table(by_number: bool) -> None:
    columns: dict[str, Any] = {
        "id": [*range(len(NOTES))],
        "text": [a for a, _ in NOTES],
        "label": [b for _, b in NOTES],
    }
    if by_number:
        columns = {name: {str(number): cell for number, cell in enumerate(cells)} for name, cells in columns.items()}
    parsed = parse(json.dumps(columns))
    assert (parsed.rows, parsed.problems) == (NOTES, [])
    assert parsed.notices == ["The column “id” was left out."]


def test_prompt_and_completion_as_messages_are_their_texts() -> None:
    line = {
        "prompt": [{"role": "user", "content": "hot"}],
        "completion": [{"role": "assistant", "content": "cold"}],
    }
    assert parse(lines([line])).rows == [("hot", "cold")]


def test_lines_that_end_with_a_comma_are_read() -> None:
    assert parse(",\n".join(json.dumps(each) for each in OBJECTS), "jsonl").rows == NOTES
