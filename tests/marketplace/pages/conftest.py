"""Ada, who is signed in; and a site without Redis."""

import pytest
from django.test import Client
from pytest_django import Settings

from marketplace.accounts.models import User
from tests.factories import make_person


@pytest.fixture
def no_redis(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.fixture
def ada(client: Client) -> User:
    person = make_person("ada")
    client.force_login(person)
    return person
