"""How far each person is heard: `panel.weighing` over all that people said, kept with each glance.

It looks at everybody at once, strangers included, so it comes every few minutes and not with each glance. Until then a
new one counts whole. Counting reads the weights, so afterwards what moved is counted again.

The same cards, answers and people give the same weights, so nothing is weighed while these are as they were. What they
were is kept in the cache; without it, and once a day in any case, all are weighed."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.core.cache import cache
from django.db import transaction

from evaluations.panel.models import Challenge, Glance, RecountMark
from evaluations.panel.models.challenge import week_of
from evaluations.panel.weights import Floats, Glances, share_of_strangers, weights
from marketplace.accounts.models import User

MOVES = 0.01  # a weight that changes by less is left as it is
AT_ONCE = 1_000  # rows in one statement
WEIGHED, A_DAY = "panel:weighed", 86_400

Row = tuple[int, int, int, datetime, float, float, bool, bool, bool]


def weigh() -> int:
    """Store what changed, and have those ideas counted again; the number of glances whose weight moved."""
    seen = what_weighs()
    if cache.get(WEIGHED) == seen:
        return 0
    moved = weigh_people() + weigh_strangers()  # people first: what they count bounds what strangers do
    cache.set(WEIGHED, seen, A_DAY)
    return moved


def what_weighs() -> tuple[object, ...]:
    """Another whenever a card was dealt or answered, or the standing of an account changed."""
    people = (User.objects.in_bad_standing().fingerprint(), User.objects.whose_votes_rank().fingerprint())
    return Challenge.objects.fingerprint(), Glance.objects.fingerprint(), *people


def weigh_people() -> int:
    rows = list(Glance.objects.said_by_people())
    moved = [(row, weight) for row, weight in zip(rows, heard(rows), strict=True) if abs(row[5] - weight) > MOVES]
    for start in range(0, len(moved), AT_ONCE):
        store(moved[start : start + AT_ONCE])
    return len(moved)


def heard(rows: Sequence[Row]) -> Floats:
    """The weight of each row, in their order."""
    cards = Challenge.objects.dealt_in_weeks()
    person, idea = (np.array([row[column] for row in rows], int) for column in (1, 2))
    # At least the glance's own: a clock that rounds at the turn of a week must not stop the weighing.
    dealt = np.array([cards.get((row[1], week_of(row[3])), 1) for row in rows], int)
    left_open = np.array([row[4] for row in rows], float)
    answers = np.array([row[6:] for row in rows], float).reshape(len(rows), 3)
    return weights(Glances(person, idea, dealt, left_open, answers))


@transaction.atomic
def store(moved: Sequence[tuple[Row, float]]) -> None:
    glances = [Glance(pk=row[0], weight=round(float(weight), 4)) for row, weight in moved]
    Glance.objects.bulk_update(glances, ["weight"])
    ideas = {row[2] for row, _ in moved}
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea_id) for idea_id in ideas])


def weigh_strangers() -> int:
    moved = 0
    for idea_id, revision, people, strangers, least, most in Glance.objects.strangers_beside_people():
        share = share_of_strangers(people, strangers)
        if max(abs(least - share), abs(most - share)) > MOVES:
            moved += store_of_strangers(idea_id, revision, share)
    return moved


@transaction.atomic
def store_of_strangers(idea_id: int, revision: int, share: float) -> int:
    RecountMark.objects.leave(idea_id)
    return Glance.objects.of_strangers(idea_id, revision).update(weight=round(share, 4))
