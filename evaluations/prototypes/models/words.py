"""The words of an idea's latest examples, so that a search finds the idea by what goes in and what comes out."""

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ideas.models import Idea
from ideas.search_words import vector_of

MAX_CHARACTERS = 50_000  # Postgres indexes a megabyte of one text at most


class ExampleWordsQuerySet(models.QuerySet["ExampleWords"]):
    def put(self, idea: Idea, rows: Iterable[tuple[str, str]]) -> None:
        """Labels are few and come first, so that all of them fit."""
        pairs = list(rows)
        texts = [*dict.fromkeys(expected for _, expected in pairs), *(given for given, _ in pairs)]
        words = "\n".join(texts)[:MAX_CHARACTERS]
        self.update_or_create(idea=idea, defaults={"words": words, "vector": vector_of([(words, "A")])})


class ExampleWords(models.Model):
    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField(blank=True)
    vector = SearchVectorField(null=True, help_text="As `ideas.search_words` has them; null until a task wrote it.")

    objects = ExampleWordsQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="example_words")]
