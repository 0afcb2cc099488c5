"""Trying a table by the API: with a token, and without one by a secret."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from evaluations.prototypes.models import OpenModel, Paste
from marketplace.accounts.models import ApiToken, TokenScope
from tests.evaluations.prototypes.conftest import chat_model, chat_server, embedding_model, embedding_server
from tests.evaluations.prototypes.pastes.cast import ROWS, work_on_pastes
from tests.factories import make_person

__all__ = ["chat_model", "chat_server", "embedding_model", "embedding_server"]

pytestmark = pytest.mark.django_db
SENT = [{"input": given, "expected": expected} for given, expected in ROWS]
TABLE = "letter,team\n" + "\n".join(f'"{given}",{expected}' for given, expected in ROWS)


def post(client: Client, status: int = 201, **body: Any) -> Any:
    answer = client.post("/api/v1/try/", body, content_type="application/json")
    assert answer.status_code == status, answer.text
    return answer.json()


def place(made: Any) -> str:
    return f"/api/v1/try/{made['id']}/"


def test_rows_are_tried_without_a_token_and_opened_by_their_secret(client: Client, embedding_model: OpenModel) -> None:
    made = post(client, rows=SENT, input_name="letter", expected_name="team")
    assert made["working"] and made["rows"][3]["input"] == ROWS[3][0] and made["input_name"] == "letter"
    work_on_pastes()
    found = client.get(place(made), headers={"Try-Secret": made["secret"]}).json()
    nearest = next(way for way in found["ways"] if way["recipe"] == "nearest")
    assert not found["working"] and found["of"] == 10 and found["right"] == nearest["right"]
    assert found["guessing"] == max(way["right"] for way in found["ways"] if way["is_baseline"])
    assert [answer["row"] for answer in nearest["answers"]] == list(range(1, 11))
    assert len(found["of_ten"]) == 2 and found["task"] == "classify"


def test_table_is_read_as_the_site_reads_it(client: Client, embedding_model: OpenModel) -> None:
    made = post(client, table=TABLE)
    assert (made["input_name"], made["expected_name"]) == ("letter", "team") and len(made["rows"]) == 10
    doubt = post(client, 400, table="one; two, three\nfour; five, six\nseven; eight, nine\nten; eleven, twelve")
    assert len(doubt["readings"]) > 1
    assert "pointer" in doubt["errors"][0] and "table" in doubt["errors"][0]["pointer"]


def test_outsider_finds_nothing(client: Client, embedding_model: OpenModel) -> None:
    made = post(client, rows=SENT)
    other = post(Client(), rows=SENT)
    _, token = ApiToken.objects.issue(make_person(), "another", [TokenScope.READ, TokenScope.WRITE])
    shown: list[dict[str, str]] = [
        {},
        {"Try-Secret": ""},
        {"Try-Secret": "wrong"},
        {"Try-Secret": other["secret"]},
        {"Authorization": f"Bearer {token}"},
    ]
    for headers in shown:
        for method in ("get", "post", "delete"):
            assert getattr(client, method)(place(made), headers=headers).status_code == 404, (method, headers)
    assert Paste.objects.kept().count() == 2


def test_token_that_made_it_opens_it_and_no_other_of_the_same_person(
    client: Client, embedding_model: OpenModel
) -> None:
    person = make_person()
    token, secret = ApiToken.objects.issue(person, "one", [TokenScope.READ, TokenScope.WRITE])
    _, second = ApiToken.objects.issue(person, "two", [TokenScope.READ, TokenScope.WRITE])
    made = post(Client(headers={"Authorization": f"Bearer {secret}"}), rows=SENT)
    assert made["secret"] is None and Paste.objects.get().person == person
    assert client.get(place(made), headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert client.get(place(made), headers={"Authorization": f"Bearer {second}"}).status_code == 404
    for guess in (f"token {token.pk}", f"{token.pk}"):
        assert client.get(place(made), headers={"Try-Secret": guess}).status_code == 404


def test_larger_model_and_deletion(client: Client, embedding_model: OpenModel, chat_model: OpenModel) -> None:
    made = post(client, rows=SENT)
    own = {"Try-Secret": made["secret"]}
    asked = client.post(place(made), headers=own)
    assert asked.status_code == 200 and any(way["model"] == "tiny-chat" for way in asked.json()["ways"])
    assert client.post(place(made), headers=own).status_code == 409
    assert client.delete(place(made), headers=own).status_code == 204
    assert client.get(place(made), headers=own).status_code == 404
    assert Paste.objects.get().rows is None


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "rows", "at least 3"),
        ({"rows": SENT[:2]}, "rows", "at least 3"),
        ({"rows": SENT, "table": TABLE}, "table", "either rows or a table"),
        ({"rows": [{"input": "x" * 2_001, "expected": "y"}]}, "rows", "2000"),
        ({"rows": [{"input": f"row {number}", "expected": f"{number % 2}"} for number in range(61)]}, "rows", "60"),
        ({"rows": [*SENT, {"input": "a", "expected": 1}]}, "rows", "string"),
        ({"table": "a"}, "table", "one column"),
        ({"rows": [*SENT, {"input": "a\x00", "expected": "b"}]}, "rows", "Null"),
    ],
)
def test_error_names_its_field_and_what_to_do(client: Client, body: dict[str, Any], field: str, said: str) -> None:
    found = post(client, 400, **body)
    assert any(field in error.get("pointer", "") for error in found["errors"]), found
    assert said in str(found).replace("2,001", "").replace("2,000", "2000")


def test_limit_of_an_address_is_told(client: Client, settings: Settings) -> None:
    settings.PASTES_PER_HOUR_BY_ADDRESS = 1
    post(client, rows=SENT)
    refused = client.post("/api/v1/try/", {"rows": SENT}, content_type="application/json")
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 3_000
    assert '"pastes-per-hour";r=0' in refused["RateLimit"]
