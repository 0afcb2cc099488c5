"""The author of an idea answers beside a claim. Alice is the author, Mallory the outsider."""

import pytest
from django.test import Client
from pytest_django import Settings

from evaluations.panel.actions import NewClaim, claim, withdraw_claim
from evaluations.panel.models import Claim
from ideas.actions import delete_comment, hide, lock
from ideas.models import Comment, Idea
from marketplace.accounts.models import User
from tests.factories import BECAUSE, PASSWORD, make_idea, make_person
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db
SAID = NewClaim("Sorter", "Big Lab", "https://example.org/sorter", by_frontier_lab=True)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def made_about(idea: Idea) -> Claim:
    return claim(make_person(), idea, SAID)


def reply(made: Claim, text: str = "It sorts *mail* only.") -> str:
    return client_of(made.idea.author).post(f"/claims/{made.pk}/reply/", {"text": text}, follow=True).text


def page_of(idea: Idea, reader: Client | None = None) -> str:
    return unwrapped((reader or Client()).get(f"/ideas/{idea.slug}/prior-art/").text)


def test_author_answers_beside_the_claim_and_it_stands_among_the_comments() -> None:
    made = made_about(make_idea())
    assert "Your answer stands beside the claim." in reply(made)
    page = page_of(made.idea)
    assert "the author of the idea, answers" in page and "It sorts <em>mail</em> only." in page
    comments = Client().get(made.idea.get_absolute_url()).text
    assert "in answer to a claim that a product does this" in comments and f"#claim-{made.pk}" in comments


def test_only_the_author_is_offered_an_answer_and_only_one() -> None:
    made, mallory = made_about(make_idea()), client_of(make_person("mallory"))
    alice, address = client_of(made.idea.author), f"/claims/{made.pk}/reply/"
    assert address in page_of(made.idea, alice)
    for outsider in (mallory, client_of(made.person), client_of(make_person(staff=True))):
        assert address not in page_of(made.idea, outsider)
        assert outsider.post(address, {"text": "Not mine to say."}).status_code == 403
    assert Client().post(address, {"text": "Nor mine."}).status_code == 302
    assert not Comment.objects.exists()
    reply(made)
    assert address not in page_of(made.idea, alice)
    again = alice.post(address, {"text": "And another."})
    assert again.status_code == 422 and "You have answered this claim already." in again.text


@pytest.mark.parametrize(("text", "says"), [("", "Write something first."), ("a" * 501, "Use at most 500 characters")])
def test_answer_that_is_empty_or_too_long_comes_back_to_be_mended(text: str, says: str) -> None:
    made = made_about(make_idea())
    sent = client_of(made.idea.author).post(f"/claims/{made.pk}/reply/", {"text": text})
    assert sent.status_code == 422 and says in sent.text and text in sent.text
    assert not Comment.objects.exists()


def test_answer_is_under_the_limits_of_comments(settings: Settings) -> None:
    settings.COMMENTS_PER_DAY = 0
    assert "24 hours" in reply(made_about(make_idea()))
    settings.COMMENTS_PER_DAY, settings.LINKS_PER_POST = 5, 0
    reply(made_about(make_idea()), "https://example.org/")
    locked = made_about(make_idea())
    lock(make_person(staff=True), locked.idea, BECAUSE)
    assert "locked the comments" in reply(locked)
    assert not Comment.objects.exists()


def test_answer_that_waits_or_was_hidden_is_seen_by_its_author_alone(settings: Settings) -> None:
    alice = make_person(days_old=5)
    made = made_about(make_idea(alice))
    settings.REPEATS_BEFORE_HOLD = 0
    assert "A moderator looks at this before others see it." in reply(made)
    assert "It sorts" not in page_of(made.idea)
    assert "Your answer waits until a moderator has looked at it." in page_of(made.idea, client_of(alice))
    Comment.objects.update(held=None)
    hide(make_person(staff=True), Comment.objects.get(), BECAUSE)
    assert "It sorts" not in page_of(made.idea)
    assert "A moderator has hidden your answer." in page_of(made.idea, client_of(alice))
    assert "answered this claim already" in reply(made, "The same in other words.")


def test_deleted_answer_is_gone_and_another_can_be_given() -> None:
    made = made_about(make_idea())
    reply(made)
    delete_comment(made.idea.author, Comment.objects.get())
    assert "It sorts" not in page_of(made.idea)
    reply(made, "It does something else.")
    assert "It does something else." in page_of(made.idea)


def test_answer_stands_beside_a_claim_that_is_made_again() -> None:
    made = made_about(make_idea())
    reply(made)
    withdraw_claim(made.person, made)
    sent = client_of(made.idea.author).post(f"/claims/{made.pk}/reply/", {"text": "Too late."})
    assert sent.status_code == 404 and "It sorts" not in page_of(made.idea)
    again = made_about(made.idea)
    assert Comment.objects.get().claim == again and "It sorts" in page_of(made.idea)


def test_answer_sent_when_the_session_had_run_out_is_there_after_signing_in() -> None:
    made, client = made_about(make_idea(make_person("alice"))), Client()
    asked = client.post(f"/claims/{made.pk}/reply/", {"text": "It sorts mail only."})
    page = client.post(asked["Location"], {"login": "alice", "password": PASSWORD}, follow=True).text
    assert "Nothing you typed is lost" in page and "It sorts mail only.</textarea>" in page
    assert not Comment.objects.exists()
