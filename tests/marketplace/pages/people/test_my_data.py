import json

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD, make_comment, make_person

pytestmark = pytest.mark.django_db
PAGE, FILE = "/account/data/", "/account/data/file/"


def confirm(client: Client) -> HttpResponse:
    """Type the password again; the request that waited for it goes on."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD, "next": FILE})  # type: ignore[return-value]


def test_file_comes_after_the_password_is_typed_again(client: Client) -> None:
    person = make_person("ada")
    make_comment(author=person, text="Words of mine.")
    client.force_login(person)
    assert "Download my data" in client.get(PAGE).text
    assert client.post(FILE)["Location"].startswith("/account/reauthenticate/")
    response = confirm(client)
    assert response["Content-Disposition"] == 'attachment; filename="overlooked-ada.json"'
    assert "no-store" in response["Cache-Control"]
    found = json.loads(b"".join(response))
    assert found["tables"]["ideas.Comment"]["rows"][0]["text"] == "Words of mine."


def test_stranger_gets_nothing_and_a_link_does_nothing(client: Client) -> None:
    for address in (PAGE, FILE):
        assert client.get(address).status_code in (302, 405)
    assert client.post(FILE)["Location"].startswith("/account/login/")


def test_account_gets_three_files_in_an_hour(client: Client) -> None:
    client.force_login(make_person())
    client.post(FILE)
    assert [confirm(client).status_code, client.post(FILE).status_code, client.post(FILE).status_code] == [200] * 3
    refused = client.post(FILE)
    assert refused.status_code == 429 and "3 times in an hour" in refused.text
    assert int(refused["Retry-After"]) <= 3_600


def test_account_without_a_password_chooses_one_first(client: Client) -> None:
    person = make_person()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.post(FILE)["Location"] == "/account/password/reset/"
