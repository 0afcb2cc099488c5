"""Which ideas have the words that somebody asks for, in work that is bounded however many ideas there are.

1. `ideas.search_words` makes words of the question, by the same rules as of the ideas.
2. Postgres's own statistics say which of these words are common. Only frequent words are in them, so a word that is not
   there is rare.
3. Rare words are looked up in the index: the newest ideas of each, and the ideas that have all of them. Where they lead
   to few ideas, or all words are common, the newest ideas are read until some have the common words.
4. The ideas found so are ranked. A word counts more, the fewer ideas have it.

A list that is narrowed by words (`narrowed`) takes the same two ways and keeps its own order.
Every statement has a limit of time; beyond it, TookTooLong is raised.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from typing import Any

from django.db import OperationalError, connection, models, transaction
from psycopg.errors import QueryCanceled
from rapidfuzz.distance import OSA, JaroWinkler

from ideas.models import KnownWord
from ideas.models.tsquery import WrittenQuery
from ideas.search_words import Asked, Term, asked, may_be_misspelt

RARE = 5_000  # ideas; a word of more ideas is common
POSTINGS = 1_000  # of the ideas with one rare word, the newest
NEWEST = 20_000  # ideas that are read for common words
A_WALK = 3_000  # ideas of a list that are read for one page of it
ENOUGH = 30  # ideas; with fewer, those with common words are looked for as well
RANKED = 300  # ideas
MILLISECONDS = 1_000  # for one statement

WORDS_OF_IDEAS = "ideas_ideawords"


class TookTooLong(Exception):
    """A statement of the search was stopped by its limit of time."""


@contextmanager
def bounded() -> Iterator[None]:
    """A transaction whose statements have a limit of time. A misjudged word must not make Postgres read every idea.
    Raises TookTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SET_LIMITS, [str(MILLISECONDS), "off"])
            yield
            cursor.execute(SET_LIMITS, ["0", "on"])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


SET_LIMITS = "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', %s, true)"


# --- Any word, the best idea first ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ranked:
    """`best`: ids of published ideas, best first, each with the share of what was asked for that it has, from 0 to 1: a
    rare word is a larger share than a common one. `missing`: the words that no row has. `among_newest`: common words
    were looked for, and so only among the newest ideas."""

    best: list[tuple[int, float]]
    missing: frozenset[Term]
    among_newest: bool = False


def ranked(wanted: Asked, table: str = WORDS_OF_IDEAS) -> Ranked:
    """Ideas with any of the words, at most RANKED; phrases in quotes and what is left out are kept to. `table`: has
    `idea_id` and `vector`. Call it within `bounded`."""
    if not wanted.terms:
        return Ranked([], frozenset())
    rows, shares = statistics(table, wanted.terms)
    common = [term for term in wanted.terms if shares[term] * rows > RARE]
    rare = [term for term in wanted.terms if term not in common]
    postings, all_rare = looked_up(table, rare, wanted.must)
    counts = {term: shares[term] * rows for term in common} | {term: len(ids) for term, ids in postings.items()}
    worth = {term: rarity(counts[term], rows) for term in wanted.terms}
    sums = dict.fromkeys(all_rare, 0.0)
    for term, ids in postings.items():
        for pk in ids:
            sums[pk] = sums.get(pk, 0.0) + worth[term]
    ids = sorted(sums, key=lambda pk: (pk in all_rare, sums[pk], pk), reverse=True)[:RANKED]
    walks = bool(common) and len(ids) < ENOUGH
    if walks:
        ids += among_newest(table, common, wanted.must)
    best = best_first(matches(table, ids, wanted), worth) if ids else []
    return Ranked(best, frozenset(term for term in rare if not postings[term]), walks)


def rarity(count: float, rows: float) -> float:
    """How much a word counts that `count` of `rows` ideas have; above 0. Source: the weight of BM25, Robertson and
    Zaragoza 2009, in the variant of Lucene."""
    count = min(count, rows)
    return log(1 + (rows - count + 0.5) / (count + 0.5))


def best_first(found: dict[int, dict[Term, float]], worth: dict[Term, float]) -> list[tuple[int, float]]:
    """`found`: for each idea the words that it has, each with Postgres's rank of it, from 0 to 1: higher in the title,
    and if it recurs."""
    whole = sum(worth.values())
    scores = {pk: sum(worth[term] * (1 + rank) for term, rank in ranks.items()) for pk, ranks in found.items()}
    order = sorted(found, key=lambda pk: (scores[pk], pk), reverse=True)
    return [(pk, sum(worth[term] for term in found[pk]) / whole) for pk in order]


def statistics(table: str, terms: Sequence[Term]) -> tuple[float, dict[Term, float]]:
    """About how many rows there are, and in which share of them each word is as far as Postgres knows, else 0."""
    forms = [form for term in terms for form in term.forms]
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS.format(table=table), [forms, table])
        found = cursor.fetchall()
    shares = {form: share for _, form, share in found if form is not None}
    return found[0][0], {term: max(shares.get(form, 0.0) for form in term.forms) for term in terms}


STATISTICS = """
SELECT greatest(relation.reltuples, (SELECT count(*) FROM (SELECT FROM {table} LIMIT 1000) AS few), 1), form, share
  FROM pg_class AS relation
  LEFT JOIN LATERAL (
       SELECT form, share
         FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (form, share)
        WHERE schemaname = relation.relnamespace::regnamespace::text AND tablename = relation.relname
          AND attname = 'vector' AND form = ANY(%s)
       ) AS known ON true
 WHERE relation.oid = %s::regclass
"""


def looked_up(table: str, rare: Sequence[Term], must: str) -> tuple[dict[Term, list[int]], set[int]]:
    """The newest ideas of each rare word, and of all of them together."""
    if not rare:
        return {}, set()
    queries = [with_must(term.query, must) for term in rare]
    queries.append(with_must(" & ".join(term.query for term in rare), must))
    one = POSTING.format(table=table)
    parameters = [value for number, query in enumerate(queries) for value in (number, query, POSTINGS)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(queries)), parameters)
        found = cursor.fetchall()
    postings: dict[Term, list[int]] = {term: [] for term in rare}
    for number, pk in found:
        if number < len(rare):
            postings[rare[number]].append(pk)
    return postings, {pk for number, pk in found if number == len(rare)}


# The sum keeps Postgres from walking the ids from the top until it has met enough of a rare word.
POSTING = """
(SELECT %s, idea_id FROM {table} WHERE vector @@ %s::tsquery ORDER BY idea_id + 0 DESC LIMIT %s)
"""


def with_must(query: str, must: str) -> str:
    return f"({query}) & {must}" if must else query


def among_newest(table: str, common: Sequence[Term], must: str) -> list[int]:
    some = " | ".join(term.query for term in common)
    with connection.cursor() as cursor:
        cursor.execute(AMONG_NEWEST.format(table=table), [NEWEST, with_must(some, must), some, RANKED])
        return [pk for (pk,) in cursor]


AMONG_NEWEST = """
SELECT idea_id FROM (SELECT idea_id, vector FROM {table} ORDER BY idea_id DESC LIMIT %s) AS newest
 WHERE vector @@ %s::tsquery ORDER BY ts_rank(vector, %s::tsquery) DESC, idea_id DESC LIMIT %s
"""


def matches(table: str, ids: Sequence[int], wanted: Asked) -> dict[int, dict[Term, float]]:
    """For each of these ideas that is published, the words that it has, with their rank."""
    ranks = ", ".join(["ts_rank(vector, %s::tsquery)"] * len(wanted.terms))
    queries = [term.query for term in wanted.terms]
    with connection.cursor() as cursor:
        cursor.execute(MATCHES.format(table=table, ranks=ranks), [*queries, list(ids)])
        found = cursor.fetchall()
    return {pk: {term: rank for term, rank in zip(wanted.terms, row, strict=True) if rank > 0} for pk, row in found}


MATCHES = """
SELECT idea_id, ARRAY[{ranks}] FROM {table} JOIN ideas_idea AS idea ON idea.id = idea_id
 WHERE idea_id = ANY(%s) AND idea.published IS NOT NULL
"""


# --- What somebody may have meant ----------------------------------------------------------------------------------


def better_words(missing: frozenset[Term]) -> dict[Term, str]:
    """For words that no idea has, the known words that differ by one letter, or by two in the other order."""
    odd = {term: term.typed for term in missing if may_be_misspelt(term.typed)}
    known = KnownWord.objects.sharing_keys(odd.values()) if odd else []
    better = {}
    for term, word in odd.items():
        near = [each for each in known if OSA.distance(word, each) == 1]
        if near:
            better[term] = max(near, key=lambda each: (JaroWinkler.similarity(word, each), each))
    return better


# --- All words, in the order of a list -----------------------------------------------------------------------------


def narrowed(rows: models.QuerySet[Any], question: str, path: str) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
    """Of the ordered `rows`, those with all words; and the row at which the reading stopped, if it stopped before the
    end: a page may be short, and goes on below that row. `path`: leads from a row to its idea, such as `idea__`. Call
    it within `bounded`."""
    wanted = asked(question)
    if not wanted.all:
        return rows.none(), rows.none()
    size, shares = statistics(WORDS_OF_IDEAS, wanted.needed) if wanted.needed else (0, {})
    if any(shares[term] * size <= RARE for term in wanted.needed):
        with connection.cursor() as cursor:
            cursor.execute(POSTING.format(table=WORDS_OF_IDEAS), [0, wanted.all, 2 * RARE])
            ids = [pk for _, pk in cursor]
        return rows.filter(**{f"{path}pk__in" if path else "pk__in": ids}), rows.none()
    reached = rows.model._default_manager.filter(pk__in=rows.values("pk")[:A_WALK])
    having = reached.filter(**{f"{path}words__vector": WrittenQuery(wanted.all)})
    return having.order_by(*rows.query.order_by), rows[A_WALK - 1 : A_WALK]
