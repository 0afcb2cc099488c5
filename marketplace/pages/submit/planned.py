"""Which runs these examples would get, said before they are published."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from evaluations.prototypes.datasets.checks import measure
from evaluations.prototypes.datasets.examples import check
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.runs.plan import wanted

from .rows import Pair


def planned_runs(rows: Sequence[Pair], documents: Sequence[Pair], chosen: Mapping[str, Any]) -> list[Run]:
    """Not stored; the cheapest first. `rows` have no problems; `chosen`: task and checks, or blank."""
    checked = check(rows, chosen["task"], documents=documents)
    measured = measure(checked, **chosen)
    revision = ExampleRevision(
        task=measured.task,
        scorer=measured.scorer,
        threshold=measured.threshold,
        more_checks=list(measured.more_checks),
        size=len(checked.rows),
    )
    return sorted(wanted(revision), key=lambda run: run.cost_rank)[: settings.RUNS_PER_IDEA]
