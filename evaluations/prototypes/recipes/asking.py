"""What the chat recipes share: how a task is put to a chat model and how its text is read back.

The instruction is fitted on the training rows alone: the labels, or how long an answer is. It comes first in
every request of a fold, so that a server's prefix cache helps; what changes from row to row comes last."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .prompts import ANSWER, CLASSIFY, fill, tokens_about, tokens_at_most
from .types import ChatRequest, Row, Unreadable

MOST_ANSWER_TOKENS = 256
SPARE_TOKENS = 16


class Asking(Protocol):
    @property
    def system(self) -> str: ...

    def summary(self) -> dict[str, Any]: ...

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        """Ask for the row's answer, after showing the answers of other rows."""

    def read(self, text: str) -> str | Unreadable: ...


def asking(task: str, training: Sequence[Row]) -> Asking:
    return AskLabel.fit(training) if task == "classify" else AskText.fit(training)


def _turns(system: str, shown: Sequence[tuple[str, str]], given: str) -> list[Mapping[str, str]]:
    turns = [{"role": "system", "content": system}]
    for question, answer in shown:
        turns += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return [*turns, {"role": "user", "content": given}]


@dataclass(frozen=True, slots=True)
class AskLabel:
    labels: Sequence[str]

    @classmethod
    def fit(cls, training: Sequence[Row]) -> "AskLabel":
        return cls(sorted({row.expected for row in training}))

    @property
    def system(self) -> str:
        return fill(CLASSIFY, labels=", ".join(self.labels))

    def summary(self) -> dict[str, Any]:
        return {"labels": list(self.labels)}

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, _label_json(other.expected)) for other in shown]
        most = max(tokens_at_most(_label_json(label)) for label in self.labels) + SPARE_TOKENS
        return ChatRequest(_turns(self.system, answers, row.input), most, _label_schema(self.labels), note)

    def read(self, text: str) -> str | Unreadable:
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            return Unreadable("The answer is not JSON.")
        label = answer.get("label") if isinstance(answer, Mapping) else None
        return label if isinstance(label, str) and label in self.labels else Unreadable("It is none of the labels.")


def _label_json(label: str) -> str:
    return json.dumps({"label": label}, ensure_ascii=False)


def _label_schema(labels: Sequence[str]) -> dict[str, Any]:
    label = {"type": "string", "enum": list(labels)}
    return {"type": "object", "properties": {"label": label}, "required": ["label"], "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class AskText:
    most_words: int
    max_tokens: int
    stop: Sequence[str]

    @classmethod
    def fit(cls, training: Sequence[Row]) -> "AskText":
        outputs = [row.expected for row in training]
        longest = max(map(tokens_about, outputs)) + SPARE_TOKENS
        one_line = all("\n" not in output.strip() for output in outputs)
        words = max(len(output.split()) for output in outputs)
        return cls(words, min(MOST_ANSWER_TOKENS, longest), ("\n",) if one_line else ())

    @property
    def system(self) -> str:
        return fill(ANSWER, length="1 word" if self.most_words == 1 else f"{self.most_words} words")

    def summary(self) -> dict[str, Any]:
        return {"most_words": self.most_words, "max_tokens": self.max_tokens, "stop": list(self.stop)}

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, other.expected) for other in shown]
        return ChatRequest(_turns(self.system, answers, row.input), self.max_tokens, None, note, self.stop)

    def read(self, text: str) -> str | Unreadable:
        return text.strip() or Unreadable("The answer is empty.")
