"""Whatever goes wrong is a problem document that says where and what to do."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from ideas.models import Idea
from marketplace.api.errors import Conflict
from marketplace.api.problems import as_known
from tests.factories import make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db
JSON = "application/json"


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body: dict[str, Any] = json.loads(response.content)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_idea_that_does_not_exist_is_404(anyone: APIClient) -> None:
    problem(anyone.get("/api/v1/ideas/nothing-here/"), 404)


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/ideas/<b>/", "/api/v1/funders/", "/api/v1/runs/x/"])
def test_address_that_nothing_serves_is_404(anyone: APIClient, path: str) -> None:
    problem(anyone.get(path), 404)


def test_address_without_its_last_slash_is_sent_on_with_method_and_body(anyone: APIClient) -> None:
    response = anyone.post("/api/v1/ideas?a=b", {"title": "x"}, format="json")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/ideas/?a=b")


def test_method_that_is_not_offered_is_405_and_says_which_are(api: Api) -> None:
    response = api().delete("/api/v1/top/")
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_options_say_which_methods_there_are(api: Api) -> None:
    response = api().options(f"/api/v1/ideas/{make_idea().slug}/examples/")
    assert (response.status_code, response["Allow"]) == (200, "GET, PUT, HEAD, OPTIONS")
    assert response.json()["methods"] == ["GET", "PUT", "HEAD", "OPTIONS"]


def test_media_type_that_is_not_made_here_is_406(anyone: APIClient) -> None:
    problem(anyone.get("/api/v1/top/", HTTP_ACCEPT="text/csv"), 406)


def test_body_that_is_not_json_is_415(api: Api) -> None:
    problem(api().post("/api/v1/ideas/", "title=x", content_type="application/x-www-form-urlencoded"), 415)


@pytest.mark.parametrize(
    "body",
    ["{", "nonsense", '{"title": NaN}', '{"title": "\\ud800"}', "[" * 100_000, b"\xff\xfe{}", "1" * 5_000],
    ids=["cut", "word", "nan", "half-surrogate", "deep", "utf-16", "long-number"],
)
def test_malformed_json_is_400_and_says_why(api: Api, body: str | bytes) -> None:
    assert "JSON" in problem(api().post("/api/v1/ideas/", body, content_type=JSON), 400)["detail"]


@pytest.mark.parametrize(
    ("text", "says"), [("half \ud800", "/rows/1/input has half of a surrogate pair"), ("a\x00b", "Null characters")]
)
def test_character_that_no_row_can_hold_is_refused_with_its_place_in_a_draft_too(
    api: Api, text: str, says: str
) -> None:
    idea = make_idea(published=False)
    body = json.dumps({"rows": [{"input": "fine", "expected": "yes"}, {"input": text, "expected": "no"}]})
    refused = problem(api(idea.author).put(f"/api/v1/ideas/{idea.slug}/examples/", body, content_type=JSON), 400)
    assert says in json.dumps(refused) and "/rows/1/input" in json.dumps(refused)


def test_body_that_is_no_object_is_400(api: Api) -> None:
    problem(api().post("/api/v1/ideas/", "[1]", content_type=JSON), 400)


def test_body_of_ten_megabytes_is_413_before_it_is_read(api: Api) -> None:
    body = json.dumps({"problem": "x" * 10_000_000})
    problem(api().post("/api/v1/ideas/", body, content_type=JSON), 413)


def test_nul_byte_in_a_string_is_an_error_of_its_field(api: Api) -> None:
    body = problem(api().post("/api/v1/ideas/", {"title": "a\0b"}, format="json"), 400)
    assert body["errors"] == [{"pointer": "#/title", "detail": "Null characters are not allowed."}]


def test_nul_byte_in_a_parameter_is_an_error_of_that_parameter(anyone: APIClient) -> None:
    body = problem(anyone.get("/api/v1/ideas/?q=%00"), 400)
    assert body["errors"] == [{"parameter": "q", "detail": "Null characters are not allowed."}]


def test_every_wrong_field_is_pointed_at(api: Api) -> None:
    sent = {
        "title": "x" * 81,
        "fits": ["privacy", "magic"],
        "tags": ["law", "???"],
        "examples": {"rows": [{"input": "a", "expected": "b"}, {"input": 5, "expected": "b"}], "threshold": "nan"},
    }
    body = problem(api().post("/api/v1/ideas/", sent, format="json"), 400)
    assert [error["pointer"] for error in body["errors"]] == [
        "#/title",
        "#/fits/1",
        "#/tags/1",
        "#/examples/rows/1/input",
        "#/examples/threshold",
    ]


@pytest.mark.parametrize(
    ("examples", "pointer"),
    [
        ([{"input": "a", "expected": "b"}], "#/examples"),
        ({"rows": {"input": "a", "expected": "b"}}, "#/examples/rows"),
        ({"rows": [["a", "b"]]}, "#/examples/rows/0"),
    ],
    ids=["bare list", "one row", "pairs"],
)
def test_examples_in_another_shape_are_told_theirs(api: Api, examples: object, pointer: str) -> None:
    sent = {"title": "Sort letters", "examples": examples}
    (error,) = problem(api().post("/api/v1/ideas/", sent, format="json"), 400)["errors"]
    assert error["pointer"] == pointer
    assert "`rows`" in error["detail"] and '{"input": "…", "expected": "…"}' in error["detail"]


def test_examples_put_as_a_bare_list_are_told_their_shape(api: Api) -> None:
    author = make_person()
    address = f"/api/v1/ideas/{make_idea(author, published=False).slug}/examples/"
    body = problem(api(author).put(address, [{"input": "a", "expected": "b"}], format="json"), 400)
    assert body["detail"].startswith("Send an object with `rows`, a list of")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("sort=best", "sort"),
        ("window=1h", "window"),
    ],
)
def test_parameter_out_of_range_is_named(anyone: APIClient, query: str, parameter: str) -> None:
    body = problem(anyone.get(f"/api/v1/top/?{query}"), 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]


def test_write_without_token_is_401_and_says_how_to_sign_in(anyone: APIClient) -> None:
    response = anyone.put(f"/api/v1/ideas/{make_idea().slug}/vote/")
    problem(response, 401)
    assert response["WWW-Authenticate"] == 'Bearer realm="Overlooked"'


@pytest.mark.parametrize("secret", ["ovl_wrong", "\0", "é", ""])
def test_token_that_is_not_known_is_401_even_for_reading(anyone: APIClient, secret: str) -> None:
    problem(anyone.get("/api/v1/top/", HTTP_AUTHORIZATION=f"Bearer {secret}"), 401)


def test_revoked_token_is_401(api: Api) -> None:
    person = make_person()
    client = api(person)
    person.api_tokens.get().revoke()
    problem(client.get("/api/v1/top/"), 401)


def test_what_somebody_else_did_first_is_a_conflict() -> None:
    idea = make_idea()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Idea.objects.create(author=idea.author, slug=idea.slug)
    assert isinstance(as_known(caught.value), Conflict)


def test_what_nobody_foresaw_is_a_500_that_is_logged_and_tells_no_secrets(
    anyone: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_idea RENAME TO ideas_gone")
    body = problem(anyone.get("/api/v1/top/"), 500)
    assert "ideas_idea" not in json.dumps(body)
    assert 'relation "ideas_idea" does not exist' in caplog.text


PILE = "e" + "\u0301\u0323" * 10_000
PILED = "This has more than 30 accents on one letter, which no language needs. Remove them."


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"tags": ["fine", PILE]}, "#/tags/1"),
        ({"title": PILE}, "#/title"),
        ({"examples": {"rows": [{"input": "fine", "expected": PILE}]}}, "#/examples/rows/0/expected"),
        ({"examples": {"rows": [], "scorer": PILE}}, "#/examples/scorer"),
        ({"examples": {"rows": [], "more_checks": [{"scorer": "exact", "threshold": PILE}]}}, None),
        ({PILE: "fine"}, "#"),
    ],
    ids=["tag", "title", "example", "scorer", "parameter", "name"],
)
def test_pile_of_accents_is_refused_with_its_place(api: Api, sent: dict[str, object], pointer: str | None) -> None:
    for body in (json.dumps(sent), json.dumps(sent, ensure_ascii=False)):
        refused = problem(api().post("/api/v1/ideas/", body, content_type=JSON), 400)
        where = pointer or "#/examples/more_checks/0/threshold"
        assert refused["errors"] == [{"pointer": where, "detail": PILED}]


def test_pile_of_accents_in_a_query_is_refused_with_its_parameter(api: Api) -> None:
    refused = problem(api().get("/api/v1/ideas/", {"q": PILE[:150]}), 400)
    assert refused["errors"] == [{"parameter": "q", "detail": PILED}]
