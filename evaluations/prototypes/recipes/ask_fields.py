"""Asking for a JSON object whose fields are those of the training rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.prototypes.scorers.objects import NotAnObject, canonical, fields_of, schema_of, written

from .messages import SPARE_TOKENS, turns
from .prompts import EXTRACT, fill, tokens_about
from .types import ChatRequest, Row, Unreadable

MOST_OBJECT_TOKENS = 512


@dataclass(frozen=True, slots=True)
class AskFields:
    """`schema`: of the training outputs alone, so that a field which only the held-out rows have stays unknown."""

    schema: Mapping[str, Any]
    system: str
    max_tokens: int

    @classmethod
    def fit(cls, training: Sequence[Row]) -> "AskFields":
        outputs = [row.expected for row in training if row.expected.strip()]
        schema = schema_of(outputs) or {"type": "object"}
        fields = ", ".join(f"{field.path} ({field.kind})" for field in fields_of(schema) if field.path)
        # Twice as much: a model breaks lines and indents where the training outputs do not, and a cut object is lost.
        longest = max(map(tokens_about, outputs), default=MOST_OBJECT_TOKENS) * 2 + SPARE_TOKENS
        return cls(schema, fill(EXTRACT, fields=fields or "as they come"), min(MOST_OBJECT_TOKENS, longest))

    def summary(self) -> dict[str, Any]:
        return {"schema": dict(self.schema), "max_tokens": self.max_tokens}

    def blanks(self) -> Mapping[str, str]:
        return {"schema": written(self.schema)}

    def under(self, system: str) -> "AskFields":
        return replace(self, system=system)

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, other.expected) for other in shown]
        return ChatRequest(turns(self.system, answers, row.input), self.max_tokens, self.schema, note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        try:
            return canonical(text)
        except NotAnObject as fault:
            return Unreadable(f"The answer {fault}")
