import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_old_browsers_find_the_icon(client: Client) -> None:
    address = client.get("/favicon.ico")["Location"]
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str)
    with open(found, "rb") as file:
        assert file.read(4) == b"\x00\x00\x01\x00"


def test_manifest_names_icons_that_are_there(client: Client) -> None:
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    icons = response.json()["icons"]
    assert len(icons) == 3 and all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)
