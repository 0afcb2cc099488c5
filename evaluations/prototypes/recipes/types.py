"""What a recipe is: how examples become a prototype. Pure: knows no Django and calls no model.

A recipe is fitted on the training part of each fold and then asked for the answer of one row at a time. It either
answers by itself (`Answered`) or gives the request for a chat model (`ChatRequest`); `read` turns the model's text
into the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from evaluations.prototypes.scorers import Vector, folded

Need = Literal["embedding", "chat"]

CONTEXT_TOKENS = 2048  # a slot of the embedded chat server


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """An example for a recipe. `input` is blank in training where the recipe does not read it, `expected` where the
    author left it open. `vector` is set where the recipe needs embeddings: 384 numbers, length 1."""

    input: str
    expected: str
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document, short enough to embed; `vector` as in `ExampleRow`."""

    document: str
    text: str
    vector: Vector | None = None

    @property
    def searched(self) -> str:
        """The text that is searched and embedded: a document's name says what it is about."""
        return f"{self.document}\n{self.text}"


def same_text(answer: str, expected: str) -> float:
    return float(folded(answer) == folded(expected))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a recipe gets beside the training rows. None of it comes from the rows that are held out.

    `context_tokens`: of one request to the chat model, its answer included. `passages`: of every document,
    for `search`. `schema`: JSON schema of the outputs, for `extract`. `instruction`: the author's own words. `score`:
    how right an answer is beside the expected text by the author's checks, 0 to 1, as far as texts alone show it."""

    context_tokens: int = CONTEXT_TOKENS
    passages: Sequence[Passage] = ()
    schema: Mapping[str, Any] | None = None
    instruction: str = ""
    score: Callable[[str, str], float] = same_text


@dataclass(frozen=True, slots=True)
class Answered:
    """The recipe's own answer; `note` explains it to a reader of the trial."""

    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A question to a chat model. `schema`: a JSON schema that the answer must follow, or None for free text.
    `stop`: strings that end the answer, sent as the request's `stop` when there are any. `ranked`: for `search`, the
    documents as they were ranked before the model chose among the first of them; not sent, but needed to read the
    answer."""

    messages: Sequence[Mapping[str, str]]
    max_tokens: int
    schema: Mapping[str, Any] | None = None
    note: str = ""
    stop: Sequence[str] = ()
    ranked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The model's text does not have the requested form; `why` is a sentence."""

    why: str = field(default="")


PLAIN = Setting()


class Fitted(Protocol):
    """A recipe fitted on training rows only."""

    def summary(self) -> dict[str, Any]:
        """What was fitted, as JSON for the run's record: labels, method chosen, threshold."""

    def ask(self, row: ExampleRow) -> Answered | ChatRequest:
        """The answer for this row, or the question to a chat model. Never looks at `row.expected`."""

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        """The answer in the text that the chat model gave to this request. Never called where the recipe answers by
        itself."""


class Recipe(Protocol):
    @property
    def name(self) -> str:
        """ "majority", "nearest", "zero-shot", ..."""

    @property
    def tasks(self) -> frozenset[str]:
        """The tasks it can do."""

    @property
    def needs(self) -> frozenset[Need]:
        """The kinds of model that it uses; a recipe without any may still learn from the examples."""

    @property
    def reads_inputs(self) -> bool:
        """Whether it is fitted on the inputs of the training rows, too. If not, they are not loaded and are blank: most
        recipes learn from the outputs alone."""

    @property
    def is_baseline(self) -> bool:
        """Whether it is what the others must beat: it asks no model, and nobody would call its answers skill."""

    @property
    def min_rows(self) -> int:
        """How many different rows an idea needs before the recipe is worth its time; 1: always."""

    @property
    def cost_rank(self) -> int:
        """0, 1, 2, ...: cheap recipes of every idea run before expensive ones."""

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> Fitted:
        """Fit on these rows alone. They are never empty."""


@runtime_checkable
class Choosy(Protocol):
    """A recipe that is worth trying with some examples alone."""

    def suits(self, task: str, rows: Sequence[ExampleRow]) -> bool:
        """Whether to try it with these. As for the task, all rows may be looked at: no answer depends on it."""
