"""What every test has: a cache of its own."""

import pytest
from django.utils.crypto import get_random_string
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """A part of the real Redis for each test: no page and no limit of another test is in it."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(12)}}
