"""What the tests of runs share: examples that a neighbour can answer, and a worker that works until all is done."""

from typing import Any

from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.worker import work
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person

PUMPS = [(f"the pump in field {number} leaks water and grinds", "pump") for number in range(12)]
ROADS = [(f"a hole in the tar of road {number} broke an axle", "road") for number in range(12)]
ROWS = PUMPS + ROADS


def tried_idea(rows: list[tuple[str, str]] | None = None, author: User | None = None, **measured: Any) -> Idea:
    """A published idea with examples, whose runs are planned."""
    author = author or make_person()
    return publish(author, make_idea(author, published=False), ROWS if rows is None else rows, **measured)


def work_on(*lanes: str) -> int:
    """Work until nothing can be done; how many slices it took."""
    slices = 0
    while any(work(lane) for lane in lanes or ("quick", "chat")):
        slices += 1
    return slices


def run_of(idea: Idea, recipe: str) -> Run:
    return Run.objects.of_idea(idea.pk).for_rows().filter(recipe=recipe).latest("pk")


def endpoint_of(model: OpenModel) -> Endpoint:
    return Endpoint.objects.get(pk=model.endpoint_id)
