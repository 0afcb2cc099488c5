"""A table is read by the API as on the page: its rows, or the readings among which a program chooses."""

import pytest
from rest_framework.test import APIClient

from tests.sentences import NOTES

from .conftest import Api

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/tables/"
OPPOSITES = "word,opposite\nhot,cold\nbig,small\nwet,dry\n"


def test_table_gives_its_rows_and_names(api: Api) -> None:
    table = "Meldung;Gewerk\n" + "\n".join(";".join(row) for row in NOTES)
    body = api().post(ADDRESS, {"table": table}, format="json").json()
    assert [(row["input"], row["expected"]) for row in body["rows"]] == NOTES
    assert (body["input_name"], body["expected_name"]) == ("Meldung", "Gewerk")
    assert body["notices"] == ["The first row, “Meldung” and “Gewerk”, was read as the names of the columns."]


def test_table_in_doubt_is_answered_with_its_readings(api: Api) -> None:
    response = api().post(ADDRESS, {"table": OPPOSITES}, format="json")
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert body["errors"][0]["pointer"] == "#/table" and "can be read in two ways" in body["detail"]
    assert [(each["key"], each["input_name"], each["rows"][0]["input"]) for each in body["readings"]] == [
        ("comma-rows", "", "word"),
        ("comma-names", "word", "hot"),
    ]


@pytest.mark.parametrize(("reading", "first"), [("comma-rows", "word"), ("comma-names", "hot")])
def test_chosen_reading_is_given(api: Api, reading: str, first: str) -> None:
    response = api().post(ADDRESS, {"table": OPPOSITES, "reading": reading}, format="json")
    assert response.status_code == 200 and response.json()["rows"][0]["input"] == first


def test_reading_that_was_not_offered_is_answered_with_those_that_are(api: Api) -> None:
    response = api().post(ADDRESS, {"table": OPPOSITES, "reading": "tab-rows"}, format="json")
    assert response.status_code == 400 and len(response.json()["readings"]) == 2


def test_table_that_cannot_be_read_says_why(api: Api) -> None:
    response = api().post(ADDRESS, {"table": "a,b,c\n1,2,3\n"}, format="json")
    assert response.status_code == 400
    assert "There are 3 columns. Name them" in response.json()["detail"] and "readings" not in response.json()


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b"])
def test_row_that_no_row_can_hold_is_refused_by_its_number(api: Api, text: str) -> None:
    response = api().post(ADDRESS, {"table": f'{{"input": "{text}", "expected": "b"}}'}, format="json")
    assert response.status_code == 400 and "The input of row 1 holds" in response.json()["detail"]


def test_stranger_is_asked_for_a_token(anyone: APIClient) -> None:
    assert anyone.post(ADDRESS, {"table": OPPOSITES}, format="json").status_code == 401
