"""Asking for a short text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .messages import SPARE_TOKENS, turns
from .prompts import ANSWER, ANSWER_FREELY, fill, tokens_about
from .types import ChatRequest, Row, Unreadable

MOST_ANSWER_TOKENS = 256


@dataclass(frozen=True, slots=True)
class AskText:
    system: str
    most_words: int  # 0: not known
    max_tokens: int
    stop: Sequence[str]

    @classmethod
    def fit(cls, training: Sequence[Row]) -> "AskText":
        """As long as the training outputs are; where all were left open, as long as we allow."""
        outputs = [row.expected for row in training if row.expected.strip()]
        if not outputs:
            return cls(ANSWER_FREELY, 0, MOST_ANSWER_TOKENS, ())
        longest = max(map(tokens_about, outputs)) + SPARE_TOKENS
        one_line = all("\n" not in output.strip() for output in outputs)
        words = max(len(output.split()) for output in outputs)
        system = fill(ANSWER, length="1 word" if words == 1 else f"{words} words")
        return cls(system, words, min(MOST_ANSWER_TOKENS, longest), ("\n",) if one_line else ())

    def summary(self) -> dict[str, Any]:
        return {"most_words": self.most_words, "max_tokens": self.max_tokens, "stop": list(self.stop)}

    def blanks(self) -> Mapping[str, str]:
        return {}

    def under(self, system: str) -> "AskText":
        return replace(self, system=system)

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        answers = [(other.input, other.expected) for other in shown]
        return ChatRequest(turns(self.system, answers, row.input), self.max_tokens, None, note, self.stop)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return text.strip() or Unreadable("The answer is empty.")
