"""How a vote changes the ranking, from the click to the list.

1. `cast_vote` writes the row of the vote and appends a mark, in one statement. It touches nothing else: no lock on the
   idea, no queue, no cache. Sixty-four people can vote for one idea at the same moment.
2. Once a second a worker calls `tally`. It deletes the marks and recounts the marked ideas from their rows, in one
   statement: `votes`, `ranked_votes` and `comment_count` are always counted, never incremented. A mark of a new vote
   names the voter, so `tally` also records who backed the idea. That record stays when the vote is withdrawn.
3. `Idea.hot` is a generated column over `ranked_votes`, so Postgres moves the idea within its indexes
   itself, and `Tagging.follow` copies the rank to the tag rows. The lists read those indexes.

`reconcile` recounts all ideas periodically, repairs wrong counters and logs them.
"""

import logging
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from ideas.models import Idea, Tagging, TallyMark, Vote
from marketplace.accounts.models import User

logger = logging.getLogger(__name__)
ONE_TALLY_AT_A_TIME = 0x0E11  # advisory lock: an older tally must not overwrite a newer one


class NotOpen(Exception):
    """The idea is not published, so it takes no votes, comments or reports."""


def cast_vote(person: User, idea: Idea) -> bool:
    """Cast a vote; True if it is new. Casting twice is the same as casting once.

    Raises NotOpen for an idea that is not published, PermissionDenied for who is suspended.
    """
    if not idea.is_published:
        raise NotOpen
    if person.suspended:
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute(VOTE_AND_MARK, [person.pk, idea.pk, person.votes_rank, timezone.now()])
        return bool(cursor.rowcount)


@transaction.atomic
def withdraw_vote(person: User, idea: Idea) -> bool:
    """Withdraw the vote; True if there was one."""
    withdrawn, _ = Vote.objects.of(person).filter(idea=idea).delete()
    if withdrawn:
        mark([idea.pk])
    return bool(withdrawn)


@transaction.atomic
def reconsider_votes(of: User | None = None) -> int:
    """Update which votes count and rank, for voters who were confirmed or aged, or whose standing changed; return the
    number of changes. `of`: only the votes of this person."""
    changed = 0
    rows = Vote.objects.of(of) if of else Vote.objects.all()
    for votes, now in (  # a vote that ranks counts, so the order matters
        (rows.that_should_not_rank(), {"ranks": False}),
        (rows.that_should_not_count(), {"counts": False}),
        (rows.that_should_count(), {"counts": True}),
        (rows.that_should_rank(), {"ranks": True}),
    ):
        moved = list(votes.select_for_update(of=("self",)).values_list("pk", "idea_id"))
        Vote.objects.filter(pk__in=[pk for pk, _ in moved]).update(**now)
        mark({idea_id for _, idea_id in moved})
        changed += len(moved)
    return changed


def mark(idea_ids: Iterable[int]) -> None:
    """Mark the counters of these ideas as out of date. Call it in the transaction of the change."""
    TallyMark.objects.bulk_create([TallyMark(idea_id=idea_id) for idea_id in idea_ids])


@transaction.atomic
def tally() -> int:
    """Recount every marked idea from its rows; return the number of ideas whose counters changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_TALLY_AT_A_TIME])
        (is_locked,) = cursor.fetchone()
        if not is_locked:
            return 0
        # A separate statement, so its snapshot is taken after the lock. A vote and its mark are committed together, so
        # this statement sees the vote of each mark that it sees.
        cursor.execute(TALLY_MARKED)
        changed = [idea_id for (idea_id,) in cursor.fetchall()]
    Tagging.objects.follow(changed)
    return len(changed)


@transaction.atomic
def reconcile() -> list[int]:
    """Recount all ideas and repair wrong counters; log and return the ids of the repaired ideas."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_TALLY_AT_A_TIME])
        cursor.execute(TALLY_ALL)
        drifted = [idea_id for (idea_id,) in cursor.fetchall()]
    if drifted:
        logger.warning("Tally: %d ideas had drifted and were repaired: %s", len(drifted), drifted[:20])
    Tagging.objects.follow(Idea.objects.published().values_list("pk", flat=True))
    return drifted


VOTE_AND_MARK = """
WITH new AS (
    INSERT INTO ideas_vote (person_id, idea_id, ranks, created) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
    RETURNING idea_id, person_id, created
)
INSERT INTO ideas_tallymark (idea_id, person_id, created) SELECT idea_id, person_id, created FROM new
"""
RECOUNT = """
, counted AS (
    SELECT due.idea_id AS id,
           (SELECT count(*) FROM ideas_vote WHERE idea_id = due.idea_id AND counts) AS votes,
           (SELECT count(*) FROM ideas_vote WHERE idea_id = due.idea_id AND ranks) AS ranked_votes,
           (SELECT count(*) FROM ideas_comment
             WHERE idea_id = due.idea_id AND deleted IS NULL AND hidden IS NULL AND held IS NULL) AS comment_count
      FROM due
)
UPDATE ideas_idea AS idea
   SET votes = counted.votes, ranked_votes = counted.ranked_votes, comment_count = counted.comment_count
  FROM counted
 WHERE idea.id = counted.id
   AND (idea.votes, idea.ranked_votes, idea.comment_count)
       IS DISTINCT FROM (counted.votes, counted.ranked_votes, counted.comment_count)
RETURNING idea.id
"""
# The joins leave out people and ideas that were deleted since: marks have no foreign keys.
TALLY_MARKED = """
WITH gone AS (DELETE FROM ideas_tallymark RETURNING idea_id, person_id, created)
, backed AS (
    INSERT INTO ideas_backing (person_id, idea_id, first)
    SELECT person.id, idea.id, min(gone.created)
      FROM gone
      JOIN accounts_user AS person ON person.id = gone.person_id
      JOIN ideas_idea AS idea ON idea.id = gone.idea_id
     GROUP BY person.id, idea.id
    ON CONFLICT DO NOTHING
)
, due AS (SELECT DISTINCT idea_id FROM gone)
"""
TALLY_MARKED += RECOUNT
TALLY_ALL = "WITH due AS (SELECT id AS idea_id FROM ideas_idea WHERE id NOT IN (SELECT idea_id FROM ideas_tallymark))"
TALLY_ALL += RECOUNT
