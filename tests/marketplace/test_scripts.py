"""An idea and a tag in several scripts, from the form that posts them to every address that leads to them."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import Run
from ideas.addresses import tag_name, tag_slug
from ideas.models import Comment, Idea, Tag
from tests.factories import make_idea, make_person
from tests.sentences import NOTES


@dataclass(frozen=True)
class Written:
    """An idea in one language, and the ends of the addresses that come of it."""

    title: str
    pitch: str
    tag: str
    slug: str
    tag_end: str
    direction: str = "ltr"

    def __str__(self) -> str:
        return self.slug[:12]


LANGUAGES = [
    Written(
        "Dod o hyd i ddŵr yn y tŷ",
        "Mae ffermwr yn disgrifio'r lleithder; mae model bach yn dweud ble i edrych.",
        "tŷ a llyfrgell",
        "dod-o-hyd-i-ddŵr-yn-y-tŷ",
        "tŷ-a-llyfrgell",
    ),
    Written(
        "Grüße aus dem Straßenamt übersetzen",
        "Bürger schreiben in Mundart. Ein Modell im Rathaus liest, welches Amt gemeint ist.",
        "Behörden & Ämter",
        "grüße-aus-dem-straßenamt-übersetzen",
        "behörden-ämter",
    ),
    Written(
        "فرز رسائل المكتبة العامة",
        "يكتب القراء بلهجاتهم، ويختار نموذج صغير القسم المناسب.",
        "مكتبات",
        "فرز-رسائل-المكتبة-العامة",
        "مكتبات",
        "rtl",
    ),
    Written(
        "מיון פניות לספרייה העירונית",
        "תושבים כותבים בלשונם, ומודל קטן בוחר את המחלקה הנכונה.",
        "ספריות",
        "מיון-פניות-לספרייה-העירונית",
        "ספריות",
        "rtl",
    ),
    Written(
        "图书馆来信分类：读者的话",
        "读者用自己的话写信，小模型选出合适的部门。",
        "图书馆",
        "图书馆来信分类-读者的话",
        "图书馆",
    ),
    Written(
        "図書館への手紙をＡＩで分ける",
        "利用者が自分の言葉で書き、小さなモデルが担当を選ぶ。",
        "図書館・カード",
        "図書館への手紙をaiで分ける",
        "図書館-カード",
    ),
]


def here(address: str) -> str:
    """The address as a program asks for it: a path of ASCII."""
    assert address.isascii(), address
    return address.removeprefix("http://testserver")


def asked(client: Client, address: str) -> Any:
    response = client.get(here(address))
    assert response.status_code == 200, address
    return response


@pytest.fixture(params=LANGUAGES, ids=str)
def written(request: Any) -> Written:
    said: Written = request.param
    return said


@pytest.fixture
def posted(db: None, client: Client, written: Written) -> Idea:
    """Posted through the forms: the texts, then the review."""
    client.force_login(make_person("ada"))
    words = {"title": written.title, "pitch": written.pitch, "problem": written.pitch, "audience": written.title}
    sent = client.post("/submit/draft-abcdef123456/", words | {"tags": f"#{written.tag}, c#", "seen": 0, "do": "go"})
    assert sent.status_code == 302
    draft = Idea.objects.get()
    save_example_draft(draft.author, draft, NOTES)
    client.post(f"/submit/{draft.slug}/review/", {"idea": draft.pk, "do": "publish"})
    return Idea.objects.published().get()


def test_idea_is_opened_by_an_address_in_its_own_letters(client: Client, posted: Idea, written: Written) -> None:
    assert posted.slug == written.slug
    page = asked(client, posted.get_absolute_url()).text
    assert f'<h1 lang="" dir="auto">{written.title}</h1>' in unescape(page)
    assert client.get(f"/ideas/{written.slug}/").status_code == 200
    assert f"/ideas/{quote(written.slug)}/" in Client().get("/sitemap-ideas-0.xml").text


def test_every_link_of_the_page_of_an_idea_leads_somewhere(client: Client, posted: Idea) -> None:
    page = asked(client, posted.get_absolute_url()).text
    links = {unescape(link) for link in re.findall(r'(?:href|src)="(/(?:ideas|tags|feeds|u)/[^"#]*)', page)}
    assert len(links) >= 10
    for link in links:
        assert client.get(here(link)).status_code == 200, link


def test_form_of_an_idea_leads_back_to_it(client: Client, posted: Idea) -> None:
    sent = client.post(f"{posted.get_absolute_url()}comments/", {"text": posted.pitch})
    path, _, anchor = sent["Location"].partition("#")
    assert (asked(client, path).status_code, anchor) == (200, f"comment-{Comment.objects.get().pk}")
    stranger = Client().get(f"{posted.get_absolute_url()}edit/")
    assert stranger.status_code == 302 and quote(quote(posted.slug)) in stranger["Location"]


def test_downloads_are_named_by_the_idea(client: Client, posted: Idea) -> None:
    run = Run.objects.of_idea(posted.pk)[0]
    for address in (
        reverse("bundle", args=[posted.slug, run.pk]),
        reverse("run-sheet", args=[posted.slug, run.pk, "trials"]),
    ):
        named = asked(client, address)["Content-Disposition"]
        assert named.startswith(f"attachment; filename*=utf-8''{quote(posted.slug)}-run-{run.pk}")


def test_tag_has_a_page_and_feeds_whose_addresses_answer(client: Client, posted: Idea, written: Written) -> None:
    tag = posted.tag_list[0]
    assert (tag.slug, tag.name) == (written.tag_end, tag_name(written.tag))
    page = asked(client, tag.get_absolute_url()).text
    assert written.title in unescape(page) and posted.get_absolute_url() in page

    feed = ElementTree.fromstring(asked(client, reverse("tag-feed", args=[tag.slug, "atom"])).content)
    name = "{http://www.w3.org/2005/Atom}"
    links = [link.attrib["href"] for link in feed.iter(f"{name}link")]
    assert [entry.findtext(f"{name}title") for entry in feed.iter(f"{name}entry")] == [written.title]
    told = asked(client, reverse("tag-feed", args=[tag.slug, "json"])).json()
    (item,) = told["items"]
    assert (item["title"], item["tags"][0]) == (written.title, tag.name)
    places = [*links, told["home_page_url"], told["feed_url"], item["url"], item["_overlooked"]["api_url"]]
    assert len(places) > 6
    for place in places:
        asked(client, place)


def test_api_finds_an_idea_by_its_address_and_by_its_tag(posted: Idea, written: Written) -> None:
    program = Client()
    one = asked(program, f"/api/v1/ideas/{quote(written.slug)}/").json()
    assert (one["slug"], one["title"]) == (written.slug, written.title)
    for link in one["links"].values():
        asked(program, link)
    for tag in (written.tag_end, written.tag, "c-sharp", "C#"):
        for kind in ("top", "ideas"):
            found = asked(program, f"/api/v1/{kind}/?tag={quote(tag)}").json()["results"]
            assert [each["slug"] for each in found] == [written.slug]
    assert asked(program, "/api/v1/top/?tag=c").json()["results"] == []


def test_search_finds_an_idea_by_its_own_words(posted: Idea, written: Written) -> None:
    for words in (written.title, written.pitch):
        assert posted.get_absolute_url() in asked(Client(), f"/search?q={quote(words)}").text
        found = asked(Client(), f"/api/v1/ideas/?q={quote(words)}").json()["results"]
        assert [each["slug"] for each in found] == [written.slug]


def test_address_of_the_api_without_its_last_slash_leads_to_it(posted: Idea) -> None:
    moved = Client().get(f"/api/v1/ideas/{quote(posted.slug)}")
    assert (moved.status_code, moved["Location"]) == (308, f"/api/v1/ideas/{quote(posted.slug)}/")


def test_badge_and_embedded_card_are_at_the_address(posted: Idea) -> None:
    page = asked(Client(), posted.get_absolute_url()).text
    assert posted.title in unescape(asked(Client(), f"{posted.get_absolute_url()}card/").text)
    assert asked(Client(), f"{posted.get_absolute_url()}badge.svg")["Content-Type"] == "image/svg+xml"
    assert f"http://testserver{posted.get_absolute_url()}" in page


@pytest.mark.django_db
class TestTags:
    def test_c_and_c_plus_plus_and_c_sharp_are_three(self, client: Client) -> None:
        ideas = {name: make_idea(tags=(name,)) for name in ("c", "c++", "c#", ".net", "net", "node.js")}
        assert Tag.objects.count() == len(ideas)
        for name, idea in ideas.items():
            (tag,) = idea.tag_list
            page = asked(client, tag.get_absolute_url()).text
            assert [each.get_absolute_url() in page for each in ideas.values()].count(True) == 1
            assert idea.title in page
            told = asked(client, reverse("tag-feed", args=[tag.slug, "json"])).json()
            assert [item["tags"] for item in told["items"]] == [[name]]

    @pytest.mark.parametrize("typed", ["C%2B%2B", "c++", "ｃ＋＋", "C-Plus-Plus"])
    def test_name_of_a_tag_leads_to_its_address(self, client: Client, typed: str) -> None:
        make_idea(tags=("c++",))
        moved = client.get(f"/tags/{typed}?sort=new")
        assert (moved.status_code, moved["Location"]) == (301, "/tags/c-plus-plus?sort=new")
        assert client.get(f"/feeds/tags/{typed}.atom")["Location"] == "/feeds/tags/c-plus-plus.atom"

    @pytest.mark.parametrize("unknown", ["x", "%00", "☕", "a/b", "%2e%2e", "\u202e", "x" * 41, "%ff", "%23"])
    def test_address_of_no_tag_is_not_found(self, client: Client, unknown: str) -> None:
        assert client.get(f"/tags/{unknown}").status_code == 404
        assert client.get(f"/feeds/tags/{unknown}.atom").status_code == 404

    def test_tags_of_one_look_become_one(self) -> None:
        for name in ("ai", "ＡＩ", "a\u200bi", "AI"):
            make_idea(tags=(tag_name(name),))
        assert list(Tag.objects.values_list("name", "slug")) == [("ai", "ai")]

    def test_name_that_the_operator_gave_to_another_tag_is_that_tag(self) -> None:
        tag = make_idea(tags=("letters",)).tag_list[0]
        Tag.objects.update(name="mail")
        assert make_idea(tags=("mail",)).tag_list == make_idea(tags=("letters",)).tag_list == [tag]

    @pytest.mark.parametrize("slug", ["", "c#", "c++", "a b", "a/b", "A", "a.b", "a\u202eb", "a\u200bb", "a%23", "a?b"])
    def test_database_refuses_what_has_a_meaning_in_an_address(self, slug: str) -> None:
        for table in (Tag(name="x", slug=slug), Idea(author=make_person(), slug=slug)):
            with pytest.raises(IntegrityError), transaction.atomic():
                table.save()


class TestAnyTag(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.text(min_size=1, max_size=20)
        | st.text(st.sampled_from("aé図ש\u05b4ก\u0e49ำ+#.& '\u200dＡß"), min_size=1, max_size=9)
    )
    def test_any_tag_is_reached_by_its_address_and_by_its_name(self, typed: str) -> None:
        name = tag_name(typed)
        if not 0 < len(tag_slug(name)) <= 40 or len(name) > 30:
            return
        tag = Tag.objects.called(name)
        path = tag.get_absolute_url()
        assert path.isascii() and resolve(unquote(path)).kwargs == {"slug": tag.slug}
        assert self.client.get(path).status_code == 200
        assert Tag.objects.at(tag.slug) == Tag.objects.at(name) == Tag.objects.called(name) == tag
        assert resolve(unquote(urlsplit(reverse("tag-feed", args=[tag.slug, "atom"])).path)).kwargs["slug"] == tag.slug


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_tag_from_before_keeps_its_address_and_gets_all_its_letters(client: Client) -> None:
    tables = MigrationExecutor(connection)
    newest = tables.loader.graph.leaf_nodes()
    idea = make_idea(tags=("naïve", "c++", "law"))
    try:
        tables.migrate([("ideas", "0015_saves")])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ideas_tag SET slug = 'naive' WHERE name = 'naïve'")
            cursor.execute("UPDATE ideas_tag SET slug = 'c' WHERE name = 'c++'")
    finally:
        MigrationExecutor(connection).migrate(newest)
    slugs = dict(Tag.objects.values_list("name", "slug"))
    assert slugs == {"naïve": "naïve", "c++": "c-plus-plus", "law": "law"}
    assert client.get("/tags/naive")["Location"] == "/tags/na%C3%AFve"
    assert client.get("/tags/law").status_code == 200
    other = make_idea(tags=("c",))
    assert other.title in client.get("/tags/c").text and idea.title not in client.get("/tags/c").text
