"""What the tests of runs share: examples that a neighbour can answer, and a worker that works until all is done."""

from typing import Any

from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.worker import work
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import PUMPS, ROADS

__all__ = ["ONE", "PUMPS", "ROADS", "ROWS", "endpoint_of", "run_of", "tried_idea", "work_on"]

ROWS = PUMPS + ROADS
ONE = PUMPS[7][0]  # an input that a test makes fail


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
