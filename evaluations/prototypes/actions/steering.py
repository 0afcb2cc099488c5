"""What an author may do with a run: stop it, or have it answer every example and not only a sample."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.models import ExampleRevision, Run
from marketplace.accounts.models import User

from .concluding import conclude


@transaction.atomic
def stop_run(person: User, run: Run) -> bool:
    """End the run for good; True if it was open. Raises PermissionDenied."""
    revision = held_by_author(person, run)
    stopped = bool(Run.objects.filter(pk=run.pk).stop())
    if stopped:
        conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return stopped


@transaction.atomic
def answer_the_rest(person: User, run: Run) -> bool:
    """Let a finished run go on to the examples beyond its sample; True if there are any. Raises PermissionDenied."""
    revision = held_by_author(person, run)
    more = bool(Run.objects.filter(pk=run.pk).reopen(revision.size))
    if more:
        conclude(revision)
    return more


def held_by_author(person: User, run: Run) -> ExampleRevision:
    if not run.revision.idea.can_be_edited_by(person):
        raise PermissionDenied
    return ExampleRevision.objects.locked(run.revision_id)
