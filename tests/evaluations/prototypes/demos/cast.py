"""What the tests of demos share: visitors, and one try from its place in the line to its last event."""

from typing import Any

from evaluations.prototypes.demos import line, serve
from evaluations.prototypes.models import Run, Visitor, demo_of

MEASURED: dict[str, Any] = {"state": "finished", "n": 8, "trials_done": 8, "successes": 6, "score": 0.75,
                            "lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8, "lift_p": 0.01}  # fmt: skip
ALICE = Visitor(None, "192.0.2.1")
BOB = Visitor(None, "192.0.2.2")


def finished(run: Run) -> Run:
    found = demo_of(run.revision.idea)
    assert found
    return found


def tried(demo: Run, text: str = "a letter about my street", visitor: Visitor = ALICE) -> list[Any]:
    attempt = line.begin(demo, visitor)
    assert line.get_turn(attempt)
    return list(serve.answer(attempt, text))
