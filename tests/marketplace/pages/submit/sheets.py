"""What Ada types into the sheet of examples, and what is kept of it."""

from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea

NOTES = [(f"Kettle {n} trips the fuse", "electrics") for n in range(6)] + [
    (f"Zip {n} of a jacket is stuck", "sewing") for n in range(6)
]


def typed(rows: list[tuple[str, str]], **more: object) -> dict[str, object]:
    """A form as the browser sends it."""
    return {"input": [row[0] for row in rows], "expected": [row[1] for row in rows], "do": "go", **more}


def stored(idea: Idea) -> list[tuple[str, str]]:
    return ExampleDraft.objects.of(idea).pairs
