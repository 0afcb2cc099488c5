from collections.abc import Callable

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace.accounts.models import ApiToken, User
from tests.factories import make_person

Api = Callable[..., APIClient]


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
