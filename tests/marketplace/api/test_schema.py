"""The OpenAPI schema: valid, complete, and without a guess in it."""

from typing import Any

import pytest
import yaml
from django.core.management import call_command
from drf_spectacular.validation import validate_schema
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient

ADDRESSES = {
    "/api/v1/", "/api/v1/top/", "/api/v1/search/", "/api/v1/ideas/", "/api/v1/drafts/", "/api/v1/ideas/{slug}/",
    "/api/v1/ideas/{slug}/publish/", "/api/v1/ideas/{slug}/vote/", "/api/v1/ideas/{slug}/comments/",
    "/api/v1/ideas/{slug}/examples/", "/api/v1/ideas/{slug}/runs/", "/api/v1/ideas/{slug}/compare/",
    "/api/v1/ideas/{slug}/report/",
    "/api/v1/ideas/{slug}/try/", "/api/v1/tables/", "/api/v1/try/", "/api/v1/try/{key}/",
    "/api/v1/ideas/{slug}/strangers/", "/api/v1/giving/", "/api/v1/giving/deal/",
    "/api/v1/judging/", "/api/v1/judging/deal/",
    "/api/v1/comments/{id}/", "/api/v1/comments/{id}/report/", "/api/v1/runs/{id}/",
    "/api/v1/runs/{id}/trials/", "/api/v1/models/", "/api/v1/moments/", "/api/v1/models/{slug}/",
    "/api/v1/ideas/{slug}/instructions/", "/api/v1/glances/", "/api/v1/glances/card/", "/api/v1/glances/turn/",
    "/api/v1/ideas/{slug}/claims/", "/api/v1/claims/{id}/", "/api/v1/claims/{id}/stance/",
    "/api/v1/claims/{id}/reply/",
    "/api/v1/claims/{id}/report/", "/api/v1/ideas/{slug}/waitlist/",
    "/api/v1/ideas/{slug}/panels/",
    "/api/v1/runs/{id}/stop/", "/api/v1/runs/{id}/rerun/", "/api/v1/runs/{id}/rest/", "/api/v1/runs/{id}/demo/",
    "/api/v1/moderation/log/", "/api/v1/ideas/{slug}/versions/", "/api/v1/ideas/{slug}/versions/{number}/",
}  # fmt: skip


@pytest.fixture
def schema() -> dict[str, Any]:
    response = APIClient().get("/api/v1/schema/")
    assert response.status_code == 200
    loaded: dict[str, Any] = yaml.safe_load(response.content)
    return loaded


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(method, each) for path in schema["paths"].values() for method, each in path.items()]


def test_schema_is_openapi_3_1_by_two_validators(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(schema).validate()
    validate_schema(schema)  # type: ignore[no-untyped-call]  # the validator has no types


def test_schema_is_made_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(tmp_path / "schema.yaml"))


def test_every_address_is_in_the_schema(schema: dict[str, Any]) -> None:
    assert set(schema["paths"]) == ADDRESSES


def test_reading_needs_no_token_but_for_what_is_ones_own(schema: dict[str, Any]) -> None:
    needs = {each["operationId"] for method, each in operations(schema) if {} not in each["security"]}
    reads = {each["operationId"] for method, each in operations(schema) if method == "get"}
    assert needs & reads == {"drafts", "glance", "vote_standing"}
    tried = {"try", "try_table", "try_larger_model", "delete_tried_table"}  # without an account
    assert needs >= {each["operationId"] for method, each in operations(schema) if method != "get"} - tried


def test_every_operation_has_a_summary_and_says_with_which_problems_it_answers(schema: dict[str, Any]) -> None:
    for _, operation in operations(schema):
        assert operation["summary"]
        assert {"401", "406", "429"} <= set(operation["responses"])


def test_every_group_of_operations_is_explained(schema: dict[str, Any]) -> None:
    used = {tag for _, each in operations(schema) for tag in each["tags"]}
    assert used == {tag["name"] for tag in schema["tags"]}


def test_schema_is_json_for_who_asks_for_json() -> None:
    response = APIClient().get("/api/v1/schema/", HTTP_ACCEPT="application/json")
    assert response.json()["openapi"].startswith("3.1.")
