"""Absolute addresses: always of the site's own name, never of the host that a request was sent to, which a stranger may
have chosen and a cache may keep."""

from django.conf import settings


def absolute(path: str) -> str:
    """`path` begins with a slash."""
    return f"{settings.SITE_URL}{path}"
