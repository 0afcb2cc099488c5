"""Which examples are held out together, which say the same, and in which order a sample takes them.

All depends on the examples and their content hash alone: not on the order of the rows, the task, the process or the
day. So a fold never moves, and every recipe gets the same questions.

Rows whose inputs are near (`likeness`) are held out together, whatever their output: no recipe has learnt from a copy
of what it is asked. Where that would leave fewer than MAX_FOLDS groups, or one group with more than half of the rows,
the rows are one form filled in differently. Then only rows that are the same, near and with an equal output, are held
out together, and rows whose inputs have the same words.

Of rows that are the same, one is asked and scored and stands for all of them; the others take their turns after all
that are asked, so that no sample holds them. They stay in the training parts of other folds than their own.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.prototypes.scorers import folded, normalized
from evaluations.prototypes.statistics import draw

from .likeness import likeness

VERSION = 3  # increase it with every change by which rows get another place, also one of `likeness`
MAX_FOLDS = 5
ExamplePair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FoldPlace:
    """`fold`: 0 to folds - 1. `turn`: 0 to rows - 1, each once; a sample of k is the turns below k.

    `first`: the index of the row that stands for this one, or its own. `copies`: how many rows it stands for, itself
    included; 0 if another stands for it."""

    fold: int
    turn: int
    first: int
    copies: int


def place(rows: Sequence[ExamplePair], content_hash: str, *, case_counts: bool = False) -> list[FoldPlace]:
    """The place of each row, in the order of the rows. `case_counts`: outputs that differ in case alone are unequal."""
    alike = likeness(rows, case_counts=case_counts)
    drawn = [draw(content_hash, "turn", *row) for row in rows]
    firsts = _firsts(alike.same, drawn)
    copies = Counter(firsts)
    folds = _folds(rows, _groups(rows, alike.near, alike.same), content_hash)
    asked = [index for index in range(len(rows)) if firsts[index] == index]
    others = [index for index in range(len(rows)) if firsts[index] != index]
    in_turn = [*_in_turn(rows, asked, drawn, content_hash), *_in_turn(rows, others, drawn, content_hash)]
    turns = {index: turn for turn, index in enumerate(in_turn)}
    return [FoldPlace(folds[index], turns[index], firsts[index], copies[index]) for index in range(len(rows))]


def fold_count(places: Sequence[FoldPlace]) -> int:
    """Five, or as many as there are groups when they are fewer."""
    return len({each.fold for each in places})


def different(places: Sequence[FoldPlace]) -> int:
    """How many examples there are when those that are the same count once."""
    return sum(each.copies > 0 for each in places)


def _firsts(same: Sequence[int], drawn: Sequence[int]) -> list[int]:
    """For every row the index of the one that stands for it: the first by lot of those that are the same."""
    first: dict[int, int] = {}
    for index in sorted(range(len(same)), key=drawn.__getitem__):
        first.setdefault(same[index], index)
    return [first[group] for group in same]


def _groups(rows: Sequence[ExamplePair], near: Sequence[int], same: Sequence[int]) -> list[list[int]]:
    """Indices of the rows that are held out together."""
    by_nearness = _indices_by(near)
    if len(by_nearness) >= MAX_FOLDS and 2 * max(map(len, by_nearness)) <= len(rows):
        return by_nearness
    return _indices_by(_with_same_words(rows, same))


def _indices_by(groups: Sequence[int]) -> list[list[int]]:
    indices: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        indices[group].append(index)
    return list(indices.values())


def _with_same_words(rows: Sequence[ExamplePair], same: Sequence[int]) -> list[int]:
    """The groups of the same, joined where an input of one has the words of an input of the other."""
    joined = list(range(len(rows)))
    having: dict[str, int] = {}
    for (given, _), group in zip(rows, same, strict=True):
        own, other = joined[group], joined[having.setdefault(normalized(given), group)]
        if own != other:
            joined = [other if each == own else each for each in joined]
    return [joined[group] for group in same]


def _folds(rows: Sequence[ExamplePair], groups: Sequence[list[int]], content_hash: str) -> list[int]:
    """Deal out the groups, label by label, each to the fold with the fewest rows of its label.

    So a label is spread as evenly as its groups allow, a label with two groups is in every training part, and no fold
    stays empty."""
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
    rows: Sequence[ExamplePair], groups: Sequence[list[int]], content_hash: str
) -> list[tuple[str, list[int]]]:
    """Each group with its label: the labels in a drawn order, within a label large groups first, then as drawn."""
    dealt = []
    for members in groups:
        label = min(folded(rows[index][1]) for index in members)
        key = min(normalized(rows[index][0]) for index in members)
        rank = (draw(content_hash, "label", label), -len(members), draw(content_hash, "group", key))
        dealt.append((rank, label, members))
    return [(label, members) for _, label, members in sorted(dealt)]


def _in_turn(rows: Sequence[ExamplePair], indices: Sequence[int], drawn: Sequence[int], content_hash: str) -> list[int]:
    """These rows in the order of their turns: each label's at even distances over the whole order, from a drawn start.
    The first k of them hold every label in nearly its share."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for index in sorted(indices, key=drawn.__getitem__):
        by_label[folded(rows[index][1])].append(index)
    when: dict[int, float] = {}
    for label, members in by_label.items():
        start = draw(content_hash, "start", label) / 2**64
        when |= {index: (nth + start) / len(members) for nth, index in enumerate(members)}
    return sorted(when, key=lambda index: (when[index], drawn[index]))
