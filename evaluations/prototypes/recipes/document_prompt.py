"""Asking which of a few documents answers a question: the first of those that something quicker has ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .keywords import Index, index_of
from .messages import SPARE_TOKENS, choice_json, choice_schema, chosen_in, turns
from .passages import MOST_DOCUMENTS, Found, listed
from .prompts import DOCUMENTS, SEARCH, fill, tokens_about, tokens_at_most
from .types import ChatRequest, Row, Setting, Unreadable

CHOICES = 3  # documents, each with its best passage


@dataclass(frozen=True, slots=True)
class AskDocument:
    index: Index
    system: str
    passage_tokens: int  # that each passage may take, so that all fit into half of the context

    @classmethod
    def fit(cls, setting: Setting) -> "AskDocument":
        return cls(index_of(setting.passages), SEARCH, setting.context_tokens // 2 // CHOICES)

    def summary(self) -> dict[str, Any]:
        return {"choices": CHOICES, "passages": len(self.index.passages)}

    def blanks(self) -> Mapping[str, str]:
        return {}

    def under(self, system: str) -> "AskDocument":
        return replace(self, system=system)

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        return self.request_among(self.index.every_document(row.input), row, shown, note)

    def request_among(self, found: Sequence[Found], row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        """Choose among the first of these; a row that is shown tells its question and the first document for it."""
        choices = found[:CHOICES]
        names = [each.document for each in choices]
        passages = "\n\n".join(shortened(each.searched, self.passage_tokens) for each in choices)
        asked = fill(DOCUMENTS, passages=passages, question=row.input)
        answers = [
            (f"Question: {other.input}", choice_json("document", other.expected.split("\n")[0])) for other in shown
        ]
        most = max(tokens_at_most(choice_json("document", name)) for name in names) + SPARE_TOKENS
        ranked = [each.document for each in found[:MOST_DOCUMENTS]]
        schema = choice_schema("document", names)
        return ChatRequest(turns(self.system, answers, asked), most, schema, note, ranked=ranked)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        """The chosen document, then the others as they were ranked."""
        try:
            chosen = chosen_in(text, "document")
        except ValueError:
            return Unreadable("The answer is not JSON.")
        if chosen is None or chosen not in asked.ranked[:CHOICES]:
            return Unreadable("It is none of the documents.")
        return listed([chosen, *(name for name in asked.ranked if name != chosen)])


def shortened(text: str, tokens: int) -> str:
    """The beginning of the text, in whole words, that surely has no more tokens."""
    while tokens_about(text) > tokens:
        cut = text[: max(1, len(text) * tokens // tokens_about(text))]
        text = cut.rsplit(None, 1)[0] if len(cut.split()) > 1 else cut[: max(1, len(cut) - 1)]
    return text
