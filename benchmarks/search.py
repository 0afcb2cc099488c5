"""The search: how long a page takes for common, rare and unknown words, with up to a thousand times more ideas.

Compare only ratios within one run: the same question with 1,000 and with 1,000,000 ideas, and with a page of the newest
ideas. Words follow Zipf's law, as in languages: the commonest is in nearly every idea, most are in a few. No model
answers, so ideas are found by words alone.
"""

import statistics
import time
from itertools import count

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from ideas.models import IdeaWords, KnownWord
from tests.factories import make_idea

from .lists import PLAIN, SIZES, grow_to

VOCABULARY = 200_000  # words
PER_IDEA = 60  # words, some of them twice
TIMES = 15  # each question, after one that is not counted
visits = count()


def word(rank: int) -> str:
    """The word that comes in this place by how common it is, as `GROW_WORDS` makes it."""
    return "word" + str(rank).translate(str.maketrans("0123456789", "abcdefghij"))


QUESTIONS = {
    "newest ideas": "/new?cursor=",
    "commonest word": f"/search?q={word(1)}",
    "five common words": f"/search?q={'+'.join(map(word, (1, 2, 3, 5, 9)))}",
    "less common word": f"/search?q={word(30)}",
    "between both": f"/search?q={word(300)}",
    "rare word": f"/search?q={word(20_000)}",
    "rare and common": f"/search?q={word(1)}+{word(20_000)}+{word(2)}",
    "twelve words": f"/search?q={'+'.join(word(3**n) for n in range(11))}+nowhere",
    "unknown word": "/search?q=zzyzxq",
    "misspelt word": f"/search?q={word(20_000)[:-1]}",
    "phrase": f"/search?q=%22{word(1)}+{word(2)}%22",
    "all words": f"/api/v1/ideas/?q={word(1)}+{word(7)}",
    "all words, with tag": f"/api/v1/ideas/?q={word(1)}+{word(300)}&tag=farms",
    "all words, today": f"/api/v1/ideas/?q={word(30)}&sort=top&window=day",
    "not a common word": f"/api/v1/ideas/?q=-{word(1)}",
}


def grow_words() -> None:
    """Give words to the ideas that have none. The index is built afterwards, which is faster."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX idea_words; SET maintenance_work_mem = '512MB'")
        cursor.execute(GROW_WORDS, {"vocabulary": VOCABULARY, "words": PER_IDEA})
        cursor.execute("CREATE INDEX idea_words ON ideas_ideawords USING gin (vector)")
        cursor.execute("VACUUM ANALYZE")
    if not KnownWord.objects.filter(word=word(20_000)).exists():
        for start in range(1, VOCABULARY, 10_000):
            KnownWord.objects.learn([" ".join(f"'{word(rank)}':1" for rank in range(start, start + 10_000))])


# The exponent of an even chance gives ranks by Zipf's law. `idea.id` is named so that each idea gets its own words.
GROW_WORDS = """
INSERT INTO ideas_ideawords (idea_id, vector)
SELECT idea.id, (
    SELECT string_agg('word' || translate(floor(power(%(vocabulary)s, random()))::int::text, '0123456789', 'abcdefghij')
                      || ':' || place || CASE WHEN place < 15 THEN 'A' ELSE 'B' END, ' ')
      FROM generate_series(1, %(words)s) AS place WHERE idea.id IS NOT NULL
)::tsvector
  FROM ideas_idea AS idea WHERE NOT EXISTS (SELECT FROM ideas_ideawords AS words WHERE words.idea_id = idea.id)
"""


def median(member: Client, address: str) -> tuple[float, int]:
    """Milliseconds, of TIMES visits the middle one; and the status. Each address is new to the cache of the API."""
    times = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        response = member.get(f"{address}&visit={next(visits)}")
        times.append(1_000 * (time.perf_counter() - began))
    return statistics.median(times[1:]), response.status_code


@override_settings(STORAGES=settings.STORAGES | PLAIN)
def main() -> None:
    make_idea(tags=("farms",))
    IdeaWords.objects.all().delete()
    member = Client()
    member.cookies[settings.SESSION_COOKIE_NAME] = "nobody"  # no page comes from the cache
    first: dict[str, float] = {}
    print(f"{'ideas':>10} {'asked for':<22}{'ms':>7}{'of 1,000':>10}{'of newest':>11}  status")
    for size in SIZES:
        began = time.perf_counter()
        grow_to(size)
        grow_words()
        print(f"{size:>10,} ideas were made in {time.perf_counter() - began:.0f} s")
        newest = 0.0
        for name, address in QUESTIONS.items():
            taken, status = median(member, address)
            newest = newest or taken
            first.setdefault(name, taken)
            print(f"{size:>10,} {name:<22}{taken:>7.0f}{taken / first[name]:>9.1f}x{taken / newest:>10.1f}x  {status}")
