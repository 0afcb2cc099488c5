"""Writing down what was answered: trials and cached answers, in batches, while other requests fly."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q

from evaluations.prototypes.models import CachedAnswer, Outcome, Run, Trial
from evaluations.prototypes.recipes.types import Fitted

from .claiming import Claim


class Lost(Exception):
    """The run is no longer ours: stopped, or taken by another worker after our lease ran out."""


@transaction.atomic
def store(claim: Claim, trials: Sequence[Trial], answers: Sequence[CachedAnswer]) -> None:
    """Raises Lost, and stores nothing, when the lease does not hold the run any more."""
    # Locked, so that a run that is stopped now is stopped after these trials and not among them.
    if not Run.objects.held_under(claim.lease).select_for_update(no_key=True).values_list("pk"):
        raise Lost
    CachedAnswer.objects.bulk_create(answers, ignore_conflicts=True)
    Trial.objects.bulk_create(trials, ignore_conflicts=True)
    Run.objects.filter(pk=claim.run.pk).update(**counts(claim.run))


def keep_fitted(claim: Claim, folds: Sequence[Fitted]) -> None:
    """What was fitted on each fold's training part, for whoever reads the run; every slice fits the same."""
    if folds and not claim.run.fitted:
        Run.objects.held_under(claim.lease).update(fitted={"folds": [fold.summary() for fold in folds]})


def counts(run: Run) -> dict[str, int]:
    """What a page that follows the run shows; the other numbers come when the slice ends."""
    return Trial.objects.filter(run=run).aggregate(
        trials_done=Count("pk"),
        errors=Count("pk", filter=Q(outcome=Outcome.ERROR)),
        n=Count("pk", filter=~Q(outcome=Outcome.ERROR)),
        successes=Count("pk", filter=Q(score=1)),
    )
