"""A forecast beside the rows while they are typed: the task and checks that they would get, and the runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluations.prototypes.datasets.examples import MIN_ROWS, check, content_hash
from evaluations.prototypes.datasets.folds import place
from evaluations.prototypes.datasets.inference import measure
from evaluations.prototypes.models import ExampleRevision, Run, Task
from evaluations.prototypes.runs.plan import LOOKED_AT, planned
from evaluations.prototypes.scorers import UNCHECKED, in_words
from evaluations.prototypes.scorers.objects import Field, fields_of, schema_of

from .rows import TypedRow

MAX_NOTICES = 5
MAX_FIELDS = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """`different`: how many examples there are when rows that say the same count once; `missing`: how many more are
    needed; `documents`: their number.

    `reason`, `checks`: in words; `fields`: of the schema that is inferred for `extract`."""

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


def outlook(rows: Sequence[TypedRow], documents: Sequence[TypedRow], chosen: Mapping[str, Any]) -> Outlook:
    """`chosen`: task and checks as the author set them; blank or None where unset."""
    filled = [row for row in rows if row[0].strip() or row[1].strip()]
    written = sum(1 for name, text in documents if name.strip() or text.strip())
    if not filled:
        return Outlook(0, documents=written)
    said = {name: chosen[name] for name in ("brackets_are_minus", "case_counts")}
    checked = check(rows, chosen["task"], documents=documents, **said)
    measured = measure(checked.rows, checked.documents, **chosen)
    schema = schema_of([expected for _, expected in filled]) if measured.task == Task.EXTRACT else None
    fields = fields_of(schema) if schema else []
    return Outlook(
        len(filled),
        checked.different,
        max(MIN_ROWS - checked.different, 0),
        written,
        Task(measured.task),
        "as you chose" if chosen["task"] else measured.reason,
        in_words(
            [(measured.scorer, measured.threshold), *measured.more_checks],
            brackets_are_minus=measured.brackets_are_minus,
            case_counts=measured.case_counts,
        ),
        measured.scorer == UNCHECKED,
        fields[:MAX_FIELDS],
        len(fields[MAX_FIELDS:]),
        checked.notices[:MAX_NOTICES],
        len(checked.notices[MAX_NOTICES:]),
    )


def planned_runs(rows: Sequence[TypedRow], documents: Sequence[TypedRow], chosen: Mapping[str, Any]) -> list[Run]:
    """The runs that these examples would get, not stored, cheapest first. `rows` have no problems."""
    checked = check(rows, chosen["task"], documents=documents, case_counts=chosen["case_counts"])
    measured = measure(checked.rows, checked.documents, **chosen)
    revision = ExampleRevision(
        task=measured.task,
        scorer=measured.scorer,
        threshold=measured.threshold,
        more_checks=list(measured.more_checks),
        brackets_are_minus=measured.brackets_are_minus,
        case_counts=measured.case_counts,
        size=len(checked.rows),
        different=checked.different,
    )
    places = place(checked.rows, content_hash(checked.rows, checked.documents), case_counts=measured.case_counts)
    in_turn = sorted(zip(places, checked.rows, strict=True), key=lambda each: each[0].turn)
    return planned(revision, [row for _, row in in_turn[:LOOKED_AT]])
