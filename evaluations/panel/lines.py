"""The four lines of a card: the true one, and three of other ideas that are fair beside it. Pure."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, utils

OTHERS = 3
ALIKE = 75  # of 100: from here on two lines say the same in nearly the same words, and neither is wrong


def fair_others(truth: str, others: Iterable[str]) -> Sequence[str] | None:
    """The first three that differ from the truth and from each other; None where there are not so many."""
    chosen: list[str] = []
    for line in others:
        if not any(alike(line, known) for known in (truth, *chosen)):
            chosen.append(line)
        if len(chosen) == OTHERS:
            return chosen
    return None


def alike(one: str, other: str) -> bool:
    """Whether the words of one are nearly those of the other, in whatever order, or all among them."""
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= ALIKE
