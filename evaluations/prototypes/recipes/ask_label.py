"""Asking for one of a few labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .messages import SPARE_TOKENS, choice_json, choice_schema, chosen_in, turns
from .prompts import CLASSIFY, fill, tokens_at_most
from .types import ChatRequest, Row, Unreadable


@dataclass(frozen=True, slots=True)
class AskLabel:
    labels: Sequence[str]
    system: str
    schema: Mapping[str, Any]
    max_tokens: int

    @classmethod
    def fit(cls, training: Sequence[Row]) -> "AskLabel":
        return cls.among(sorted({row.expected for row in training}))

    @classmethod
    def among(cls, labels: Sequence[str]) -> "AskLabel":
        longest = max(tokens_at_most(choice_json("label", label)) for label in labels)
        system = fill(CLASSIFY, labels=", ".join(labels))
        return cls(labels, system, choice_schema("label", labels), longest + SPARE_TOKENS)

    def summary(self) -> dict[str, Any]:
        return {"labels": list(self.labels)}

    def blanks(self) -> Mapping[str, str]:
        return {"labels": ", ".join(self.labels)}

    def under(self, system: str) -> "AskLabel":
        return replace(self, system=system)

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, choice_json("label", other.expected)) for other in shown]
        return ChatRequest(turns(self.system, answers, row.input), self.max_tokens, self.schema, note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        try:
            label = chosen_in(text, "label")
        except ValueError:
            return Unreadable("The answer is not JSON.")
        return label if label in self.labels and label is not None else Unreadable("It is none of the labels.")
