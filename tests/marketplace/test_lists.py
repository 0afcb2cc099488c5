"""Every list of `marketplace.lists` has its order, page, masthead entry, feed and sort of the API."""

from dataclasses import fields
from html import unescape

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from lxml import html
from rest_framework.test import APIClient

from evaluations.moments.lists import MOMENTS
from evaluations.moments.models import MomentScore
from ideas.models import Idea, Tagging
from ideas.orders import ORDERS, IdeaList
from marketplace.lists import LISTS, READERS
from marketplace.pages.lists.feeds import FEEDS
from tests.factories import make_idea

pytestmark = pytest.mark.django_db
WITHOUT_FEED = {"discover"}
NOT_IN_API = {"discover"}
every_list = pytest.mark.parametrize("shown", LISTS.values(), ids=lambda shown: shown.name)


def addresses_of(shown: IdeaList) -> list[str]:
    return [reverse(shown.page), *(reverse(shown.page, args=[window]) for window in shown.windows)]


def columns_of_indexes(model: type[Model]) -> list[list[str]]:
    return [list(index.fields) for index in model._meta.indexes]


@every_list
def test_list_says_everything_of_itself(shown: IdeaList) -> None:
    said = {field.name: getattr(shown, field.name) for field in fields(shown)}
    assert {name for name, value in said.items() if value == ""} - {"note"} == {
        *(("feed",) if shown.name in WITHOUT_FEED else ()),
        *(("sort",) if shown.name in NOT_IN_API else ()),
    }
    assert LISTS[shown.name] is shown


@every_list
def test_list_is_one_scan_of_an_index(shown: IdeaList) -> None:
    for model, tie, before in (Idea, "-id", []), (Tagging, "-idea", ["tag"]):
        if shown.name in ORDERS:
            for window in ([], *([each] for each in shown.windows)):
                assert [*before, *window, f"-{shown.column}", tie] in columns_of_indexes(model)
    if shown.name not in ORDERS:
        assert any(columns[0] == f"-{shown.column}" for columns in columns_of_indexes(MomentScore))


@every_list
def test_page_is_headed_by_its_name_and_note(client: Client, shown: IdeaList) -> None:
    make_idea()
    for address in addresses_of(shown):
        head = html.fromstring(client.get(address).text).find_class("list-head")[0]
        (heading,) = head.xpath("h1 | h2")  # the front page has a sentence above it
        assert heading.text_content() in (shown.heading, f"Ideas: {shown.heading}")
        assert (head.findtext("small") or "") == shown.note


@every_list
def test_masthead_and_tabs_mark_where_one_is(client: Client, shown: IdeaList) -> None:
    for address in addresses_of(shown):
        page = html.fromstring(client.get(address).text)
        (above,) = page.find_class("nav")[0].xpath("a[@aria-current]")
        assert above.text == ("Moments" if shown is MOMENTS else "Ideas")
        tabs = [(link.get("href"), link.text) for link in page.xpath("//nav[@class='tabs']/a[@aria-current='page']")]
        assert tabs == ([] if shown is MOMENTS else [(reverse(shown.page), shown.heading)])


def test_every_list_is_reached_from_the_front_page(client: Client) -> None:
    page = html.fromstring(client.get("/").text)
    links = page.xpath("//nav[@class='tabs' or @class='nav']/a/@href")
    assert {reverse(shown.page) for shown in LISTS.values()} <= set(links)


@every_list
def test_feed_is_served_and_its_page_names_it(client: Client, shown: IdeaList) -> None:
    names = {name for name, (each, _) in FEEDS.items() if each is shown}
    if not shown.feed:
        assert not names
        return
    assert names == {shown.name, *(f"{shown.name}-{window}" for window in shown.windows)}
    for form, kind in ("atom", "application/atom+xml"), ("json", "application/feed+json"):
        for name in names:
            answer = client.get(f"/feeds/{name}.{form}")
            assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)
        page = html.fromstring(client.get(reverse(shown.page)).text)
        (link,) = page.xpath(f"//link[@rel='alternate'][@type='{kind}']")
        assert (link.get("href"), link.get("title")) == (f"/feeds/{shown.name}.{form}", f"Overlooked: {shown.feed}")


@every_list
def test_api_sorts_by_it(shown: IdeaList) -> None:
    make_idea()
    for address in ("/api/v1/top/", "/api/v1/ideas/"):
        answer = APIClient().get(address, {"sort": shown.name})
        assert answer.status_code == (200 if shown.sort else 400)
    assert (shown.name in READERS) is bool(shown.sort)


def test_api_says_what_each_sort_is() -> None:
    schema = APIClient().get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()
    (sort,) = [each for each in schema["paths"]["/api/v1/top/"]["get"]["parameters"] if each["name"] == "sort"]
    for shown in LISTS.values():
        assert (f"`{shown.name}`: {shown.sort}" in unescape(sort["description"])) is bool(shown.sort)
