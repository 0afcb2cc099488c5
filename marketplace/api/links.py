"""Absolute addresses, for readers who have nothing but the answer in their hands."""

from functools import lru_cache

from django.urls import reverse
from rest_framework.request import Request


def absolute(request: Request, name: str, *args: str | int) -> str:
    return str(request.build_absolute_uri(path_to(name, *args)))


@lru_cache(maxsize=10_000)
def path_to(name: str, *args: str | int) -> str:
    """A page of the feed has three hundred links, and the same ones are asked for again and again."""
    return reverse(name, args=args)
