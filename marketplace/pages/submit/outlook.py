"""What the rows typed so far would be taken for, said beside them while they are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluations.prototypes.examples import LEAST_ROWS, check, different_inputs
from evaluations.prototypes.inference import default_scorer, infer
from evaluations.prototypes.models import Scorer, Task

from .rows import Pair

MOST_NOTICES = 5


@dataclass(frozen=True, slots=True)
class Outlook:
    """`different`: how many inputs differ; `missing`: how many more of those are needed.

    `reason`, `scorer`: in words, as they would be now."""

    count: int
    different: int = 0
    missing: int = LEAST_ROWS
    task: Task | None = None
    reason: str = ""
    scorer: str = ""
    notices: list[str] = field(default_factory=list)
    more_notices: int = 0


def outlook(rows: Sequence[Pair], chosen: Mapping[str, Any]) -> Outlook:
    """`chosen`: task, scorer and threshold as the author set them; blank or None where not."""
    filled = [row for row in rows if row[0].strip() or row[1].strip()]
    if not filled:
        return Outlook(0)
    inferred = infer(filled)
    task = Task(chosen["task"] or inferred.task)
    reason = "as you chose" if chosen["task"] else inferred.reason
    notices = check(rows, chosen["task"]).notices
    different = different_inputs(filled)
    return Outlook(
        len(filled),
        different,
        max(LEAST_ROWS - different, 0),
        task,
        reason,
        scorer_in_words(task, filled, chosen),
        notices[:MOST_NOTICES],
        len(notices[MOST_NOTICES:]),
    )


def scorer_in_words(task: Task, rows: Sequence[Pair], chosen: Mapping[str, Any]) -> str:
    scorer, threshold = default_scorer(task, rows)
    if task == Task.ANSWER and chosen["scorer"]:
        scorer, threshold = chosen["scorer"], chosen["threshold"]
    words = Scorer(scorer).label
    return f"{words} of at least {threshold}" if scorer == Scorer.SIMILARITY else words
