"""Absolute addresses, so readers need nothing but the answer."""

from functools import lru_cache

from django.urls import reverse

from marketplace import links


def absolute(name: str, *args: str | int) -> str:
    return links.absolute(path_to(name, *args))


@lru_cache(maxsize=10_000)
def path_to(name: str, *args: str | int) -> str:
    """The path of a route. Cached, because a page of the feed has three hundred links, and most of them repeat."""
    return reverse(name, args=args)
