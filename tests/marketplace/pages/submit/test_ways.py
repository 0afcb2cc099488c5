"""The three ways to begin an idea: from the table that was tried, from examples, from a pitch."""

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from evaluations.prototypes.models import ExampleDraft, Paste
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.pastes.table import as_text
from tests.factories import make_idea, make_person
from tests.sentences import NOTES

from .sheets import ADDRESS, WHOLE, stored, typed

pytestmark = pytest.mark.django_db
TABLE = as_text(NOTES, ("note", "table"))


def ways(client: Client) -> list[str]:
    return [str(way) for way in html.fromstring(client.get("/submit/").text).xpath("//main//li/h2/text()")]


def try_a_table(client: Client) -> None:
    assert client.post("/try/", {"paste": TABLE, "do": "try"}).status_code == 302


def test_who_tried_no_table_begins_from_examples_or_a_pitch(client: Client, ada: User) -> None:
    try_a_table(Client())
    assert ways(client) == ["From examples", "From a pitch"]


def test_who_tried_a_table_is_offered_it_first_until_it_ends(client: Client, ada: User) -> None:
    try_a_table(client)
    assert ways(client) == ["From the table you tried", "From examples", "From a pitch"]
    assert NOTES[0][0][:30] in client.get("/submit/").text

    (address,) = html.fromstring(client.get("/submit/").text).xpath("//form[contains(@action, '/try/')]/@action")
    assert client.post(address)["Location"] == f"/submit/{Idea.objects.get().slug}/"
    assert ExampleDraft.objects.get().pairs == NOTES

    Paste.objects.update(ends=timezone.now())
    assert ways(client) == ["From examples", "From a pitch"]


def test_table_that_was_tried_is_offered_to_nobody_else(client: Client, ada: User) -> None:
    try_a_table(client)
    other = Client()
    other.force_login(ada)
    assert NOTES[0][0][:30] not in other.get("/submit/").text


def test_first_line_of_the_table_is_shown_as_text(client: Client, ada: User) -> None:
    rows = [("<script>alert(1)</script>", "a"), *NOTES]
    client.post("/try/", {"paste": as_text(rows, ("note", "table")), "do": "try"})
    page = client.get("/submit/").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_examples_come_first_and_then_the_words(client: Client, ada: User) -> None:
    (address,) = html.fromstring(client.get("/submit/").text).xpath("//form[contains(@action, '/submit/')]/@action")
    begun = client.post(address, {"do": "examples"})
    assert begun["Location"] == f"{address}examples/"
    assert "Save and go on to the words" in client.get(begun["Location"]).text

    go_on = client.post(begun["Location"], typed(NOTES))
    assert go_on["Location"] == address
    assert stored(Idea.objects.get()) == NOTES


def test_examples_begun_twice_are_one_draft_and_keep_its_words(client: Client, ada: User) -> None:
    client.post(ADDRESS, WHOLE | {"do": "save"})
    for _ in range(2):
        assert client.post(ADDRESS, {"do": "examples"})["Location"] == f"{ADDRESS}examples/"
    assert Idea.objects.get().title == WHOLE["title"]


def test_examples_cannot_be_begun_in_the_draft_of_somebody_else(client: Client, ada: User) -> None:
    theirs = make_idea(published=False)
    assert client.post(f"/submit/{theirs.slug}/", {"do": "examples"}).status_code == 404
    taken = Idea.objects.create(author=make_person(), slug="draft-000000000000")
    assert client.post(f"/submit/{taken.slug}/", {"do": "examples"}).status_code == 404
    assert not Idea.objects.filter(author=ada).exists()


def test_examples_begun_without_room_for_a_draft_say_so(client: Client, ada: User) -> None:
    Idea.objects.bulk_create(Idea(author=ada, slug=f"draft-{number:012}") for number in range(50))
    refused = client.post(ADDRESS, {"do": "examples"}, follow=True)
    assert refused.redirect_chain[-1][0] == "/submit/" and "You have 50 drafts" in refused.text
    assert Idea.objects.count() == 50


def test_examples_begun_when_signed_out_make_no_draft(client: Client) -> None:
    assert client.post(ADDRESS, {"do": "examples"})["Location"].startswith("/account/login/")
    assert not Idea.objects.exists()
