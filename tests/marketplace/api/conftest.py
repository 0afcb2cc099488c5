from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from marketplace.accounts.models import ApiToken, User
from tests.factories import make_person

Api = Callable[..., APIClient]


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


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
