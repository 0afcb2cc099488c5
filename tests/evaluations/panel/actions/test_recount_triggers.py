"""A quiet site counts and weighs nothing again, and a busy one comes to what counting everything again comes to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.panel.actions import NewClaim, claim, follow_accounts, recount, take_stance, weigh
from evaluations.panel.actions.glance_weights import FINGERPRINT
from evaluations.panel.actions.recount_triggers import PEOPLE, UNTIL
from evaluations.panel.models import Glance, GlanceStats, RecountMark
from evaluations.panel.models.glance import KNOWN_FROM
from ideas.models import Answer, Idea
from marketplace.accounts.models import VOTES_RANK_AFTER, User
from tests.evaluations.panel.cast import make_glance, make_known, player, stranger
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def forget() -> None:
    """As a cache that was lost."""
    cache.delete_many([FINGERPRINT, PEOPLE, UNTIL])


def confirmed_long_ago() -> None:
    User.objects.exclude(confirmed=None).update(confirmed=timezone.now() - timedelta(hours=1))


def settle() -> None:
    weigh()
    follow_accounts()
    recount()


def known() -> list[Any]:
    answers = Answer.objects.order_by("pk").values_list("pk", "state", "n", "lower", "upper", "basis", "headline")
    weights = Glance.objects.order_by("pk").values_list("pk", "weight")
    return [*answers, *GlanceStats.objects.order_by("pk").values_list(), *weights]


def change(person: User, **fields: object) -> None:
    User.objects.filter(pk=person.pk).update(**fields)


# One thing that happens to a person or an idea.
EVENTS: dict[str, Callable[[User, Idea], object]] = {
    "flagged": lambda person, idea: change(person, flagged=timezone.now()),
    "unflagged": lambda person, idea: change(person, flagged=None),
    "closed": lambda person, idea: change(person, is_active=False),
    "opened": lambda person, idea: change(person, is_active=True),
    "confirmed": lambda person, idea: change(person, confirmed=timezone.now()),
    "a day old": lambda person, idea: change(person, date_joined=timezone.now() - VOTES_RANK_AFTER),
    "glance": lambda person, idea: make_glance(idea, right=False),
    "stranger's": lambda person, idea: make_glance(idea, stranger()),
}


def cast() -> tuple[list[User], list[Idea]]:
    """People of each kind who glanced at one of two ideas; all but the first uphold a claim about the second."""
    now = timezone.now()
    kinds: tuple[dict[str, Any], ...] = ({}, {}, {"days_old": 0.5}, {"confirmed": False}, {"flagged": now})
    people, ideas = [make_known(make_person(**kind)) for kind in kinds], [make_idea(), make_idea()]
    made = claim(people[0], ideas[1], NewClaim("Sorter", "Lab", "https://example.org/", by_frontier_lab=True))
    for number, person in enumerate(people):
        make_glance(ideas[number % 2], player(person), would_use="yes" if number % 3 else "no")
        if number and person.in_good_standing:
            take_stance(person, made, upholds=True, reason="I use it.")
    return people, ideas


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 4), st.integers(0, 1)), max_size=6))
def test_following_what_happened_comes_to_what_counting_all_again_does(events: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        forget()
        people, ideas = cast()
        settle()
        for name, person, idea in events:
            EVENTS[name](people[person], ideas[idea])
            settle()
        followed = known()
        forget()
        settle()
        assert known() == followed
        transaction.set_rollback(True)


def test_quiet_site_counts_and_weighs_nothing() -> None:
    cast()
    confirmed_long_ago()
    settle()
    with CaptureQueriesContext(connection) as queries:
        assert (weigh(), follow_accounts(), recount()) == (0, 0, 0)
    assert not RecountMark.objects.exists()
    assert len(queries) <= 9 and not any("UPDATE" in each["sql"] or "INSERT" in each["sql"] for each in queries)
    assert not any('"panel_glance"."weight"' in each["sql"] for each in queries)


def test_only_what_an_account_said_is_counted_again_when_its_votes_begin_to_rank() -> None:
    young, ideas = make_person(days_old=0.5), [make_idea() for _ in range(3)]
    for idea in ideas:
        make_glance(idea)
    make_glance(ideas[1], player(young))
    confirmed_long_ago()
    settle()
    change(young, date_joined=timezone.now() - VOTES_RANK_AFTER)
    assert (follow_accounts(), recount()) == (1, 1)
    assert GlanceStats.objects.get(idea=ideas[1]).n == pytest.approx(2)


def test_without_a_cache_all_are_counted_again() -> None:
    cast()
    settle()
    forget()
    assert follow_accounts() == 2 + KNOWN_FROM


def test_account_that_began_to_rank_long_ago_is_not_counted_again() -> None:
    make_glance(make_idea(), player(make_person(days_old=1 + timedelta(minutes=10) / timedelta(days=1))))
    confirmed_long_ago()
    settle()
    assert follow_accounts() == 0
