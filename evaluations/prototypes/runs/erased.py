"""What becomes of an idea's examples, and of all that machines made of them, when its author takes the idea along.

`close` ends the work at once, in the transaction of the author. A worker then calls `clear_erased` until nothing is
left: one idea may have a hundred thousand trials, and nobody's request should wait for that.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from evaluations.prototypes.models import (
    ExampleDraft,
    ExampleRevision,
    Run,
    StrangersChallenge,
    StrangersExample,
    Trial,
)
from evaluations.prototypes.models.words import ExampleWords
from ideas.models import IdeaState

AT_ONCE = 5_000  # trials in one call; beat calls again
SLICES_HAVE_ENDED = timedelta(minutes=1)  # a worker that held the run has noticed by then


def close(idea_ids: Sequence[int]) -> None:
    """Stop the runs of these ideas, and forget what was typed for them and not frozen, and what strangers gave."""
    Run.queue.filter(revision__idea__in=idea_ids).stop()
    ExampleDraft.objects.filter(idea__in=idea_ids).delete()
    ExampleWords.objects.filter(idea__in=idea_ids).delete()
    StrangersExample.objects.filter(idea__in=idea_ids).delete()
    StrangersChallenge.objects.filter(idea__in=idea_ids).delete()


def clear_erased() -> int:
    """Delete trials of erased ideas, and after the last of them their runs and examples; returns how many trials."""
    revisions = ExampleRevision.objects.filter(idea__state=IdeaState.ERASED)
    if not revisions.exists():
        return 0
    ended = Run.objects.filter(revision__in=revisions, finished__lt=timezone.now() - SLICES_HAVE_ENDED)
    trials = Trial.objects.filter(run__in=ended)
    deleted, _ = Trial.objects.filter(pk__in=list(trials.values_list("pk", flat=True)[:AT_ONCE])).delete()
    if deleted < AT_ONCE:
        ended.exclude(trials__isnull=False).delete()
        revisions.filter(runs__isnull=True).delete()
    return deleted
