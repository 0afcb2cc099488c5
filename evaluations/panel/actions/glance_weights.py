"""How much each glance counts: `panel.weights` over all answers, stored with each glance.

The weights depend on everybody's answers, strangers' included, so beat recomputes them every minute and not with each
glance. Until then a new glance has no weight and counts nothing: twenty new accounts gave nonsense an evidence of 1.10
for the five minutes in which theirs had full weight. Counting reads the weights, so ideas whose weights moved are
marked for a recount.

The same cards, answers and people give the same weights, so nothing is computed while these are unchanged. Their
fingerprint is kept in the cache; without it, and at least once a day, all weights are recomputed.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db import transaction

from evaluations.panel.models import Challenge, Glance, KnownFields, RecountMark
from evaluations.panel.models.challenge import week_of
from evaluations.panel.weights import Floats, GlanceColumns, share_of_strangers, voice_spent, weights
from marketplace.accounts.models import User

from .claims import follow_size
from .field_voices import follow_fields

DIGITS = 2  # of a stored weight. It is rounded, not left as it was: the same answers give the same weights after
# whatever happened in between, for example after a suspension that was lifted
NOISE = 1e-9  # more than the order of a sum changes it
AT_ONCE = 1_000  # rows in one statement
FINGERPRINT, A_DAY = "panel:weighed", 86_400  # cache key; seconds


def weigh() -> int:
    """Store the changed weights and mark their ideas; the number of glances whose weight changed. Claims follow the
    number of people whose weight is known, and the floors of audiences the voices in their fields."""
    seen = fingerprint()
    if cache.get(FINGERPRINT) == seen:
        return 0
    moved = weigh_people() + weigh_strangers()  # people first: the sum of their weights limits that of strangers
    follow_size()
    follow_fields()
    cache.set(FINGERPRINT, seen, A_DAY)
    return moved


def fingerprint() -> tuple[object, ...]:
    """Changes whenever a card is dealt or answered, or the standing of an account changes."""
    people = (User.objects.in_bad_standing().fingerprint(), User.objects.whose_votes_rank().fingerprint())
    said = (Challenge.objects.fingerprint(), Glance.objects.fingerprint(), KnownFields.objects.fingerprint())
    return *said, *people


def weigh_people() -> int:
    rows = list(Glance.objects.said_by_people())
    found = zip(rows, weights_of(rows), strict=True)
    moved = [(row, weight) for row, weight in ((row, rounded(weight)) for row, weight in found) if row.weight != weight]
    for start in range(0, len(moved), AT_ONCE):
        store(moved[start : start + AT_ONCE])
    return len(moved)


def weights_of(rows: Sequence[Any]) -> Floats:
    """The weight of each row of `said_by_people`, in their order."""
    cards = Challenge.objects.dealt_in_weeks()
    # At least the glance's own card: a clock that rounds at the turn of a week must not stop the weighing.
    dealt = [cards.get((row.person, week_of(row.started)), 1) for row in rows]
    of_person = defaultdict[int, list[int]](list)
    for (person, _), count in cards.items():
        of_person[person].append(count)
    spent = {person: voice_spent(counts) for person, counts in of_person.items()}
    answers = [(row.right, row.wanted, row.knows_none) for row in rows]
    columns = GlanceColumns(
        person=np.array([row.person for row in rows], int),
        idea=np.array([row.idea for row in rows], int),
        dealt=np.array(dealt, int),
        left_open=np.array([row.challenge__left_open for row in rows], float),
        answers=np.array(answers, float).reshape(len(rows), 3),
        spent=np.array([spent.get(row.person, 1.0) for row in rows], float),
    )
    return weights(columns)


def rounded(weight: float) -> float:
    """Halves go up, also where the order of a sum in the database left a little less than a half."""
    return float(f"{weight + NOISE:.{DIGITS}g}")


@transaction.atomic
def store(moved: Sequence[tuple[Any, float]]) -> None:
    glances = [Glance(pk=row.pk, weight=weight) for row, weight in moved]
    Glance.objects.bulk_update(glances, ["weight"])
    ideas = {row.idea for row, _ in moved}
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea_id) for idea_id in ideas])


def weigh_strangers() -> int:
    moved = 0
    for row in Glance.objects.strangers_beside_people():
        share = rounded(share_of_strangers(row["people"], row["strangers"]))
        if row["least"] != share or row["most"] != share:
            moved += store_of_strangers(row["idea"], row["revision"], share)
    return moved


@transaction.atomic
def store_of_strangers(idea_id: int, revision: int, share: float) -> int:
    RecountMark.objects.leave(idea_id)
    return Glance.objects.of_strangers(idea_id, revision).update(weight=share)
