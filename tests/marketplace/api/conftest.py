from collections.abc import Callable

import pytest
from django.utils.crypto import get_random_string
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace.accounts.models import ApiToken, User
from tests.factories import make_person

Api = Callable[..., APIClient]


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """A part of the real Redis for each test, so that no limit of another test is in it."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(12)}}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """No test here signs in by password, so none waits for a slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def no_redis(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}}


@pytest.fixture
def anyone() -> APIClient:
    """A program without a token."""
    return APIClient()


@pytest.fixture
def api() -> Api:
    """A program acting for a person, by a real token."""

    def program_of(person: User | None = None) -> APIClient:
        person = person or make_person()
        _, secret = ApiToken.objects.issue(person, f"test {person.api_tokens.count()}")
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return program_of
