"""Examples that visitors propose for an idea, and how its author decides about them."""

import re
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.datasets.examples import check
from evaluations.prototypes.models import ExampleDraft, ExampleRevision, Proposal, ProposalState
from evaluations.prototypes.publish import publish
from evaluations.prototypes.scorers import cased, folded
from ideas import limits
from ideas.actions import record_upkeep
from ideas.actions.votes import NotOpen
from ideas.models import Idea
from marketplace.accounts.models import User

MAX_PENDING = 100  # of one idea


class NotProposable(ValueError):
    """This cannot become an example of the idea; the message says why and what to do."""


@transaction.atomic
def propose(person: User, idea: Idea, given: str, expected: str) -> Proposal:
    """Raises NotOpen, DailyLimit, NotProposable."""
    # Locked, so that two concurrent proposals see each other.
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    revision = ExampleRevision.objects.latest_of(idea)
    if not idea.is_published or revision is None:
        raise NotOpen
    limits.check(person, Proposal.objects.by(person), "created", settings.PROPOSALS_PER_DAY, "proposals of examples")
    given, expected = fit_to_propose(revision, given.strip(), expected.strip())
    pending = list(Proposal.objects.for_idea(idea).pending().values_list("input", "expected"))
    if len(pending) >= MAX_PENDING:
        raise NotProposable(f"{MAX_PENDING} proposals wait for the author already. Please come back later.")
    if any(is_same(given, expected, *row) for row in pending):
        raise NotProposable("Somebody has proposed an example with this input already. The author will decide.")
    return Proposal.objects.create(idea=idea, author=person, input=given, expected=expected)


def is_same(given: str, expected: str, known: str, known_expected: str) -> bool:
    """Whether the inputs are the same; in another case they are if they expect the same."""
    if cased(given) == cased(known):
        return True
    return folded(given) == folded(known) and folded(expected) == folded(known_expected)


def fit_to_propose(revision: ExampleRevision, given: str, expected: str) -> tuple[str, str]:
    """The row in the form in which it would be frozen. Raises NotProposable."""
    rows = revision.pairs()
    if not given or not expected:
        raise NotProposable("It takes an input and what should come of it. Fill in both.")
    if cased(given) in (cased(known) for known, _ in rows):
        raise NotProposable("The idea has an example with this input already.")
    scorers = [scorer for scorer, _ in revision.checks] or [revision.scorer]
    papers = revision.as_draft().papers
    chosen: dict[str, Any] = {"documents": papers, "scorers": scorers, "case_counts": revision.case_counts}
    checked = check([*rows, (given, expected)], revision.task, **chosen)
    if checked.different == check(rows, revision.task, **chosen).different:
        raise NotProposable("The idea has an example that says the same and expects the same. Propose another one.")
    for problem in checked.problems:
        if problem.row in (None, len(rows) + 1):
            # The visitor does not see the table.
            message = re.sub(rf"\brow {len(rows) + 1}\b", "your example", problem.message, flags=re.IGNORECASE)
            raise NotProposable(message[:1].upper() + message[1:])
    return checked.rows[-1]


@transaction.atomic
def accept_proposals(person: User, idea: Idea, keys: Collection[int]) -> int:
    """Add these proposals to the examples, in one new revision; how many they were.

    Raises PermissionDenied, ExampleProblems, DailyLimit."""
    chosen = pending_of(person, idea, keys)
    # Locked, so that nobody saves a draft between its reading and its writing.
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    revision = ExampleRevision.objects.latest_of(idea)
    if not chosen or revision is None:
        return 0
    new = [(proposal.input, proposal.expected) for proposal in chosen]
    draft, frozen = ExampleDraft.objects.of(idea), revision.as_draft()
    authors = {row: proposal.author_id for row, proposal in zip(new, chosen, strict=True)}
    rows = [*frozen.pairs, *new]
    publish(person, idea, rows, documents=frozen.papers, **frozen.measured_by, names=frozen.names, authors=authors)
    if draft.pk:  # the author was typing meanwhile, and loses nothing
        draft.rows = [*draft.rows, *map(list, new)]
        draft.pk = None
        draft.save(force_insert=True)
    Proposal.objects.among([proposal.pk for proposal in chosen]).decide(ProposalState.ACCEPTED, person, timezone.now())
    return len(chosen)


@transaction.atomic
def decline_proposals(person: User, idea: Idea, keys: Collection[int]) -> int:
    """How many were declined. Raises PermissionDenied."""
    chosen = [proposal.pk for proposal in pending_of(person, idea, keys)]
    if chosen:
        record_upkeep(person, idea, "declined proposed examples")
    return Proposal.objects.among(chosen).decide(ProposalState.DECLINED, person, timezone.now())


def pending_of(person: User, idea: Idea, keys: Collection[int]) -> list[Proposal]:
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    pending = Proposal.objects.for_idea(idea).among(keys).pending()
    return list(pending.select_for_update(of=("self",), no_key=True))
