"""A person's page: what all may see, what only they see, and what it costs."""

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from ideas import actions
from ideas.models import Idea
from ideas.models.report import Decision, Reason
from marketplace.accounts.models import User
from marketplace.pages.people import profile
from tests.factories import BECAUSE, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_person("alice")


def seen_by(person: User | None, path: str) -> str:
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.text


def titles(page: str) -> list[str]:
    cards = html.fromstring(page).find_class("card")
    return [card.find(".//h2/a").text_content() for card in cards]


def test_ideas_are_shown_newest_first_with_the_day_of_joining(alice: User) -> None:
    older, newer = make_idea(alice), make_idea(alice)
    make_idea()
    page = seen_by(None, "/u/alice/")
    assert titles(page) == [newer.title, older.title]
    assert "Joined <time" in page and str(alice.date_joined.year) in page


def test_drafts_are_seen_by_their_author_alone(alice: User) -> None:
    draft = make_idea(alice, published=False, title="Not ready at all")
    assert f"/submit/{draft.slug}/" in seen_by(alice, "/u/alice/")
    for other in (None, make_person(), make_person(staff=True)):
        assert "Not ready at all" not in seen_by(other, "/u/alice/")


def test_drafts_and_published_ideas_stand_under_headings_of_their_own(alice: User) -> None:
    make_idea(alice)
    make_idea(alice, published=False)
    assert html.fromstring(seen_by(alice, "/u/alice/")).xpath("//section/h2/text()") == ["Drafts", "Published"]
    assert 'id="published"' not in seen_by(None, "/u/alice/")


def test_withdrawn_idea_is_seen_by_its_author_and_moderators_and_marked(alice: User) -> None:
    idea = make_idea(alice, title="Withdrawn again")
    actions.unpublish(alice, idea)
    for person in (alice, make_person(staff=True)):
        assert "Not published" in seen_by(person, "/u/alice/")
    for other in (None, make_person()):
        assert "Withdrawn again" not in seen_by(other, "/u/alice/")


def test_votes_are_seen_by_their_voter_alone(alice: User) -> None:
    idea = make_idea()
    actions.cast_vote(alice, idea)
    page = seen_by(alice, "/u/alice/?tab=votes")
    assert titles(page) == [idea.title] and "Only you see" in page
    for person in (make_person(), make_person(staff=True)):
        client = Client()
        client.force_login(person)
        assert client.get("/u/alice/?tab=votes").status_code == 404
        assert "tab=votes" not in client.get("/u/alice/").text


def test_votes_come_latest_first_without_ideas_that_were_withdrawn(alice: User) -> None:
    ideas = [make_idea() for _ in range(3)]
    for idea in (ideas[2], ideas[0], ideas[1]):
        actions.cast_vote(alice, idea)
    actions.unpublish(ideas[0].author, ideas[0])
    assert titles(seen_by(alice, "/u/alice/?tab=votes")) == [ideas[1].title, ideas[2].title]


def test_comments_link_to_their_place_without_what_was_removed(alice: User) -> None:
    kept, deleted, hidden = (make_comment(author=alice, text=f"Thought {n}.") for n in "abc")
    elsewhere = make_comment(author=alice, text="Thought d.")
    actions.delete_comment(alice, deleted)
    report, _ = actions.report(make_person(), hidden, Reason.SPAM)
    actions.decide(make_person(staff=True), report, Decision.HIDDEN, BECAUSE)
    actions.unpublish(elsewhere.idea.author, elsewhere.idea)
    page = seen_by(None, "/u/alice/?tab=comments")
    assert "Thought a." in page and kept.get_absolute_url() in page
    assert not any(f"Thought {n}." in page for n in "bcd")


def test_pages_follow_each_other_without_gap_or_repeat(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "A_PAGE", 2)
    ideas = [make_idea(alice) for _ in range(5)]
    path, seen = "/u/alice/", []
    for _ in range(3):
        page = seen_by(None, path)
        seen += titles(page)
        more = html.fromstring(page).xpath("//a[@rel='next']/@href")
        path = f"/u/alice/{more[0]}" if more else ""
    assert seen == [idea.title for idea in reversed(ideas)] and not path


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "%00", "1.5"])
def test_place_that_is_no_place_shows_the_beginning(alice: User, before: str) -> None:
    idea = make_idea(alice)
    assert titles(seen_by(None, f"/u/alice/?before={before}")) == [idea.title]


def test_name_written_otherwise_leads_to_the_page(client: Client, alice: User) -> None:
    assert client.get("/u/ALICE/")["Location"] == "/u/alice/"


@pytest.mark.parametrize("path", ["/u/nobody-here/", "/u/alice/?tab=secrets"])
def test_page_that_is_not_there_is_a_404(client: Client, alice: User, path: str) -> None:
    assert client.get(path).status_code == 404


def test_closed_account_has_no_page(client: Client, alice: User) -> None:
    User.objects.update(is_active=False)
    assert client.get("/u/alice/").status_code == 404


def test_house_account_is_labelled(client: Client) -> None:
    make_person("the-house", is_house=True)
    make_person("the-louse")
    assert "house account" in client.get("/u/the-house/").text
    assert "house account" not in client.get("/u/the-louse/").text


def test_unconfirmed_person_is_told_that_votes_do_not_rank_yet() -> None:
    bob = make_person("bob", confirmed=False)
    assert "not confirmed yet" in seen_by(bob, "/u/bob/")
    assert "not confirmed yet" not in seen_by(None, "/u/bob/")


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("tab", "queries"), [("ideas", 9), ("comments", 5), ("votes", 8)])
def test_number_of_queries_does_not_grow_with_what_is_shown(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries, items: int, tab: str, queries: int
) -> None:
    for number in range(items):
        idea = make_idea(alice, tags=("care", "letters"))
        make_idea(alice, published=False, title=f"Draft {number}")
        make_comment(idea, alice)
        actions.cast_vote(alice, idea)
    assert Idea.objects.published().count() == items
    client = Client()
    client.force_login(alice)
    with django_assert_num_queries(queries):
        client.get(f"/u/alice/?tab={tab}")
