"""Posting an idea, first step: its texts. See test_examples and test_review for the others."""

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from evaluations.prototypes.datasets.revisions import save_example_draft
from ideas.models import Idea, Tag
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import NOTES

from .sheets import ADDRESS, WHOLE

pytestmark = pytest.mark.django_db


def test_submit_when_signed_out_asks_to_sign_in_and_comes_back(client: Client) -> None:
    assert client.get("/submit/").headers["Location"] == "/account/login/?next=/submit/"


def test_submit_shows_every_field_with_a_help_text(client: Client, ada: User) -> None:
    page = client.get("/submit/?from=pitch").content.decode()

    for name in WHOLE:
        assert f'name="{name}"' in page
    assert 'data-max="140"' in page
    assert "No café has a budget" in page


def test_submit_go_on_keeps_a_draft_and_shows_the_examples(client: Client, ada: User) -> None:
    response = client.post(ADDRESS, WHOLE | {"do": "go"})

    assert response.headers["Location"] == ADDRESS + "examples/"
    idea = Idea.objects.get()
    assert (idea.author, idea.state, idea.published) == (ada, "draft", None)
    assert idea.problem == "Forty people come in two hours.\nOne volunteer reads every note."
    assert idea.fits == ["offline", "privacy"]
    assert [tag.name for tag in idea.tag_list] == ["repair", "volunteers"]


def test_submit_form_keeps_what_is_optional_folded_until_something_is_there(client: Client, ada: User) -> None:
    first, folded = html.fromstring(client.get("/submit/?from=pitch").text).xpath("//main//form | //main//details")
    needed = {"title", "pitch", "problem", "audience", "tags"}
    optional = {"work_fields", "why_overlooked", "fits", "why_open"}
    names = set(folded.xpath(".//@name"))
    assert names == optional and "open" not in folded.attrib
    assert needed <= set(first.xpath(".//@name")) - names

    client.post(ADDRESS, {"title": "Sort", "why_open": "No network.", "do": "save"})
    (folded,) = html.fromstring(client.get(ADDRESS).text).xpath("//main//details")
    assert "open" in folded.attrib
    refused = client.post(ADDRESS, {"why_open": "", "why_overlooked": "x" * 2_001, "do": "save", "seen": 1})
    (folded,) = html.fromstring(refused.text).xpath("//main//details")
    assert "open" in folded.attrib and "This has 2001 characters" in folded.text_content()


def test_submit_with_examples_already_goes_on_to_review(client: Client, ada: User) -> None:
    client.post(ADDRESS, {"do": "examples"})
    save_example_draft(ada, Idea.objects.get(), NOTES)

    assert "Save and go on to review" in client.get(ADDRESS).text
    response = client.post(ADDRESS, WHOLE | {"do": "go", "seen": 1})
    assert response.headers["Location"] == ADDRESS + "review/"


def test_submit_sent_twice_is_one_draft(client: Client, ada: User) -> None:
    client.post(ADDRESS, WHOLE | {"do": "go"})
    response = client.post(ADDRESS, WHOLE | {"do": "go"})

    assert response.headers["Location"] == ADDRESS + "examples/"
    assert Idea.objects.count() == 1


def test_submit_unfinished_is_saved_for_another_day(client: Client, ada: User) -> None:
    client.post(ADDRESS, {"title": "Only a title", "do": "save"})

    page = client.get("/submit/").content.decode()
    assert "You have one draft" in page
    assert "Only a title" in page
    assert "Only a title" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(("do", "said"), [("save", "There is nothing to keep yet."), ("go", "This is needed")])
def test_submit_blank_makes_no_draft_and_shows_the_form_again(client: Client, ada: User, do: str, said: str) -> None:
    response = client.post(ADDRESS, {name: " " for name in WHOLE if name != "fits"} | {"do": do})

    assert response.status_code == 422
    assert f'<a href="#id_title">Title</a>: {said}' in response.text
    assert not Idea.objects.exists()


def test_submit_go_on_with_something_missing_says_what_and_keeps_the_rest(client: Client, ada: User) -> None:
    response = client.post(ADDRESS, WHOLE | {"pitch": "", "do": "go"})

    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_pitch">Pitch</a>: This is needed' in page
    assert "One volunteer reads every note." in page
    assert Idea.objects.get().title == WHOLE["title"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "x" * 81, "This has 81 characters; the most is 80."),
        ("pitch", "x" * 141, "This has 141 characters; the most is 140."),
        ("problem", "x" * 5001, "This has 5001 characters; the most is 5000."),
        ("title", "a\x00b", "NUL character"),
        ("problem", "a\x00b", "NUL character"),
        ("tags", "a\x00b", "Null characters"),
        ("tags", "a,b,c,d,e,f", "These are 6 tags; an idea has up to 5."),
        ("tags", "x" * 31, "a tag has up to 30."),
        ("tags", "☕☕", "no letter and no digit"),
        ("tags", "ﷺ" * 2, "a tag has up to 30."),
        ("tags", "+" * 12 + "c", "makes too long an address."),
        ("fits", "magic", "Select a valid choice"),
    ],
)
def test_submit_refuses_a_field_by_name_and_keeps_what_was_typed(
    client: Client, ada: User, field: str, value: str, said: str
) -> None:
    client.post(ADDRESS, WHOLE | {"do": "save"})

    response = client.post(ADDRESS, WHOLE | {"audience": "Somebody else", field: value, "do": "save", "seen": 1})

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert f"#id_{field}" in page
    assert field == "fits" or value in page.replace("\ufffd", "\x00")
    idea = Idea.objects.get()
    assert idea.audience == "Somebody else"
    assert (idea.title, idea.pitch, idea.fits) == (WHOLE["title"], WHOLE["pitch"], WHOLE["fits"])
    assert idea.problem.startswith("Forty people")
    assert [tag.name for tag in idea.tag_list] == ["repair", "volunteers"]


def test_submit_pitch_of_140_characters_with_line_breaks_fits(client: Client, ada: User) -> None:
    client.post(ADDRESS, WHOLE | {"pitch": "é" * 69 + "\r\n" + "x" * 70, "do": "go"})

    assert Idea.objects.get().pitch == "é" * 69 + " " + "x" * 70


def test_submit_control_characters_from_a_pdf_become_spaces(client: Client, ada: User) -> None:
    client.post(ADDRESS, WHOLE | {"problem": "one\x0ctwo", "do": "go"})

    assert Idea.objects.get().problem == "one two"


def test_submit_shows_hostile_text_as_text(client: Client, ada: User) -> None:
    hostile = '"><script>alert(1)</script>{{ 7|add:7 }}</textarea>'
    client.post(ADDRESS, {name: hostile for name in WHOLE if name not in ("fits", "tags")} | {"do": "save"})

    for page in (client.get(ADDRESS), client.get("/submit/"), client.get(ADDRESS + "delete/")):
        assert b"<script>alert" not in page.content
        assert b"{{ 7|add:7 }}&lt;/textarea&gt;" in page.content


def test_submit_somebody_elses_draft_is_not_there(client: Client, ada: User) -> None:
    theirs = make_idea(published=False, title="A secret")

    for response in (
        client.get(f"/submit/{theirs.slug}/"),
        client.post(f"/submit/{theirs.slug}/", WHOLE | {"do": "go"}),
        client.get(f"/submit/{theirs.slug}/delete/"),
        client.post(f"/submit/{theirs.slug}/delete/"),
    ):
        assert response.status_code == 404
    theirs.refresh_from_db()
    assert theirs.title == "A secret"


def test_submit_at_an_address_of_no_draft_is_not_there(client: Client, ada: User) -> None:
    assert client.get(ADDRESS).status_code == 404
    assert client.post("/submit/anything/", WHOLE).status_code == 404


def test_submit_moderators_do_not_see_drafts(client: Client) -> None:
    theirs = make_idea(published=False)
    client.force_login(make_person(staff=True))

    assert client.get(f"/submit/{theirs.slug}/").status_code == 404


def test_submit_keeps_at_most_fifty_drafts(client: Client, ada: User) -> None:
    Idea.objects.bulk_create(Idea(author=ada, slug=f"draft-{number:012}") for number in range(50))

    response = client.post(ADDRESS, WHOLE | {"do": "go"})

    assert response.status_code == 422
    assert b"You have 50 drafts" in response.content
    assert WHOLE["title"].encode() in response.content
    assert client.post("/submit/draft-000000000001/", WHOLE | {"do": "go"}).status_code == 302


def test_submit_draft_is_deleted_after_asking(client: Client, ada: User) -> None:
    client.post(ADDRESS, WHOLE | {"do": "save"})

    assert b"Delete this draft?" in client.get(ADDRESS + "delete/").content
    assert Idea.objects.exists()
    assert client.post(ADDRESS + "delete/").headers["Location"] == "/submit/"
    assert not Idea.objects.exists()


def test_submit_published_idea_is_not_deleted_as_a_draft(client: Client, ada: User) -> None:
    idea = make_idea(ada)

    assert client.post(f"/submit/{idea.slug}/delete/").status_code == 404
    assert Idea.objects.exists()


class TestAutosave:
    def test_autosave_begins_a_draft_and_keeps_what_is_right(self, client: Client, ada: User) -> None:
        fields = {"title": "x" * 90, "pitch": "Half a pit", "seen": 0}

        response = client.post(ADDRESS, fields, headers={"HX-Request": "true"})

        assert response.status_code == 200
        assert b"Not yet saved: Title: This has 90 characters" in response.content
        idea = Idea.objects.get()
        assert (idea.title, idea.pitch) == ("", "Half a pit")
        assert 'name="seen" autocomplete="off" value="1"' in response.text

    def test_autosave_brings_the_card_anew_with_its_pair(self, client: Client, ada: User) -> None:
        client.post(ADDRESS, {"do": "examples"})
        assert "shown here as a card" in client.get(ADDRESS).text
        save_example_draft(ada, Idea.objects.get(), [("<b>Hums</b> but does not spin", "electrics")])

        fields = {"title": "Route <i>notes</i>", "tags": "repair", "seen": 1}
        saved = client.post(ADDRESS, fields, headers={"HX-Request": "true"}).text

        (card,) = html.fromstring(saved).xpath("//section[@id='preview' and @hx-swap-oob]//article")
        for said in ("Route <i>notes</i>", "<b>Hums</b> but does not spin", "not tried yet", "repair", "ada"):
            assert said in card.text_content()

    def test_autosave_of_a_blank_page_makes_no_draft_and_does_not_say_so(self, client: Client, ada: User) -> None:
        response = client.post(ADDRESS, {"title": " ", "seen": 0}, headers={"HX-Request": "true"})

        assert "Not yet saved: Title: There is nothing to keep yet." in response.text
        assert "The draft is saved" not in response.text
        assert not Idea.objects.exists()

    def test_autosave_of_an_overtaken_page_writes_nothing(self, client: Client, ada: User) -> None:
        client.post(ADDRESS, WHOLE | {"do": "save"})

        response = client.post(ADDRESS, {"title": "Old", "seen": 0}, headers={"HX-Request": "true"})

        assert response.status_code == 409
        assert "This draft was changed elsewhere." in response.text
        assert Idea.objects.get().title == WHOLE["title"]

    def test_autosave_when_signed_out_says_so(self, client: Client) -> None:
        response = client.post(ADDRESS, WHOLE, headers={"HX-Request": "true"})

        assert response.status_code == 422
        assert b"You are signed out." in response.content


def test_submit_page_takes_as_many_queries_with_three_drafts_as_with_one(
    client: Client, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Tag.objects.create(name="repair", slug="repair")
    for drafts in (1, 3):
        while Idea.objects.count() < drafts:
            make_idea(ada, published=False, tags=("repair", "sewing"))
        with django_assert_num_queries(3):
            client.get("/submit/")
