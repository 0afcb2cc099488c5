"""What a token may do: each operation of the schema, by its own account of the scope that it takes."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.accounts.models import ApiToken, TokenScope, User
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def program(person: User, *scopes: TokenScope) -> APIClient:
    client = APIClient()
    _, secret = ApiToken.objects.issue(person, f"test {person.api_tokens.count()}", scopes)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def operations() -> list[tuple[str, str, str]]:
    """Of each operation with a token: its method, an address of nothing, and the scope that the schema names."""
    return list(operations_of(yaml.safe_load(APIClient().get("/api/v1/schema/").content)))


def operations_of(schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            (scope,) = next(needed["bearer"] for needed in operation["security"] if "bearer" in needed)
            yield method, path.replace("{slug}", "nothing").replace("{id}", "9"), scope


def test_every_write_takes_more_than_reading(operations: list[tuple[str, str, str]]) -> None:
    assert len(operations) > 40
    assert all((scope == "read") <= (method == "get") for method, _, scope in operations)


def test_token_without_the_scope_is_refused_everywhere_and_told_which_it_takes(
    operations: list[tuple[str, str, str]],
) -> None:
    moderator = make_person(staff=True)
    for lacking in ("write", "moderate"):
        client = program(moderator, *(scope for scope in TokenScope if scope != lacking))
        for method, path, scope in operations:
            response = getattr(client, method)(path, {}, format="json") if method != "get" else client.get(path)
            refused = f'error="insufficient_scope", scope="{scope}"' in response.headers.get("WWW-Authenticate", "")
            assert refused == (scope == lacking), (method, path)
            if refused:
                assert response.status_code == 403 and f"the scope {scope}" in response.json()["detail"]


def test_token_that_only_reads_reads_what_is_ones_own() -> None:
    assert program(make_person()).get("/api/v1/drafts/").status_code == 200


def test_token_out_of_date_is_401_and_says_since_when() -> None:
    client = program(make_person(), TokenScope.WRITE)
    ended = timezone.now().replace(microsecond=0) - timedelta(minutes=1)
    ApiToken.objects.update(created=ended - timedelta(days=1), expires=ended)
    for response in (client.get("/api/v1/ideas/"), client.post("/api/v1/ideas/", {}, format="json")):
        assert response.status_code == 401 and response["Content-Type"] == "application/problem+json"
        assert response.json()["detail"].startswith(f"This token expired on {ended:%d %B %Y, %H:%M} UTC.")
    ApiToken.objects.update(expires=timezone.now() + timedelta(minutes=1))
    assert client.get("/api/v1/drafts/").status_code == 200


def test_tokens_made_before_there_were_scopes_may_what_their_person_may() -> None:
    for person in (make_person(), make_person(staff=True)):
        ApiToken.objects.issue(person, "old")
    migration = import_module("marketplace.accounts.migrations.0005_token_scopes")
    migration.keep_what_moderators_may(apps, None)
    assert [token.scopes for token in ApiToken.objects.order_by("pk")] == [
        ["read", "write"],
        ["read", "write", "moderate"],
    ]
