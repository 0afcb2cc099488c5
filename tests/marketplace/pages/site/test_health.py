"""The answers to probes: which part works, which does not, and whether the site can serve."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.prototypes.models import Endpoint
from marketplace.pages import tasks
from marketplace.pages.site.health import LANES, SILENT_AFTER

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, dict[str, Any]]]:
    response = client.get("/readyz")
    return response.status_code, response.json()["parts"] | {"all": {"status": response.json()["status"]}}


@pytest.fixture
def workers() -> None:
    for lane in LANES:
        tasks.beat(lane)


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint.objects.create(name="local-chat", url="http://127.0.0.1:9/v1", state="up")


def test_liveness_looks_at_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("workers", "endpoint")
def test_everything_ready_names_every_part(client: Client) -> None:
    status, parts = ready(client)
    assert status == 200
    assert {name: part["status"] for name, part in parts.items()} == dict.fromkeys(
        ("database", "redis", "workers", "endpoints", "all"), "ok"
    )


@pytest.mark.usefixtures("workers", "endpoint")
def test_probes_over_plain_http_are_not_sent_elsewhere(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/readyz").status_code == client.get("/healthz").status_code == 200
    assert client.get("/new").status_code == 301


@pytest.mark.usefixtures("endpoint", "no_redis")
def test_redis_away_is_degraded_not_failed(client: Client) -> None:
    status, parts = ready(client)
    assert (status, parts["redis"]["status"], parts["all"]["status"]) == (200, "degraded", "degraded")


@pytest.mark.usefixtures("endpoint")
def test_silent_lane_is_named(client: Client) -> None:
    tasks.beat("quick")
    cache.set("heartbeat:chat", cache.get("heartbeat:quick") - SILENT_AFTER - 1)
    status, parts = ready(client)
    assert (status, parts["workers"]["status"]) == (200, "degraded")
    assert "chat" in parts["workers"]["reason"] and "quick" not in parts["workers"]["reason"]


@pytest.mark.usefixtures("workers")
def test_endpoint_that_is_down_is_named(client: Client, endpoint: Endpoint) -> None:
    Endpoint.objects.update(state="down", reason="connection refused")
    status, parts = ready(client)
    assert (status, parts["endpoints"]["status"]) == (200, "degraded")
    assert "local-chat (connection refused)" in parts["endpoints"]["reason"]


@pytest.mark.usefixtures("workers", "endpoint")
def test_unapplied_migration_is_named_and_fails(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    status, parts = ready(client)
    assert (status, parts["database"]["status"]) == (503, "failed")
    assert parts["database"]["unapplied"] == ["sessions.0001_initial"]


def test_database_away_fails_while_the_process_lives() -> None:
    """In a process of its own, whose database is a port where nobody listens."""
    asked = """
import django; django.setup()
from django.test import Client
from django.conf import settings
client = Client(HTTP_HOST="localhost")
ready, alive = client.get("/readyz"), client.get("/healthz")
print(ready.status_code, alive.status_code, ready.content.decode())
"""
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "SECRET_KEY": "test",
    }
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    ready, alive, body = done.stdout.strip().splitlines()[-1].split(" ", 2)
    assert (ready, alive) == ("503", "200")
    parts = json.loads(body)["parts"]
    assert parts["database"]["status"] == "failed" and "endpoints" not in parts
