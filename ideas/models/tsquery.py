"""A `tsquery` that is written already, by `ideas.search_words`."""

from typing import Any

from django.contrib.postgres.search import SearchQuery


class WrittenQuery(SearchQuery):
    """Taken as it is: Postgres parses no words out of it."""

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.written = written

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, list[str]]:  # type: ignore[override]  # of a string
        return "%s::tsquery", [self.written]
