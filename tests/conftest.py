"""What every test has: a cache of its own."""

import pytest
from django.utils.crypto import get_random_string
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

# Several tests run at once on two cores: how long one example takes says nothing.
hypothesis_settings.register_profile("beside others", deadline=None)
hypothesis_settings.load_profile("beside others")


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """A part of the real Redis for each test: no page and no limit of another test is in it."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(12)}}
