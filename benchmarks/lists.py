"""Lists of ideas: how many pages a second one process serves, and whether a thousand times more ideas slow it.

Compare only ratios within one run: the same page with 1,000 and with 1,000,000 ideas, and fresh pages with those from
the one-second cache for readers who are not signed in.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from ideas.texts import TEXT_COLUMNS
from tests.factories import make_idea

SIZES = (1_000, 100_000, 1_000_000)
SECONDS = 3.0
PAGES = ("/", "/new", "/top", "/tags/farms")
# Static files are not measured, so they need not be collected.
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def rate(visit: Callable[[], object]) -> float:
    """Calls per second over `SECONDS`, after one call that is not counted."""
    visit()
    calls, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        visit()
        calls += 1
    return calls / (time.perf_counter() - began)


def grow_to(size: int) -> None:
    """Copy the one real idea until there are `size` ideas with various votes and dates; each tenth gets a tag."""
    with connection.cursor() as cursor:
        cursor.execute(GROW_IDEAS, {"size": size})
        cursor.execute(GROW_TAGS)
        cursor.execute("ANALYZE")


GROW_IDEAS = f"""
INSERT INTO ideas_idea (author_id, slug, {", ".join(TEXT_COLUMNS)}, state,
    revision, created, edited, first_published, published, votes, ranked_votes, comment_count, evidence, pie,
    evidence_line, proof_row, proof_html, vector_model, vector_revision)
SELECT author_id, 'idea-' || n, {", ".join(TEXT_COLUMNS)}, state,
    revision, created, edited, published, now() - mod(n, 40000) * interval '10 minutes', mod(n, 500), mod(n, 500),
    mod(n, 30), mod(n, 20) / 10.0, pie, evidence_line,
    proof_row, proof_html, vector_model, vector_revision
  FROM (SELECT * FROM ideas_idea ORDER BY id LIMIT 1) AS first,
       generate_series((SELECT count(*) FROM ideas_idea) + 1, %(size)s) AS n
"""
GROW_TAGS = """
INSERT INTO ideas_tagging (idea_id, tag_id, position, published, ranked_votes, evidence)
SELECT idea.id, (SELECT min(id) FROM ideas_tag), 0, idea.published, idea.ranked_votes, idea.evidence
  FROM ideas_idea AS idea
 WHERE mod(idea.id, 10) = 0 AND NOT EXISTS (SELECT 1 FROM ideas_tagging WHERE idea_id = idea.id)
"""


@override_settings(STORAGES=settings.STORAGES | PLAIN)
def main() -> None:
    make_idea(tags=("farms",))
    stranger, member = Client(), Client()
    # With any session cookie the page is fresh, as for every signed-in reader.
    member.cookies[settings.SESSION_COOKIE_NAME] = "nobody"
    print(f"{'ideas':>10} {'page':<14}{'fresh/s':>9}{'cached/s':>10}{'cached/fresh':>14}{'of 1,000':>10}")
    first: dict[str, float] = {}
    for size in SIZES:
        grow_to(size)
        for page in PAGES:
            fresh = rate(lambda page=page: member.get(page))  # type: ignore[misc]  # bound to this page
            cached = rate(lambda page=page: stranger.get(page))  # type: ignore[misc]  # bound to this page
            first.setdefault(page, fresh)
            ratios = f"{cached / fresh:>13.1f}x{fresh / first[page]:>9.2f}x"
            print(f"{size:>10,} {page:<14}{fresh:>9.0f}{cached:>10.0f}{ratios}")
