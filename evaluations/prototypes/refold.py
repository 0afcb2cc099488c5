"""Examples whose folds are out of date are frozen again and tried anew, so that two rules are never mixed.

Each revision keeps the version of the rules that gave its rows their folds and turns. The clock takes the latest ones
of an earlier version. Where every row keeps its place, the revision is only marked. Else the site freezes the same rows
as another revision, with new runs: the earlier runs stay with the folds that they had, and the answers from them are
out of date until the first new run is in. One idea is one transaction, so an interrupted task goes on with the next.
"""

from time import monotonic

from django.db import transaction

from evaluations.prototypes.datasets.folds import VERSION
from evaluations.prototypes.datasets.revisions import fold_again
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.results.answers import begin_measuring
from evaluations.prototypes.runs.plan import plan
from ideas.models import Idea

AT_ONCE = 20  # ideas
SECONDS = 5.0  # after which nothing new is begun, as votes are tallied in the same lane
MAX_OPEN = 200  # runs that came of this and still wait: new ideas are not kept waiting behind all old ones


def refold_latest() -> int:
    """Fold the examples of ideas again whose folds are out of date, for some seconds; how many. The next are for
    beat."""
    until, done = monotonic() + SECONDS, 0
    for revision in ExampleRevision.objects.folded_before(VERSION)[:AT_ONCE]:
        if monotonic() > until or Run.objects.of_refolded().open().count() >= MAX_OPEN:
            break
        refold(revision)
        done += 1
    return done


@transaction.atomic
def refold(revision: ExampleRevision) -> None:
    """Does nothing if the author has changed the examples meanwhile, or another worker was faster."""
    idea = Idea.objects.select_for_update(no_key=True).get(pk=revision.idea_id)  # as publishing does
    if revision != ExampleRevision.objects.latest_of(idea):
        return
    if again := fold_again(revision):
        Run.queue.of_idea(idea.pk).stop()
        plan(again)
        begin_measuring(again)
