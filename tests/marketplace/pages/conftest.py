"""Every test has a cache of its own in the real Redis: no page and no limit of another test is in it."""

import pytest
from django.utils.crypto import get_random_string
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(12)}}


@pytest.fixture
def no_redis(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
