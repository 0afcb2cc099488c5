"""Two others answer a given example blind, and so decide whether it enters the strangers' set.

Which row somebody judges is drawn by lot among all ideas and signed into the form: nobody can come for a row of their
own crowd without judging what else waits. A judge answers once and sees neither the giver nor what the giver expects.
What the answers decide together is in `settle`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac

from evaluations.prototypes.datasets.documents import check_documents, named_in
from evaluations.prototypes.models import ExampleRevision, StrangersExample, StrangersState, StrangersVerdict, Task
from evaluations.prototypes.runs.score import score_as_text
from evaluations.prototypes.scorers.objects import NotAnObject, canonical
from ideas import limits
from ideas.models import Idea
from marketplace.accounts.models import User

from .settle import settle

SALT = "evaluations.prototypes.strangers.judge"
LASTS = 24 * 60 * 60  # seconds from the deal to the answer
# Of a graded check, from which the judge says more of the same than not. A check that is not graded gives 0 or 1.
AGREES = 0.5
LOOKED_AT = 1_000  # waiting rows among which one is drawn
NOT_YET = "Only accounts whose votes rank can judge: with a confirmed address, and a day old."


class NotJudgeable(ValueError):
    """The answer cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """A row for one judge, with the idea's latest examples, and the token that the form sends back."""

    row: StrangersExample
    revision: ExampleRevision
    token: str


def deal(person: User, nearest: Collection[int] = ()) -> Dealt | None:
    """A waiting row by lot, the same until it is judged; None if none waits that this person may judge.

    `nearest`: ideas whose rows go first. Those that the lot offered go before brought ones, since they decide. Nobody
    chooses the idea: two accounts of one hand would meet at the rows of a third. Who may not judge yet sees none, or
    else any new account would be a look at the set."""
    if not person.votes_rank:
        return None
    rows = StrangersExample.objects.for_judge(person).order_by("pk")
    near = rows.filter(idea__in=nearest)
    parts = (near.offered(), near, rows.offered(), rows)
    keys = next(filter(None, (list(part.values_list("pk", flat=True)[:LOOKED_AT]) for part in parts)), None)
    if keys is None:
        return None
    drawn = min(keys, key=lambda key: salted_hmac(SALT, f"{person.pk}:{key}").hexdigest())
    return dealt(StrangersExample.objects.select_related("idea").get(pk=drawn), person)


def dealt(row: StrangersExample, person: User) -> Dealt | None:
    revision = ExampleRevision.objects.latest_of(row.idea)
    token = signing.dumps([row.pk, person.pk], salt=SALT)
    return Dealt(row, revision, token) if revision else None


def dealt_by(token: str, person: User) -> Dealt | None:
    """What was dealt to this person with this token; None if nothing was, or too long ago."""
    try:
        key, holder = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    row = StrangersExample.objects.select_related("idea").filter(pk=key).first()
    return dealt(row, person) if row and holder == person.pk else None


@transaction.atomic
def judge(person: User, row: StrangersExample, answer: str) -> StrangersState:
    """Keep the answer, blank where it cannot be told from the input; what became of the row.

    Raises PermissionDenied for the author and who gave a row of this idea; NotJudgeable, DailyLimit."""
    # Locked as in `give`, so that the third of two judges at once sees the others.
    idea = Idea.objects.select_for_update(no_key=True).get(pk=row.idea_id)
    row = StrangersExample.objects.select_for_update().get(pk=row.pk)
    check_judge(User.objects.get(pk=person.pk), idea, row)
    revision = ExampleRevision.objects.latest_of(idea)
    is_open = idea.is_published and row.state == StrangersState.WAITING
    if not is_open or revision is None or revision.task != row.task:
        raise NotJudgeable("This example has been decided meanwhile. Thank you; here is another one.")
    verdicts = StrangersVerdict.objects.by(person)
    if verdicts.filter(example=row).exists():
        raise NotJudgeable("You have judged this example already. Here is another one.")
    limits.check(person, verdicts, "created", settings.STRANGERS_VERDICTS_PER_DAY, "examples", "judge")
    answer = formed(revision, answer.strip())
    agrees = bool(answer) and score_as_text(revision, answer, row.expected) >= AGREES
    weight = StrangersVerdict.objects.weight_of(person)
    StrangersVerdict.objects.create(example=row, judge=person, answer=answer, agrees=agrees, weight=weight)
    settle(idea)
    row.refresh_from_db(fields=["state"])
    return StrangersState(row.state)


def check_judge(person: User, idea: Idea, row: StrangersExample) -> None:
    gave = StrangersExample.objects.of_idea(idea).by(person).exists()
    if person.pk == idea.author_id or gave or person.suspended:
        raise PermissionDenied
    if not person.votes_rank:
        raise NotJudgeable(NOT_YET)


def formed(revision: ExampleRevision, answer: str) -> str:
    """The answer in the form that the task asks for, so that no form of writing decides. Raises NotJudgeable."""
    if answer and revision.task == Task.EXTRACT:
        try:
            return canonical(answer)
        except NotAnObject as fault:
            raise NotJudgeable(f"Your answer {fault} Write one JSON object.") from fault
    if answer and revision.task == Task.SEARCH:
        papers = check_documents(list(revision.documents.values_list("name", "text")))
        known, unknown = named_in(answer, papers.by_name)
        if unknown:
            raise NotJudgeable(
                f'No document is called "{unknown[0][:60]}". Write names of documents, one on each line.'
            )
        return "\n".join(known)
    return answer
