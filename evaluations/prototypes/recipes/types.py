"""What a recipe is: how examples become a prototype. Pure: knows no Django and calls no model.

A recipe is fitted on the training part of each fold and then asked, one row at a time, for the row's
answer. It either answers by itself (`Answered`) or says what to ask a chat model (`ChatRequest`); what the
model says is read back by `read`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Vector = Sequence[float]
Need = Literal["embedding", "chat"]

CONTEXT_TOKENS = 2048  # a slot of the embedded chat server


@dataclass(frozen=True, slots=True)
class Row:
    """One example as recipes see it. `input` is blank in training where the recipe does not read it, `expected` where
    the author left it open. `vector` is set where the recipe needs embeddings: 384 numbers, length 1."""

    input: str
    expected: str
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document, short enough to embed; `vector` as in `Row`."""

    document: str
    text: str
    vector: Vector | None = None

    @property
    def searched(self) -> str:
        """What is looked through and embedded: a document's name says what it is about."""
        return f"{self.document}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a recipe is given beside the training rows. None of it was made from the rows that are held out.

    `context_tokens`: what one request to the chat model may hold, its answer included. `passages`: of every document,
    for `search`. `schema`: JSON schema of the outputs, for `extract`. `instruction`: the author's own words."""

    context_tokens: int = CONTEXT_TOKENS
    passages: Sequence[Passage] = ()
    schema: Mapping[str, Any] | None = None
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The recipe's own answer; `note` says how it came about, for whoever opens the trial."""

    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What to ask a chat model. `schema`: a JSON schema that the answer must follow, or None for free text.
    `stop`: strings that end the answer, sent as the request's `stop` when there are any. `ranked`: for `search`, the
    documents as they were ranked before the model chose among the first of them; not sent, but read by."""

    messages: Sequence[Mapping[str, str]]
    max_tokens: int
    schema: Mapping[str, Any] | None = None
    note: str = ""
    stop: Sequence[str] = ()
    ranked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The model's text is not of the form that was asked for; `why` in words."""

    why: str = field(default="")


PLAIN = Setting()


class Fitted(Protocol):
    """A recipe fitted on training rows only."""

    def summary(self) -> dict[str, Any]:
        """What was fitted, as JSON for the run's record: labels, method chosen, threshold."""

    def ask(self, row: Row) -> Answered | ChatRequest:
        """How this row is answered. Never looks at `row.expected`."""

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        """The answer in what the chat model wrote when it was asked this. Recipes that answer themselves never get
        called."""


class Recipe(Protocol):
    @property
    def name(self) -> str:
        """ "majority", "nearest", "zero-shot", ..."""

    @property
    def tasks(self) -> frozenset[str]:
        """The tasks it can do."""

    @property
    def needs(self) -> frozenset[Need]:
        """Which kinds of model it uses; none: a baseline."""

    @property
    def reads_inputs(self) -> bool:
        """Whether it is fitted on what the training rows ask, too. If not, their inputs are blank then, because they
        are not even read: most recipes learn from the outputs alone."""

    @property
    def cost_rank(self) -> int:
        """0, 1, 2, ...: cheap recipes of every idea run before dear ones."""

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> Fitted:
        """Fit on these rows alone. They are never empty."""
