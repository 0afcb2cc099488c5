"""Somebody gives an example to the strangers' set of another person's idea.

One that the lot offered (`offers`) decides about the idea. One that somebody brought of their own accord does not."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.demos.proposals import NotProposable, fit_to_propose, is_same
from evaluations.prototypes.models import ExampleRevision, StrangersExample, StrangersVerdict, Task
from evaluations.prototypes.scorers import cased, folded
from ideas import limits
from ideas.actions.votes import NotOpen
from ideas.models import Idea
from marketplace.accounts.models import User

from .personal import personal_data_in

MAX_WAITING = 100  # of one idea, of those that people brought
OWN_IDEA = "These are the examples that the author does not choose, so the author gives none."
UNCONFIRMED = "Confirm your mail address first. Then you can give examples."
NOT_HEARD = "Moderators have stopped counting what this account says, so it can give no examples."
TAKEN = "You have given this idea an example or judged one of it, so the lot offers it to you no more."


class NotGivable(ValueError):
    """The example cannot be taken; the message says why and what to do. `field`: which text is at fault, or None."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def give(person: User, idea: Idea, given: str, expected: str, *, is_offered: bool = False) -> StrangersExample:
    """Raises PermissionDenied for the author and who is suspended; NotOpen, DailyLimit, NotGivable."""
    # Locked, so that two equal rows that are given at once see each other.
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    revision = ExampleRevision.objects.latest_of(idea)
    check_giver(User.objects.get(pk=person.pk), idea)
    if not idea.is_published or revision is None or not revision.checks:
        raise NotOpen
    given_before = StrangersExample.objects.by(person)
    limits.check(person, given_before, "created", settings.STRANGERS_EXAMPLES_PER_DAY, "examples", "give")
    check_personal_data(given, expected)
    given, expected = fitted(revision, given.strip(), expected.strip())
    check_new(idea, given, expected)
    if is_offered:
        check_open(person, idea)
    else:
        check_room(idea)
    text = {"input": given, "expected": expected}
    return StrangersExample.objects.create(idea=idea, giver=person, task=revision.task, is_offered=is_offered, **text)


def check_giver(person: User, idea: Idea) -> None:
    if person.pk == idea.author_id:
        raise PermissionDenied(OWN_IDEA)
    if person.suspended:
        raise PermissionDenied
    if person.confirmed is None:
        raise NotGivable(UNCONFIRMED)
    if not person.in_good_standing:
        raise NotGivable(NOT_HEARD)


def check_personal_data(given: str, expected: str) -> None:
    for field, name, text in (("input", "The input", given), ("expected", "The expected output", expected)):
        if found := personal_data_in(text):
            advice = "Put an invented one in its place, or leave it out. Nothing was stored."
            raise NotGivable(f"{name} holds {found}. {advice}", field)


def fitted(revision: ExampleRevision, given: str, expected: str) -> tuple[str, str]:
    """The row in the form in which the author's rows are frozen, if it could be one of them and says something new."""
    try:
        row = fit_to_propose(revision, given, expected)
    except NotProposable as why:
        raise NotGivable(str(why)) from why
    if revision.task == Task.CLASSIFY:
        plain = cased if revision.case_counts else folded
        labels = revision.labels()
        if plain(row[1]) not in map(plain, labels):
            known = ", ".join(f'"{label}"' for label in labels[:20])
            raise NotGivable(f"The expected output is none of the author's labels. Choose one of {known}.", "expected")
    return row


def check_new(idea: Idea, given: str, expected: str) -> None:
    rows = StrangersExample.objects.of_idea(idea)  # with those that were taken out
    if any(is_same(given, expected, *row) for row in rows.values_list("input", "expected")):
        raise NotGivable("Somebody has given an example with this input already. Give another one.", "input")


def check_open(person: User, idea: Idea) -> None:
    """One offer is one example, and who has seen the input of a row does not give one that decides."""
    gave = StrangersExample.objects.of_idea(idea).by(person)
    if gave.exists() or StrangersVerdict.objects.by(person).filter(example__idea=idea).exists():
        raise NotGivable(TAKEN)


def check_room(idea: Idea) -> None:
    if StrangersExample.objects.of_idea(idea).waiting().brought().count() >= MAX_WAITING:
        raise NotGivable(f"{MAX_WAITING} examples of this idea wait for judges. Please judge some, or come back later.")
