"""What the chat recipes share: how each task is put to a chat model, and how the model's text is read.

The instruction is fitted on the training rows alone: the labels, the fields, or how long an answer is. It comes first
in every request of a fold, so that a server's prefix cache helps; what changes from row to row comes last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from evaluations.prototypes.scorers.objects import NotAnObject, canonical, fields_of, schema_of, written

from .document_prompt import DocumentPrompt
from .messages import (
    ANSWER,
    ANSWER_FREELY,
    CLASSIFY,
    EXTRACT,
    SPARE_TOKENS,
    choice_json,
    choice_schema,
    chosen_in,
    conversation,
    estimated_tokens,
    fill,
    listed_labels,
    max_tokens_of,
)
from .types import ChatRequest, ExampleRow, Setting, Unreadable

MAX_OBJECT_TOKENS = 1024
MAX_ANSWER_TOKENS = 1024
USUAL_ANSWER_TOKENS = 256  # where every output was left open


class TaskPrompt(Protocol):
    def summary(self) -> dict[str, Any]: ...

    def placeholders(self) -> Mapping[str, str]:
        """The values that an author's own instruction may name, beside the input: the labels, the schema."""

    def with_instruction(self, system: str) -> Self: ...

    def request(self, row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = "") -> ChatRequest:
        """Ask for the row's answer, after showing the answers of other rows."""

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable: ...


def prompt_for(task: str, training: Sequence[ExampleRow], setting: Setting) -> TaskPrompt:
    if task == "classify":
        return LabelPrompt.fit(training)
    if task == "extract":
        return FieldsPrompt.fit(training)
    return DocumentPrompt.fit(setting) if task == "search" else TextPrompt.fit(training)


@dataclass(frozen=True, slots=True)
class LabelPrompt:
    """Asks for one of a few labels."""

    labels: Sequence[str]
    system: str
    schema: Mapping[str, Any]
    max_tokens: int

    @classmethod
    def fit(cls, training: Sequence[ExampleRow]) -> "LabelPrompt":
        return cls.among(sorted({row.expected for row in training}))

    @classmethod
    def among(cls, labels: Sequence[str]) -> "LabelPrompt":
        longest = max(max_tokens_of(choice_json("label", label)) for label in labels)
        system = fill(CLASSIFY, labels=listed_labels(labels))
        return cls(labels, system, choice_schema("label", labels), longest + SPARE_TOKENS)

    def summary(self) -> dict[str, Any]:
        return {"labels": list(self.labels)}

    def placeholders(self) -> Mapping[str, str]:
        return {"labels": listed_labels(self.labels, ", ")}

    def with_instruction(self, system: str) -> "LabelPrompt":
        return replace(self, system=system)

    def request(self, row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, choice_json("label", other.expected)) for other in shown]
        return ChatRequest(conversation(self.system, answers, row.input), self.max_tokens, self.schema, note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        try:
            label = chosen_in(text, "label")
        except ValueError:
            return Unreadable("The answer is not JSON.")
        return label if label in self.labels and label is not None else Unreadable("It is none of the labels.")


@dataclass(frozen=True, slots=True)
class FieldsPrompt:
    """Asks for a JSON object. `schema`: of the training outputs alone, so that a field which only the held-out rows
    have stays unknown."""

    schema: Mapping[str, Any]
    system: str
    max_tokens: int

    @classmethod
    def fit(cls, training: Sequence[ExampleRow]) -> "FieldsPrompt":
        outputs = [row.expected for row in training if row.expected.strip()]
        schema = schema_of(outputs) or {"type": "object"}
        fields = ", ".join(f"{field.path} ({field.kind})" for field in fields_of(schema) if field.path)
        # Twice as much: a model breaks lines and indents where the training outputs do not, and a cut object is lost.
        longest = max(map(estimated_tokens, outputs), default=MAX_OBJECT_TOKENS) * 2 + SPARE_TOKENS
        return cls(schema, fill(EXTRACT, fields=fields or "as they come"), min(MAX_OBJECT_TOKENS, longest))

    def summary(self) -> dict[str, Any]:
        return {"schema": dict(self.schema), "max_tokens": self.max_tokens}

    def placeholders(self) -> Mapping[str, str]:
        return {"schema": written(self.schema)}

    def with_instruction(self, system: str) -> "FieldsPrompt":
        return replace(self, system=system)

    def request(self, row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, other.expected) for other in shown]
        return ChatRequest(conversation(self.system, answers, row.input), self.max_tokens, self.schema, note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        try:
            return canonical(text)
        except NotAnObject as fault:
            return Unreadable(f"The answer {fault}")


@dataclass(frozen=True, slots=True)
class TextPrompt:
    """Asks for a short text. `max_words`: 0 where it is not known."""

    system: str
    max_words: int
    max_tokens: int
    stop: Sequence[str]

    @classmethod
    def fit(cls, training: Sequence[ExampleRow]) -> "TextPrompt":
        """As long as the training outputs are; where all were left open, as long as we allow."""
        outputs = [row.expected for row in training if row.expected.strip()]
        if not outputs:
            return cls(ANSWER_FREELY, 0, USUAL_ANSWER_TOKENS, ())
        longest = max(map(estimated_tokens, outputs)) + SPARE_TOKENS
        one_line = all("\n" not in output.strip() for output in outputs)
        words = max(len(output.split()) for output in outputs)
        system = fill(ANSWER, length="1 word" if words == 1 else f"{words} words")
        return cls(system, words, min(MAX_ANSWER_TOKENS, longest), ("\n",) if one_line else ())

    def summary(self) -> dict[str, Any]:
        return {"most_words": self.max_words, "max_tokens": self.max_tokens, "stop": list(self.stop)}

    def placeholders(self) -> Mapping[str, str]:
        return {}

    def with_instruction(self, system: str) -> "TextPrompt":
        return replace(self, system=system)

    def request(self, row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, other.expected) for other in shown]
        return ChatRequest(conversation(self.system, answers, row.input), self.max_tokens, None, note, self.stop)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return text.strip() or Unreadable("The answer is empty.")
