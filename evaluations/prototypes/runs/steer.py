"""What an author may do with a run: stop it, let it go on, choose it as the demo.

A run that goes on repeats nothing that was answered; only trials that got no answer are asked again. One that has all
its answers begins anew, through the cache: a model that is the same says the same and costs nothing, so nobody can try
until luck helps, and one whose digest has changed is heard.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.models import CachedAnswer, ExampleRevision, Reopening, Run, Trial
from evaluations.prototypes.results.answers import conclude
from marketplace.accounts.models import User

from .plan import check_runs


@transaction.atomic
def stop_run(person: User, run: Run) -> bool:
    """End the run until somebody lets it go on; True if it was open. Raises PermissionDenied."""
    revision = held_by_author(person, run)
    stopped = bool(Run.objects.filter(pk=run.pk).stop())
    if stopped:
        conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return stopped


@transaction.atomic
def answer_the_rest(person: User, run: Run) -> bool:
    """Let a finished run go on to the examples beyond its sample; True if there are any.

    Raises PermissionDenied, DailyLimit."""
    revision = held_by_author(person, run)
    more = is_latest(revision) and bool(Run.objects.filter(pk=run.pk).offered().reopen(revision.size))
    if more:
        count_reopening(person, run)
        conclude(revision)
    return more


@transaction.atomic
def rerun(person: User, run: Run) -> bool:
    """Let a stopped run go on, ask again for every answer that did not come, or where all came begin anew; True if the
    run is open then and was not before.

    Raises PermissionDenied, DailyLimit."""
    revision = held_by_author(person, run)
    had_all = Run.objects.get(pk=run.pk).has_all_answers
    if not is_latest(revision) or not Run.objects.filter(pk=run.pk).offered().resume():
        return False
    count_reopening(person, run)
    trials = Trial.objects.of_run(run)
    (trials if had_all else trials.without_answer()).delete()
    if had_all:
        Run.objects.filter(pk=run.pk).forget()
        CachedAnswer.objects.disown(run)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return True


@transaction.atomic
def choose_demo(person: User, run: Run) -> bool:
    """Make this run the demo of its examples; True if it is, now or already. Raises PermissionDenied."""
    revision = held_by_author(person, run)
    run = Run.objects.for_rows().get(pk=run.pk)
    if not is_latest(revision) or not run.can_be_demo:
        return False
    Run.objects.of_revision(revision).filter(is_demo=True).exclude(pk=run.pk).update(is_demo=False)
    Run.objects.filter(pk=run.pk).update(is_demo=True)
    return True


@transaction.atomic
def leave_demo_to_the_best(person: User, run: Run) -> bool:
    """Undo `choose_demo`; True if this run was the chosen one. Raises PermissionDenied."""
    held_by_author(person, run)
    return bool(Run.objects.filter(pk=run.pk, is_demo=True).update(is_demo=False))


def held_by_author(person: User, run: Run) -> ExampleRevision:
    if not run.revision.idea.can_be_edited_by(person):
        raise PermissionDenied
    return ExampleRevision.objects.locked(run.revision_id)


def is_latest(revision: ExampleRevision) -> bool:
    """Runs over earlier examples stay as they are: what is asked of models is about the examples of today."""
    return revision == ExampleRevision.objects.latest_of(revision.idea)


def count_reopening(person: User, run: Run) -> None:
    Reopening.objects.create(run=run, person=person)
    check_runs(person)
