"""Ideas are compared again when the baselines have changed, so that no answer mixes two versions of them.

Each run keeps the version that it was compared with. The clock takes the latest examples of one idea after the other:
its baselines begin anew, those that it lacks are planned, and until all of them are in its answers are out of date.
An idea that was interrupted is begun again.
"""

from time import monotonic

from django.db import transaction

from evaluations.prototypes.models import ExampleRevision, Run, Trial
from evaluations.prototypes.recipes import BASELINES_VERSION
from evaluations.prototypes.results.answers import begin_comparing_again

from .plan import plan

AT_ONCE = 100  # runs
SECONDS = 5.0  # after which nothing new is begun, as votes are tallied in the same lane


def recompare_outdated() -> int:
    """Begin to compare ideas again, for some seconds; how many. The next are for beat."""
    until, done = monotonic() + SECONDS, 0
    outdated = Run.objects.over_latest_examples().compared_before(BASELINES_VERSION)[:AT_ONCE]
    for revision in ExampleRevision.objects.filter(runs__in=list(outdated)).distinct():
        if monotonic() > until:
            break
        recompare(revision)
        done += 1
    return done


@transaction.atomic
def recompare(revision: ExampleRevision) -> None:
    revision = ExampleRevision.objects.locked(revision.pk)
    runs = Run.objects.of_revision(revision)
    outdated = runs.baselines().compared_before(BASELINES_VERSION)
    Trial.objects.filter(run__in=outdated).delete()
    Run.queue.filter(pk__in=outdated).begin_anew()
    plan(revision)
    runs.update(compared_by=BASELINES_VERSION)
    begin_comparing_again(revision)
