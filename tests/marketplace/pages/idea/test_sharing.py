"""What others read of an idea whose address is shared: head, picture and oEmbed."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html
from pytest_django import Settings

from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
SITE = "https://overlooked.example"


@pytest.fixture(autouse=True)
def named(settings: Settings) -> None:
    settings.SITE_URL = SITE


def head_of(client: Client, path: str, host: str = "testserver") -> dict[str, str]:
    page = html.fromstring(client.get(path, headers={"Host": host}).text)
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.findall(".//meta")}


def test_head_of_an_idea_names_its_pitch_and_picture(client: Client) -> None:
    idea = make_idea(pitch="Read the notes in the parcels.")
    head = head_of(client, idea.get_absolute_url())
    assert head["og:title"] == idea.title and head["og:description"] == "Read the notes in the parcels."
    assert head["og:url"] == f"{SITE}{idea.get_absolute_url()}"
    assert head["og:image"] == f"{SITE}{idea.get_absolute_url()}picture.png"
    assert head["twitter:card"] == "summary_large_image" and "Read the notes" in head["og:image:alt"]


def test_links_never_change_with_the_host_that_was_asked(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    idea = make_idea()
    for path in (
        idea.get_absolute_url(),
        "/feeds/new.atom",
        "/feeds/new.json",
        f"/api/v1/ideas/{idea.slug}/",
        "/api/v1/top/",
    ):
        text = client.get(path, headers={"Host": "other.example"}).text
        assert "other.example" not in text and f"{SITE}/ideas/{idea.slug}/" in text


def test_canonical_link_has_no_query(client: Client) -> None:
    idea = make_idea()
    page = html.fromstring(client.get(f"{idea.get_absolute_url()}?after=[1]").text)
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}{idea.get_absolute_url()}"]


def test_data_for_search_engines_is_a_block_that_no_text_can_leave(client: Client) -> None:
    idea = make_idea(title="</script><script>alert(1)</script>")
    text = client.get(idea.get_absolute_url()).text
    assert "<script>alert" not in text
    data = json.loads(html.fromstring(text).xpath("//script[@type='application/ld+json']")[0].text)
    assert data["name"] == idea.title and data["url"] == f"{SITE}{idea.get_absolute_url()}"


def test_picture_is_drawn_once_for_the_same_evidence(client: Client) -> None:
    idea = make_idea()
    address = f"{idea.get_absolute_url()}picture.png"
    first = client.get(address)
    assert first["Content-Type"] == "image/png" and first.content.startswith(b"\x89PNG")
    assert "public" in first["Cache-Control"] and not first.cookies
    kept = list(cache.iter_keys("picture:*"))  # type: ignore[attr-defined]  # of django-redis
    assert client.get(address).content == first.content
    assert list(cache.iter_keys("picture:*")) == kept and len(kept) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["picture.png", ""])
def test_idea_that_is_not_published_is_not_shared(client: Client, what: str) -> None:
    author = make_person()
    idea = make_idea(author, published=False)
    if what:
        assert client.get(f"{idea.get_absolute_url()}{what}").status_code == 404
    client.force_login(author)
    text = client.get(idea.get_absolute_url()).text
    assert "og:url" not in text and "application/ld+json" not in text


def test_oembed_gives_the_card_in_a_frame_of_the_size_that_is_asked(client: Client) -> None:
    idea = make_idea(title='Sort "odd" <letters>')
    found = client.get(
        "/oembed", {"url": f"{SITE}{idea.get_absolute_url()}", "maxwidth": "300", "maxheight": "9999999"}
    )
    answer = found.json()
    assert answer["type"] == "rich" and answer["version"] == "1.0" and answer["width"] == 300
    frame = html.fromstring(answer["html"])
    assert frame.get("src") == f"{SITE}{idea.get_absolute_url()}card/" and frame.get("title") == idea.title
    assert found["Access-Control-Allow-Origin"] == "*"
    linked = html.fromstring(client.get(idea.get_absolute_url()).text).xpath(
        "//link[@type='application/json+oembed']/@href"
    )
    assert client.get(linked[0].removeprefix(SITE)).json()["title"] == idea.title


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "https://elsewhere.example/ideas/x/",
        f"{SITE}/",
        f"{SITE}/ideas/none/",
        "http://[",
        f"{SITE}/ideas/%00/",
    ],
)
def test_oembed_of_another_address_is_not_found(client: Client, url: str) -> None:
    assert client.get("/oembed", {"url": url}).status_code == 404


def test_oembed_in_xml_is_not_implemented(client: Client) -> None:
    assert client.get("/oembed", {"url": f"{SITE}{make_idea().get_absolute_url()}", "format": "xml"}).status_code == 501


def test_idea_page_gives_link_badge_and_frame_to_copy(client: Client) -> None:
    idea = make_idea(title='Sort "odd" <letters>')
    page = html.fromstring(client.get(idea.get_absolute_url()).text)
    values = {field.get("id"): field.get("value") for field in page.xpath("//input[@readonly]")}
    assert values["share-link"] == f"{SITE}{idea.get_absolute_url()}"
    assert f"{SITE}/ideas/{idea.slug}/badge.svg" in values["embed-badge"]
    assert html.fromstring(values["embed-card"]).get("title") == idea.title  # still escaped where it is pasted
