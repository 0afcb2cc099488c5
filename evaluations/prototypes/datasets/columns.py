"""The names under which people keep what we read in two columns, in the order of preference."""

from collections.abc import Sequence
from dataclasses import dataclass

INPUT_NAMES = (
    "input",
    "text",
    "question",
    "prompt",
    "query",
    "message",
    "sentence",
    "note",
    "request",
    "utterance",
    "document",
    "instruction",
)
EXPECTED_NAMES = (
    "expected",
    "expected_output",
    "label",
    "answer",
    "output",
    "category",
    "class",
    "target",
    "response",
    "completion",
    "result",
    "intent",
    "topic",
    "document",
)
NAME_NAMES = ("name", "title", "id", "document", "file", "filename", "path")
TEXT_NAMES = ("text", "body", "content", "contents", "document", "passage", "description")


@dataclass(frozen=True, slots=True)
class Columns:
    """The two columns of a kind of table: what each holds, in words, and under which names people keep it.

    `noun`: what a row is. `most_characters`: of one cell."""

    noun: str
    first: str
    second: str
    first_names: Sequence[str]
    second_names: Sequence[str]
    in_words: str
    most_characters: int

    @property
    def forms(self) -> str:
        """How a line of JSON is written."""
        return f'Write {{"{self.first}": "...", "{self.second}": "..."}} or ["{self.first}", "{self.second}"].'

    def find(self, names: Sequence[str]) -> tuple[int, int] | None:
        """The places of the two columns among these names; None unless both are there."""
        plain = ["_".join(name.casefold().replace("_", " ").split()) for name in names]
        first = next((plain.index(name) for name in self.first_names if name in plain), None)
        left = [None if place == first else name for place, name in enumerate(plain)]
        second = next((left.index(name) for name in self.second_names if name in left), None)
        return None if first is None or second is None else (first, second)
