"""What programs that visit the site look for first."""

from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from lxml import etree
from pytest_django import Settings

from ideas.actions import unpublish
from ideas.models import Idea
from marketplace.pages.site import crawlers
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ours(settings: Settings) -> None:
    settings.SITE_URL = "https://overlooked.example"


def places(client: Client, path: str) -> list[str]:
    response = client.get(path, headers={"Host": "localhost"})
    assert response.status_code == 200 and response["Content-Type"] == "application/xml"
    return [str(place) for place in etree.fromstring(response.content).xpath("//*[local-name()='loc']/text()")]


def test_robots_may_read_ideas_and_not_what_is_somebodys_own(client: Client) -> None:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    assert parser.can_fetch("any", "https://overlooked.example/ideas/sort-letters/")
    for path in ("/account/email/", "/submit/", "/search?q=x", "/api/v1/ideas/", "/mail/"):
        assert not parser.can_fetch("any", f"https://overlooked.example{path}"), path
    assert parser.site_maps() == ["https://overlooked.example/sitemap.xml"]


def test_security_text_names_the_contact_and_when_it_ends(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "https://overlooked.example/security"
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert lines["Contact"] == "https://overlooked.example/security"
    assert lines["Canonical"] == "https://overlooked.example/.well-known/security.txt"
    assert lines["Expires"].endswith("T00:00:00Z")


def test_security_text_names_the_sites_mail_address_where_nobody_else_is_named(
    client: Client, settings: Settings
) -> None:
    settings.SECURITY_CONTACT, settings.DEFAULT_FROM_EMAIL = "", "Overlooked <site@overlooked.example>"
    assert "Contact: mailto:site@overlooked.example\n" in client.get("/.well-known/security.txt").text


def test_sitemap_leads_to_every_published_idea_and_to_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, gone = make_idea(), make_idea()
    draft = make_idea(published=False)
    unpublish(gone.author, gone)
    monkeypatch.setattr(crawlers, "IDEAS_PER_FILE", 1)
    base = "https://overlooked.example"
    files = places(client, "/sitemap.xml")
    assert len(files) == 2 + Idea.objects.latest("pk").pk
    listed = [place for file in files for place in places(client, file.removeprefix(base))]
    assert base + shown.get_absolute_url() in listed and f"{base}/moments" in listed
    assert not {base + idea.get_absolute_url() for idea in (gone, draft)} & set(listed)


def test_file_of_keys_that_no_row_can_have_is_not_there(client: Client) -> None:
    assert client.get("/sitemap-ideas-99999999999999999999.xml").status_code == 404


def test_pages_of_the_sitemap_are_there(client: Client) -> None:
    for place in places(client, "/sitemap-pages.xml"):
        assert client.get(place.removeprefix("https://overlooked.example")).status_code == 200, place
