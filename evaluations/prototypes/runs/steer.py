"""What an author may do with runs: stop one, let it go on, choose it as the demo, have an own instruction tried.

A run that goes on repeats no trial that was answered; only trials without an answer are asked again. A run that has all
its answers begins anew, through the cache: an unchanged model gives the same answers and costs nothing, so nobody can
retry until luck helps, and a model whose digest has changed is asked again.

An instruction of the author's own is one more recipe, on every chat model, beside the automatic ones.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.datasets.problems import unfit
from evaluations.prototypes.models import CachedAnswer, ExampleRevision, Reopening, Run, Trial
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.results.answers import conclude
from ideas.actions import record_upkeep
from ideas.models import Idea
from marketplace.accounts.models import User

from .plan import check_runs, runs_of, the_fleet

MAX_INSTRUCTION = 2_000  # characters
MAX_INSTRUCTIONS = 5  # of one set of examples: the more are tried, the luckier is the best of them


class InstructionFault(Exception):
    """The instruction cannot be tried; the message says why and what to do."""


@transaction.atomic
def stop_run(person: User, run: Run) -> bool:
    """End the run until its author lets it go on; True if it was open. Raises PermissionDenied."""
    revision = locked_for_author(person, run)
    stopped = bool(Run.queue.filter(pk=run.pk).stop())
    if stopped:
        seen = Run.objects.of_revision(revision).candidates().filter(trials_done__gte=1).exists()
        Run.objects.filter(pk=run.pk).update(stopped_knowing=seen)
        conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return stopped


@transaction.atomic
def answer_the_rest(person: User, run: Run) -> bool:
    """Let a finished run go on to the examples beyond its sample; True if there are any.

    Raises PermissionDenied, DailyLimit."""
    revision = locked_for_author(person, run)
    more = is_latest(revision) and bool(Run.queue.filter(pk=run.pk).offered().reopen(revision.different))
    if more:
        count_reopening(person, run)
        conclude(revision)
    return more


@transaction.atomic
def rerun(person: User, run: Run) -> bool:
    """Let a stopped run go on; ask again for every missing answer, or begin anew if none is missing. True if this
    opened the run.

    Raises PermissionDenied, DailyLimit."""
    revision = locked_for_author(person, run)
    had_all = Run.objects.get(pk=run.pk).has_all_answers
    if not is_latest(revision) or not Run.queue.filter(pk=run.pk).offered().resume():
        return False
    count_reopening(person, run)
    trials = Trial.objects.of_run(run)
    (trials if had_all else trials.without_answer()).delete()
    if had_all:
        Run.queue.filter(pk=run.pk).forget_numbers()
        CachedAnswer.objects.disown(run)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return True


@transaction.atomic
def choose_demo(person: User, run: Run) -> bool:
    """Make this run the demo of its examples; True if it is, now or already. Raises PermissionDenied."""
    revision = locked_for_author(person, run)
    run = Run.objects.for_rows().get(pk=run.pk)
    if not is_latest(revision) or not run.can_be_demo:
        return False
    Run.objects.of_revision(revision).filter(is_demo=True).exclude(pk=run.pk).update(is_demo=False)
    Run.objects.filter(pk=run.pk).update(is_demo=True)
    return True


@transaction.atomic
def leave_demo_to_the_best(person: User, run: Run) -> bool:
    """Undo `choose_demo`; True if this run was the chosen one. Raises PermissionDenied."""
    locked_for_author(person, run)
    return bool(Run.objects.filter(pk=run.pk, is_demo=True).update(is_demo=False))


def locked_for_author(person: User, run: Run) -> ExampleRevision:
    if not run.revision.idea.can_be_edited_by(person):
        raise PermissionDenied
    record_upkeep(person, run.revision.idea, "steered its runs")
    return ExampleRevision.objects.locked(run.revision_id)


def is_latest(revision: ExampleRevision) -> bool:
    """Runs over earlier examples stay as they are: models are asked about the latest examples only."""
    return revision == ExampleRevision.objects.latest_of(revision.idea)


def count_reopening(person: User, run: Run) -> None:
    Reopening.objects.create(run=run, person=person)
    check_runs(person)


@transaction.atomic
def add_instruction(person: User, idea: Idea, text: str) -> list[Run]:
    """Have the instruction tried on the latest examples, by one run for each chat model, beside the automatic runs,
    however many these are. Returns its runs, also if it was tried already.

    Raises InstructionFault, DailyLimit, PermissionDenied."""
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    latest = ExampleRevision.objects.latest_of(idea)
    if latest is None or not idea.is_published:
        raise InstructionFault("There are no examples to try it on. Publish the idea with examples first.")
    text = fit_to_try(text)
    revision = ExampleRevision.objects.locked(latest.pk)
    runs = Run.objects.of_revision(revision)
    if not runs.under(text):
        record_upkeep(person, idea, "added an instruction")
        check_room(revision)
        Run.objects.bulk_create(runs_of(revision, RECIPES["instruction"], the_fleet(), text))
        check_runs(idea.author)
        conclude(revision)
    return list(runs.under(text))


def fit_to_try(text: str) -> str:
    text = text.strip()
    if not text:
        raise InstructionFault("There is no instruction. Write what the model is to do with an input.")
    if why := unfit(text, MAX_INSTRUCTION, leave_out="a part"):
        raise InstructionFault(f"The instruction {why}")
    return text


def check_room(revision: ExampleRevision) -> None:
    tried = Run.objects.of_revision(revision).exclude(instruction="").values("instruction").distinct().count()
    if tried >= MAX_INSTRUCTIONS:
        raise InstructionFault(f"{MAX_INSTRUCTIONS} instructions were tried on these examples, which is the most.")
