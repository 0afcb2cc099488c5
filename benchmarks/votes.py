"""Votes: 64 people at once on one idea, compared with bare inserts into Postgres.

Prints the ratio, and whether the tally is exact: no vote lost, none counted twice.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from ideas import actions
from ideas.models import Vote
from marketplace.accounts.models import User
from tests.factories import make_idea

PEOPLE = 6_400
AT_ONCE = 64


def people() -> list[User]:
    rows = [User(username=f"voter{n}", email=f"voter{n}@example.org", password="!") for n in range(PEOPLE)]
    return User.objects.bulk_create(rows)


def rate(crowd: ThreadPoolExecutor, vote: Callable[[User], object], voters: Iterable[User]) -> float:
    began = time.perf_counter()
    list(crowd.map(vote, voters))
    return PEOPLE / (time.perf_counter() - began)


def close_connections(crowd: ThreadPoolExecutor) -> None:
    """Close every thread's connection; the barrier makes each thread take exactly one call."""
    together = Barrier(AT_ONCE)

    def close(_: int) -> None:
        together.wait()
        connection.close()

    list(crowd.map(close, range(AT_ONCE)))


def main() -> None:
    ours, bare = make_idea(), make_idea()
    voters = people()
    insert = "INSERT INTO ideas_vote (person_id, idea_id, ranks, created) VALUES (%s, %s, false, now())"

    def bare_insert(person: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute(insert, [person.pk, bare.pk])

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        ideal = rate(crowd, bare_insert, voters)
        began = time.perf_counter()
        reached = rate(crowd, lambda person: actions.cast_vote(person, ours), voters)
        actions.tally()
        shown = time.perf_counter() - began
        close_connections(crowd)
    ours.refresh_from_db()
    stored = Vote.objects.filter(idea=ours).count()
    print(f"bare inserts {ideal:,.0f}/s; votes {reached:,.0f}/s, {reached / ideal:.2f} of that")
    print(f"all of them tallied {shown:.1f} s after the first was cast")
    print(f"{PEOPLE:,} voters, {stored:,} rows, {ours.votes:,} shown: {'exact' if ours.votes == PEOPLE else 'WRONG'}")
