"""The words of an idea's latest examples, so that a search finds the idea by what goes in and what comes out."""

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVector, SearchVectorField
from django.db import models

from ideas.models import Idea
from ideas.search_words import search_for

MAX_CHARACTERS = 50_000  # Postgres indexes a megabyte of one text at most


class ExampleWordsQuerySet(models.QuerySet["ExampleWords"]):
    def put(self, idea: Idea, rows: Iterable[tuple[str, str]]) -> None:
        """Labels are few and come first, so that all of them fit."""
        pairs = list(rows)
        texts = [*dict.fromkeys(expected for _, expected in pairs), *(given for given, _ in pairs)]
        self.update_or_create(idea=idea, defaults={"words": "\n".join(texts)[:MAX_CHARACTERS]})

    def ideas_matching(self, text: str, most: int = 30) -> list[int]:
        """Keys of the published ideas whose examples hold the words, in web search syntax, best first."""
        query = search_for(text)
        found = self.filter(search=query, idea__published__isnull=False)
        return list(
            found.order_by(SearchRank("search", query).desc(), "-idea_id").values_list("idea_id", flat=True)[:most]
        )


class ExampleWords(models.Model):
    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchVector("words", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ExampleWordsQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["search"], name="example_words_search")]
