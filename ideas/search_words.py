"""Words that somebody searches for, as a query of Postgres."""

import re

from django.contrib.postgres.search import SearchQuery

# A minus before another one leaves out nothing, and Postgres refuses 32 of them as too deep.
LONE_MINUS = re.compile(r'-[^\w"]*(?=-)')


def search_for(words: str) -> SearchQuery:
    """In web search syntax: a phrase in quotes, "or", and a minus before what is left out."""
    return SearchQuery(LONE_MINUS.sub("", words), search_type="websearch", config="english")
