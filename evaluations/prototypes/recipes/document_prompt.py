"""Asks which of a few documents answers a question: of the first ones that a quicker method has ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .keywords import KeywordIndex, index_of
from .messages import (
    DOCUMENTS,
    SEARCH,
    SPARE_TOKENS,
    choice_json,
    choice_schema,
    chosen_in,
    conversation,
    estimated_tokens,
    fill,
    max_tokens_of,
)
from .retrieval import MAX_DOCUMENTS, BestPassage, listed
from .types import ChatRequest, ExampleRow, Setting, Unreadable

CHOICES = 3  # documents, each with its best passage


@dataclass(frozen=True, slots=True)
class DocumentPrompt:
    """`passage_tokens`: what each passage may take, so that all fit into half of the context."""

    index: KeywordIndex
    system: str
    passage_tokens: int

    @classmethod
    def fit(cls, setting: Setting) -> "DocumentPrompt":
        return cls(index_of(setting.passages), SEARCH, setting.context_tokens // 2 // CHOICES)

    def summary(self) -> dict[str, Any]:
        return {"choices": CHOICES, "passages": len(self.index.passages)}

    def placeholders(self) -> Mapping[str, str]:
        return {}

    def with_instruction(self, system: str) -> "DocumentPrompt":
        return replace(self, system=system)

    def request(self, row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = "") -> ChatRequest:
        return self.request_among(self.index.every_document(row.input), row, shown, note)

    def request_among(
        self, ranking: Sequence[BestPassage], row: ExampleRow, shown: Sequence[ExampleRow] = (), note: str = ""
    ) -> ChatRequest:
        """Choose among the first of these. Of a row that is shown, the model sees the question and the first document
        that answers it."""
        choices = ranking[:CHOICES]
        names = [each.document for each in choices]
        passages = "\n\n".join(shortened(each.searched, self.passage_tokens) for each in choices)
        asked = fill(DOCUMENTS, passages=passages, question=row.input)
        answers = [
            (f"Question: {other.input}", choice_json("document", other.expected.split("\n")[0])) for other in shown
        ]
        max_tokens = max(max_tokens_of(choice_json("document", name)) for name in names) + SPARE_TOKENS
        ranked = [each.document for each in ranking[:MAX_DOCUMENTS]]
        schema = choice_schema("document", names)
        return ChatRequest(conversation(self.system, answers, asked), max_tokens, schema, note, ranked=ranked)

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
    while estimated_tokens(text) > tokens:
        cut = text[: max(1, len(text) * tokens // estimated_tokens(text))]
        text = cut.rsplit(None, 1)[0] if len(cut.split()) > 1 else cut[: max(1, len(cut) - 1)]
    return text
