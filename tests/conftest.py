"""What every test has: a copy of the migrated database, and a cache of its own."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.crypto import get_random_string
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from tests.database import deletions, migrated_database
from tests.fake_server import FakeServer

# Several tests run at once on two cores: how long one example takes says nothing.
hypothesis_settings.register_profile("beside others", deadline=None)
hypothesis_settings.load_profile("beside others")

# Rubbish is looked for seldom, as there is little: by default a tenth of the time goes into looking.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end, so the search for rubbish need not go through them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting() -> Iterator[None]:
    """After a test that committed. What Django itself keeps of the models stays, so it need not be made again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "sql_flush", deletions)
        patch.setattr(post_migrate, "receivers", [])
        yield


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """A part of the real Redis for each test: no page and no limit of another test is in it."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(12)}}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A model server that says what the test tells it, over a real socket."""
    with FakeServer() as server:
        yield server
