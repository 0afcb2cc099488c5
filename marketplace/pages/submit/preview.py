"""The card of a draft, as the lists will show it until something has answered its examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.results.proof import pair_of_draft
from ideas.models import Idea
from ideas.pie import small
from ideas.proof import Pair

from .rows import TypedRow


@dataclass(frozen=True, slots=True)
class DraftCard:
    """`pair`: of the example that the rule draws; None while there is none."""

    idea: Idea
    pair: Pair | None

    @property
    def pie(self) -> SafeString:
        return mark_safe(small([]))  # noqa: S308 - drawn by us, from numbers

    @property
    def is_blank(self) -> bool:
        return not (self.idea.title or self.idea.pitch or self.pair)


def card_of(
    idea: Idea, rows: Sequence[TypedRow], documents: Sequence[TypedRow], names: ColumnNames
) -> DraftCard | None:
    """None for an idea that was published: its card shows what was found already."""
    return DraftCard(idea, pair_of_draft(rows, documents, names)) if idea.is_draft else None
