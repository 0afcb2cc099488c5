"""What the rows typed so far would be taken for, said beside them while they are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluations.prototypes.datasets.checks import measure
from evaluations.prototypes.datasets.examples import MIN_ROWS, check, different_inputs
from evaluations.prototypes.models import Task
from evaluations.prototypes.scorers import UNCHECKED, in_words
from evaluations.prototypes.scorers.objects import Field, fields_of, schema_of

from .rows import Pair

MOST_NOTICES = 5
MOST_FIELDS = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """`different`: how many inputs differ; `missing`: how many more of those are needed. `documents`: how many.

    `reason`, `checks`: in words, as they would be now; `fields`: of the schema inferred for `extract`."""

    count: int
    different: int = 0
    missing: int = MIN_ROWS
    documents: int = 0
    task: Task | None = None
    reason: str = ""
    checks: str = ""
    is_unchecked: bool = False
    fields: list[Field] = field(default_factory=list)
    more_fields: int = 0
    notices: list[str] = field(default_factory=list)
    more_notices: int = 0


def outlook(rows: Sequence[Pair], documents: Sequence[Pair], chosen: Mapping[str, Any]) -> Outlook:
    """`chosen`: task and checks as the author set them; blank or None where not."""
    filled = [row for row in rows if row[0].strip() or row[1].strip()]
    written = sum(1 for name, text in documents if name.strip() or text.strip())
    if not filled:
        return Outlook(0, documents=written)
    checked = check(rows, chosen["task"], documents=documents)
    measured = measure(checked, **chosen)
    different = different_inputs(filled)
    schema = schema_of([expected for _, expected in filled]) if measured.task == Task.EXTRACT else None
    fields = fields_of(schema) if schema else []
    return Outlook(
        len(filled),
        different,
        max(MIN_ROWS - different, 0),
        written,
        Task(measured.task),
        "as you chose" if chosen["task"] else measured.reason,
        in_words([(measured.scorer, measured.threshold), *measured.more_checks]),
        measured.scorer == UNCHECKED,
        fields[:MOST_FIELDS],
        len(fields[MOST_FIELDS:]),
        checked.notices[:MOST_NOTICES],
        len(checked.notices[MOST_NOTICES:]),
    )
