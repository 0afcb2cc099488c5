"""What the search reads: the words of each idea, in a table of their own, and the words that are known at all.

Postgres writes a new entry into every index of a row when one indexed column changes, and each vote changes `hot`. With
the words in the row of the idea, every vote wrote hundreds of entries.
"""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

from ideas.search_words import Weight, may_be_misspelt, near_keys, vector_of
from ideas.texts import TEXTS

from .idea import Idea


class IdeaWordsQuerySet(models.QuerySet["IdeaWords"]):
    def put(self, ideas: Iterable[Idea]) -> None:
        """Write the words of these ideas, which the caller has locked, and learn those that are new."""
        vectors = {idea.pk: words_of_idea(idea) for idea in ideas}
        rows = [IdeaWords(idea_id=pk, vector=vector) for pk, vector in vectors.items()]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["idea"], update_fields=["vector"])
        KnownWord.objects.learn(vectors.values())


def words_of_idea(idea: Idea) -> str:
    texts: list[tuple[str, Weight]] = []
    for text in TEXTS:
        value = idea.text_values[text.name]
        if text.weight:
            texts += [(entry, text.weight) for entry in (value if text.is_list else [value])]
    return vector_of(texts)


class IdeaWords(models.Model):
    """The words of title, pitch, tags and the rest, of every idea that was posted, as `ideas.search_words` has them."""

    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="words")
    vector = SearchVectorField()

    objects = IdeaWordsQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="idea_words")]


class WordsWritten(models.Model):
    """How far a task is with writing the words of old rows anew. `last`: the id up to which they are written."""

    table = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(help_text="Of `ideas.search_words`.")
    last = models.BigIntegerField(default=0)
    done = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("table", "version", name="words_written_once")]


class KnownWordQuerySet(models.QuerySet["KnownWord"]):
    def learn(self, vectors: Iterable[str]) -> None:
        """Add the words of these vectors that are not known yet, in one statement and in one order for everybody, so
        that no two writers wait for each other."""
        forms = {entry.partition("':")[0][1:] for vector in vectors for entry in vector.split(" ")}
        words = {form for form in forms if may_be_misspelt(form)}
        new = sorted(words - set(self.filter(word__in=words).values_list("word", flat=True)))
        now = timezone.now()
        rows = [KnownWord(word=word, keys=near_keys(word), looked_at=now) for word in new]
        self.bulk_create(rows, ignore_conflicts=True)

    def sharing_keys(self, words: Iterable[str], most: int = 500) -> list[str]:
        keys = sorted({key for word in words for key in near_keys(word)})
        return list(self.filter(keys__overlap=keys).values_list("word", flat=True)[:most])


class KnownWord(models.Model):
    """A word of the ideas that a misspelt one may have meant. `keys`: what words near to it share with it."""

    word = models.CharField(max_length=40, primary_key=True)
    keys = ArrayField(models.IntegerField())
    looked_at = models.DateTimeField(help_text="When it was last found to be in an idea.")

    objects = KnownWordQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="known_word_keys"),
            models.Index(fields=["looked_at"], name="known_word_looked_at"),
        ]
