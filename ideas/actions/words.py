"""The words of ideas, for the search: written with the idea, written anew when the rules for words change, and
forgotten when no idea has them any more."""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from ideas.models import Idea, IdeaWords, KnownWord
from ideas.models.state import NEVER_SEEN
from ideas.models.words import WordsWritten
from ideas.search_words import VERSION

AT_ONCE = 200  # rows


def write_words(idea: Idea) -> None:
    """Within the transaction that changes the idea. A draft has no words: nobody but its author may find it."""
    if idea.state not in NEVER_SEEN:
        IdeaWords.objects.put([idea])


def fill_words() -> int:
    """Write the words of the next ideas whose words are of an earlier version; how many."""
    return write_anew(IdeaWords._meta.db_table, words_of_next)


def words_of_next(after: int) -> list[int]:
    ideas = Idea.objects.posted().filter(pk__gt=after).order_by("pk")
    some = list(ideas.select_for_update(no_key=True, of=("self",)).prefetch_related("taggings__tag")[:AT_ONCE])
    IdeaWords.objects.put(some)
    return [idea.pk for idea in some]


@transaction.atomic
def write_anew(table: str, write_next: Callable[[int], list[int]]) -> int:
    """One step through a table by id: `write_next` writes some rows above an id and returns their ids. It goes on where
    it stopped, and costs one look-up when it is done. Two at once: the second does nothing."""
    WordsWritten.objects.get_or_create(table=table, version=VERSION)
    open_ = WordsWritten.objects.filter(table=table, version=VERSION, done=None)
    progress = open_.select_for_update(skip_locked=True).first()
    if progress is None:
        return 0
    written = write_next(progress.last)
    if written:
        progress.last = written[-1]
    else:
        progress.done = timezone.now()
    progress.save()
    return len(written)


def rebuild_words() -> None:
    """Begin to write all words again, as if the version were new."""
    WordsWritten.objects.all().delete()
    KnownWord.objects.all().delete()


@transaction.atomic
def forget_unused_words() -> int:
    """Take the known words that were looked at longest ago, and delete those that are in no idea; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # to find that a word is nowhere, all ideas would be read
        cursor.execute(FORGET, [AT_ONCE])
        return int(cursor.rowcount)


# A word may be in no idea any more because its author took it back.
FORGET = """
WITH looked AS (
    SELECT word FROM ideas_knownword ORDER BY looked_at LIMIT %s FOR UPDATE SKIP LOCKED
), kept AS (
    UPDATE ideas_knownword AS known SET looked_at = now() FROM looked
     WHERE known.word = looked.word
       AND EXISTS (SELECT FROM ideas_ideawords WHERE vector @@ quote_literal(looked.word)::tsquery)
    RETURNING known.word
)
DELETE FROM ideas_knownword WHERE word IN (SELECT word FROM looked EXCEPT SELECT word FROM kept)
"""
