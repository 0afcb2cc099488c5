"""The words of examples that were posted before the rules for words changed, written anew."""

from evaluations.prototypes.models import ExampleWords
from ideas import actions as ideas
from ideas.search_words import vector_of

AT_ONCE = 50  # rows, of up to 50,000 characters each
WORDS_OF_EXAMPLES = ExampleWords._meta.db_table


def fill_words() -> int:
    """Write the words of the next rows that are of an earlier version; how many."""
    return ideas.write_anew(WORDS_OF_EXAMPLES, words_of_next)


def words_of_next(after: int) -> list[int]:
    rows = list(ExampleWords.objects.filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)[:AT_ONCE])
    for row in rows:
        row.vector = vector_of([(row.words, "A")])
    ExampleWords.objects.bulk_update(rows, ["vector"])
    return [row.pk for row in rows]
