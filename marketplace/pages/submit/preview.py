"""The card of a draft, as the lists will show it until something has answered its examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5

from django.utils.safestring import SafeString, mark_safe

from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.datasets.outputs import bare
from evaluations.prototypes.results.proof import PairCandidate, drawn
from ideas.models import Idea
from ideas.pie import small
from ideas.proof import MAX_GIVEN, Pair, Rightness, cut

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


def pair_of_draft(rows: Sequence[TypedRow], documents: Sequence[TypedRow], names: ColumnNames) -> Pair | None:
    """The pair of `results.proof.pair_to_come`, before these rows are published; None where there are none. Where
    publishing changes a text, as when a label has two spellings, it may draw another row.

    `documents`: name and text of each."""
    whole, papers = ([(bare(a), bare(b)) for a, b in pairs] for pairs in (rows, documents))
    filled = [(given, expected) for given, expected in whole if given]
    if not filled:
        return None
    lots = (PairCandidate(n, len(row[0]), digest(row[0]) + digest(row[1])) for n, row in enumerate(filled, 1))
    row = drawn(content_hash(filled, [(name, text) for name, text in papers if name or text]), lots)
    given, (goes_in, comes_out) = cut(filled[row - 1][0], MAX_GIVEN), names
    return Pair(row, len(filled), given, Rightness.WAITING, input_name=goes_in, expected_name=comes_out)


def digest(text: str) -> str:
    """As Postgres makes it, so that the same row is drawn."""
    return md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest()
