"""An instruction of the author's own: one more recipe, on every chat model, beside the automatic ones."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.datasets.problems import unfit
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.results.answers import conclude
from ideas.models import Idea
from marketplace.accounts.models import User

from .plan import check_runs, runs_of, the_fleet

MOST_INSTRUCTION = 2_000  # characters
MOST_INSTRUCTIONS = 5  # of one set of examples: the more are tried, the luckier is the best of them


class InstructionFault(Exception):
    """The instruction cannot be tried; the message says why and what to do."""


@transaction.atomic
def add_instruction(person: User, idea: Idea, text: str) -> list[Run]:
    """Have the instruction tried on the latest examples, by one run for each chat model, beside the automatic runs
    however many these are; the runs, also where it was tried already.

    Raises InstructionFault, DailyLimit, PermissionDenied."""
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    latest = ExampleRevision.objects.latest_of(idea)
    if latest is None or not idea.is_published:
        raise InstructionFault("There are no examples to try it on. Publish the idea with examples first.")
    text = fit_to_try(text)
    revision = ExampleRevision.objects.locked(latest.pk)
    before = Run.objects.of_revision(revision)
    if not before.under(text):
        check_room(revision)
        Run.objects.bulk_create(runs_of(revision, RECIPES["instruction"], the_fleet(), text))
        check_runs(idea.author)
        conclude(revision)
    return list(Run.objects.of_revision(revision).under(text))


def fit_to_try(text: str) -> str:
    text = text.strip()
    if not text:
        raise InstructionFault("There is no instruction. Write what the model is to do with an input.")
    if why := unfit(text, MOST_INSTRUCTION, leave_out="a part"):
        raise InstructionFault(f"The instruction {why}")
    return text


def check_room(revision: ExampleRevision) -> None:
    tried = Run.objects.of_revision(revision).exclude(instruction="").values("instruction").distinct().count()
    if tried >= MOST_INSTRUCTIONS:
        raise InstructionFault(f"{MOST_INSTRUCTIONS} instructions were tried on these examples, which is the most.")
