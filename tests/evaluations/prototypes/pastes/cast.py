"""What the tests of pastes share: visitors, their tables, and a worker that works until nothing is due."""

from evaluations.prototypes.models import Paste, Visitor
from evaluations.prototypes.pastes.begin import begin
from evaluations.prototypes.pastes.work import work
from tests.sentences import PUMPS, ROADS

__all__ = ["ALICE", "BOB", "ROWS", "SECRET", "pasted", "work_on_pastes"]

ALICE = Visitor(None, "192.0.2.1")
BOB = Visitor(None, "192.0.2.2")
SECRET = "only her browser knows"
ROWS = [*PUMPS[:5], *ROADS[:5]]


def pasted(rows: list[tuple[str, str]] | None = None, visitor: Visitor = ALICE) -> Paste:
    return begin(visitor, SECRET, ROWS if rows is None else rows, ("letter", "team"))


def work_on_pastes(*lanes: str) -> int:
    """How many slices it took."""
    slices = 0
    while any(work(lane) for lane in lanes or ("quick", "chat")):
        slices += 1
    return slices
