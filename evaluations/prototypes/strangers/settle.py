"""What became of given rows: derived from the verdicts and from whose accounts count now.

The rows of a giver who is suspended, flagged or no longer confirmed leave the set, and verdicts of such judges count
nothing, so their rows may wait again. After the end of a suspension all is as it was."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.models import (
    ExampleRevision,
    Run,
    StrangersExample,
    StrangersState,
    StrangersTrial,
    StrangersVerdict,
)
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.results.strangers import renew_strangers
from ideas.models import Idea
from marketplace.accounts.models import User

from .place import place
from .voices import Verdict, decision, one_hand, weights

DIGITS = 2  # of a stored weight, so that the same verdicts give the same weights
FINGERPRINT, A_DAY = "strangers:weighed", 86_400  # cache key; seconds


def weigh() -> int:
    """Weigh all verdicts again, and settle the ideas about which that or somebody's standing changed anything; the
    number of ideas. While nothing changed nothing is computed."""
    seen = fingerprint()
    if cache.get(FINGERPRINT) == seen:
        return 0
    ideas = weigh_judges() | set(StrangersExample.objects.out_of_place())
    settled = sum(settle_anew(idea) for idea in Idea.objects.filter(pk__in=ideas).order_by("pk"))
    cache.set(FINGERPRINT, seen, A_DAY)
    return settled


def fingerprint() -> tuple[object, ...]:
    """Changes with every verdict and every row, and whenever somebody's standing does."""
    people = (User.objects.in_bad_standing().fingerprint(), User.objects.whose_votes_rank().fingerprint())
    return StrangersExample.objects.fingerprint(), StrangersVerdict.objects.fingerprint(), *people


def weigh_judges() -> set[int]:
    """Store the changed weights; the ideas whose rows they are about."""
    rows = list(StrangersVerdict.objects.not_removed().select_related("example").order_by("pk"))
    ranking = set(
        User.objects.whose_votes_rank().filter(pk__in={row.judge_id for row in rows}).values_list("pk", flat=True)
    )
    found = dict.fromkeys((row.pk for row in rows), 0.0)
    heard = [row for row in rows if row.judge_id in ranking]
    for row, weight in zip(heard, weights([said(each) for each in heard]), strict=True):
        found[row.pk] = round(weight, DIGITS)
    moved = [row for row in rows if row.weight != found[row.pk]]
    for row in moved:
        row.weight = found[row.pk]
    StrangersVerdict.objects.bulk_update(moved, ["weight"], batch_size=1_000)
    return {row.example.idea_id for row in moved}


def said(row: StrangersVerdict) -> Verdict:
    return Verdict(row.judge_id, row.example_id, row.example.giver_id, row.agrees, row.weight)


def settle_anew(idea: Idea) -> bool:
    """Settle its rows and derive its numbers again; False where nothing changed."""
    with transaction.atomic():
        changed = settle(Idea.objects.select_for_update(no_key=True).get(pk=idea.pk))
    if changed:
        renew(idea)  # after the rows: workers lock examples before ideas
    return changed


def settle(idea: Idea) -> bool:
    """Decide every row of this idea by its verdicts and place the rows; False where nothing changed. Call it with the
    idea locked."""
    rows = list(StrangersExample.objects.of_idea(idea).not_removed().prefetch_related("verdicts"))
    judges = {verdict.judge_id for row in rows for verdict in row.verdicts.all()}
    hands = one_hand(map(said, StrangersVerdict.objects.not_removed().by_any(judges).select_related("example")))
    moved = False
    for row in rows:
        state = state_of(map(said, row.verdicts.all()), hands)
        if state != row.state:
            decided = None if state == StrangersState.WAITING else timezone.now()
            kept_in = row.is_in_set and state == StrangersState.AGREED
            StrangersExample.objects.filter(pk=row.pk).update(state=state, decided=decided, is_in_set=kept_in)
            moved = True
    return place(idea) or moved


def state_of(verdicts: Iterable[Verdict], hands: set[tuple[int, int]]) -> StrangersState:
    found = decision(verdicts, hands)
    return {None: StrangersState.WAITING, True: StrangersState.AGREED, False: StrangersState.UNCLEAR}[found]


@transaction.atomic
def renew(idea: Idea) -> None:
    """Derive all numbers from the set as it is now."""
    latest = ExampleRevision.objects.latest_of(idea)
    if latest is None:
        return
    revision = ExampleRevision.objects.locked(latest.pk)
    answered = StrangersTrial.objects.filter(run__revision=revision).values("run")
    for run in Run.objects.of_revision(revision).filter(pk__in=answered).for_rows():
        renew_strangers(run)
    conclude(revision)
