"""Absolute addresses: always of the site's own name, never of the host that a request was sent to, which a stranger may
have chosen and a cache may keep."""

from django.conf import settings
from django.utils.encoding import iri_to_uri


def absolute(path: str) -> str:
    """`path` begins with a slash; in the address it is ASCII."""
    return f"{settings.SITE_URL}{iri_to_uri(path)}"
