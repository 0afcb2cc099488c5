"""The recipe: a slot for the whole text or for each field of the object, fitted on the training rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.recipes.types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting
from evaluations.prototypes.scorers.objects import parse_object, written

from .columns import Column
from .fields import UsualSlot, fit_slot
from .slots import Slot

SUITS_FROM = 0.5  # of the fields stand in their inputs
MAX_NOTE = 300  # characters


@dataclass(frozen=True, slots=True)
class FittedTagger:
    slot: Slot
    task: str

    def summary(self) -> dict[str, Any]:
        return {"method": "tagger", "values": {leaf.name or "answer": leaf.way for leaf in self.slot.leaves()}}

    def ask(self, row: ExampleRow) -> Answered:
        value = self.slot.value_in(row.input)
        return Answered(written(value) if self.task == "extract" else value, self.note)

    @property
    def note(self) -> str:
        leaves = list(self.slot.leaves())
        if self.task != "extract":
            return f"{leaves[0].way.capitalize()}."
        marked = ", ".join(leaf.name for leaf in leaves if leaf.is_marked)
        return f"Marked in the text: {marked or 'nothing'}."[:MAX_NOTE]

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Tagger:
    name: str = "tagger"
    tasks: frozenset[str] = frozenset({"answer", "extract"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = True
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 1

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedTagger:
        rows = [row for row in training if row.expected]
        values = [parse_object(row.expected) if task == "extract" else row.expected for row in rows]
        if not rows:
            return FittedTagger(UsualSlot({} if task == "extract" else ""), task)
        return FittedTagger(fit_slot(Column([row.input for row in rows], values)), task)

    def suits(self, task: str, rows: Sequence[ExampleRow]) -> bool:
        """Whether the outputs mostly stand in their inputs: at least half of the fields are marked, when it is fitted
        on these rows."""
        leaves = list(self.fit(task, rows).slot.leaves())
        return sum(leaf.is_marked for leaf in leaves) >= SUITS_FROM * max(len(leaves), 1)
