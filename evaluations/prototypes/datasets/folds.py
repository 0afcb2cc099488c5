"""Which examples are held out together, and in which order a sample takes them.

Both depend on the examples and their content hash alone: not on the order of the rows, the task, the process or the
day. So a fold never moves, and every recipe gets the same questions.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.prototypes.scorers import folded, normalized
from evaluations.prototypes.statistics import draw

MAX_FOLDS = 5
ExamplePair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FoldPlace:
    """`fold`: 0 to folds - 1. `turn`: 0 to rows - 1, each once; a sample of k is the turns below k."""

    fold: int
    turn: int


def place(rows: Sequence[ExamplePair], content_hash: str) -> list[FoldPlace]:
    """The place of each row, in the order of the rows."""
    return [FoldPlace(*both) for both in zip(_folds(rows, content_hash), _turns(rows, content_hash), strict=True)]


def fold_count(rows: Sequence[ExamplePair]) -> int:
    """Five, or as many as there are different inputs when they are fewer."""
    return min(MAX_FOLDS, len(_groups(rows)))


def _groups(rows: Sequence[ExamplePair]) -> dict[str, list[int]]:
    """Indices of the rows by their normalized input: rows of a group are duplicates of each other."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, (given, _) in enumerate(rows):
        groups[normalized(given)].append(index)
    return groups


def _folds(rows: Sequence[ExamplePair], content_hash: str) -> list[int]:
    """Deal out the groups, label by label, each to the fold with the fewest rows of its label.

    So a label is spread as evenly as its groups allow, a label with two groups is in every training part, and no fold
    stays empty."""
    groups = _groups(rows)
    of_label = [Counter[str]() for _ in range(min(MAX_FOLDS, len(groups)))]
    folds = [0] * len(rows)
    for label, members in _dealing_order(rows, groups, content_hash):
        seed = [draw(content_hash, "fold", label, str(fold)) for fold in range(len(of_label))]
        fold = min(range(len(of_label)), key=lambda f: (of_label[f][label], of_label[f].total(), seed[f]))
        of_label[fold][label] += len(members)
        for index in members:
            folds[index] = fold
    return folds


def _dealing_order(
    rows: Sequence[ExamplePair], groups: Mapping[str, list[int]], content_hash: str
) -> list[tuple[str, list[int]]]:
    """Each group with its label: the labels in a drawn order, within a label large groups first, then as drawn."""
    dealt = []
    for key, members in groups.items():
        label = min(folded(rows[index][1]) for index in members)
        rank = (draw(content_hash, "label", label), -len(members), draw(content_hash, "group", key))
        dealt.append((rank, label, members))
    return [(label, members) for _, label, members in sorted(dealt)]


def _turns(rows: Sequence[ExamplePair], content_hash: str) -> list[int]:
    """Each label's rows at even distances over the whole order, from a drawn start: the first k rows hold every label
    in nearly its share."""
    by_label: dict[str, list[int]] = defaultdict(list)
    drawn = [draw(content_hash, "turn", *row) for row in rows]
    for index in sorted(range(len(rows)), key=drawn.__getitem__):
        by_label[folded(rows[index][1])].append(index)
    when: dict[int, float] = {}
    for label, members in by_label.items():
        start = draw(content_hash, "start", label) / 2**64
        when |= {index: (nth + start) / len(members) for nth, index in enumerate(members)}
    turns = [0] * len(rows)
    for turn, index in enumerate(sorted(when, key=lambda index: (when[index], drawn[index]))):
        turns[index] = turn
    return turns
