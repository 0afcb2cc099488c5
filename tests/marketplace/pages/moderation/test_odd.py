"""The page of what looks odd, and the notes of networks behind it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from ideas import actions
from ideas.models import Because, Comment
from marketplace.accounts.models import ApiToken, Footprint, User, hash_of
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
SPAM = "Earn money from home with our new trading robot. Thousands of people trust it already. Begin today!"


def client_of(person: User, address: str = "192.0.2.7") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.force_login(person)
    return client


def wave() -> None:
    """Spammers of one network, one of whom was hidden, and two who vote for each other."""
    idea = make_idea()
    for number in range(3):
        person = make_person(days_old=0)
        address = f"/ideas/{idea.slug}/comments/"
        assert client_of(person).post(address, {"text": f"{SPAM} https://spam.example/{number}"}).status_code == 302
    actions.hide(make_person(staff=True), idea.comments.all()[0], Because("spam"))
    one, other = make_person(days_old=1), make_person(days_old=1)
    for voter, author in ((one, other), (other, one)):
        unlike = " ".join(f"word{author.pk}of{each}" for each in range(60))
        actions.cast_vote(voter, make_idea(author, problem=unlike))


def test_outsider_does_not_learn_that_the_page_exists() -> None:
    assert client_of(make_person()).get("/moderation/odd/").status_code == 404
    assert Client().get("/moderation/odd/").status_code == 302


def test_quiet_site_looks_odd_nowhere() -> None:
    make_comment()
    assert "Nothing looks odd." in client_of(make_person(staff=True)).get("/moderation/odd/").text


def test_moderator_sees_each_kind_with_its_numbers_and_the_history() -> None:
    wave()
    page = client_of(make_person(staff=True)).get("/moderation/odd/").text
    assert "<b>3 new accounts</b> wrote from one network" in page and "posted 3 times" in page
    assert "<b>2 of 2 votes</b> of these 2 accounts" in page
    assert "% like</b>" in page and page.count("Hide it<span") == 2
    assert "<b>1 link</b> in 1 post" in page and "1 hidden" in page
    assert "192.0.2.7" not in page


def test_page_takes_the_same_number_of_queries_for_more(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mod = client_of(make_person(staff=True))
    for _ in range(2):
        wave()
        mod.get("/moderation/odd/")
        with django_assert_num_queries(17):
            mod.get("/moderation/odd/")


def test_writing_leaves_a_footprint_and_reading_none() -> None:
    person, idea = make_person(), make_idea()
    client = client_of(person)
    client.get("/")
    assert not Footprint.objects.exists()
    client.post(f"/ideas/{idea.slug}/vote/")
    client.post(f"/ideas/{idea.slug}/comments/", {"text": "Good."})
    assert [(each.person, each.network) for each in Footprint.objects.all()] == [(person, hash_of("192.0.2.7"))]


def test_program_leaves_a_footprint_too() -> None:
    _, secret = ApiToken.objects.issue(person := make_person(), "program")
    program = APIClient(headers={"authorization": f"Bearer {secret}"}, REMOTE_ADDR="2001:db8::1")
    assert program.put(f"/api/v1/ideas/{make_idea().slug}/vote/").status_code in (200, 201)
    assert Footprint.objects.get().network == hash_of("2001:db8::/64") and Footprint.objects.get().person == person


def test_request_that_is_refused_leaves_none() -> None:
    assert client_of(make_person()).post(f"/ideas/{make_idea().slug}/comments/", {"text": ""}).status_code == 422
    Client().post("/account/login/", {"login": "nobody", "password": "x"})
    assert not Footprint.objects.exists()


def test_all_who_are_ticked_are_suspended_and_their_posts_hidden() -> None:
    wave()
    mod, address = client_of(make_person(staff=True)), "/moderation/odd/"
    spammers = User.objects.filter(comments__text__contains="spam.example")
    chosen = [f"person-{person.pk}" for person in spammers]
    sent = {"chosen": chosen, "do": "all", "reason": "spam", "days": ""}
    assert all(f'value="{key}"' in mod.get(address).text for key in chosen[1:])
    assert mod.post(address, sent).status_code == 302
    assert spammers.filter(suspended__isnull=False).count() == 3
    assert not Comment.objects.filter(text__contains="spam.example", hidden=None).exists()


def test_posts_of_who_is_ticked_are_hidden_and_nobody_is_suspended() -> None:
    comment = make_comment(author=make_person(days_old=1))
    sent = {"chosen": [f"person-{comment.author.pk}"], "do": "hide", "reason": "spam"}
    client_of(make_person(staff=True)).post("/moderation/odd/", sent)
    comment.refresh_from_db()
    assert comment.hidden and not User.objects.get(pk=comment.author.pk).suspended


def test_form_without_a_person_or_a_reason_says_so_and_keeps_what_was_ticked() -> None:
    wave()
    mod, person = client_of(make_person(staff=True)), User.objects.filter(comments__isnull=False).last()
    assert person
    refused = mod.post("/moderation/odd/", {"chosen": [f"person-{person.pk}"], "do": "all"})
    assert refused.status_code == 422 and "Choose why." in refused.text
    assert f'value="person-{person.pk}" autocomplete="off" checked' in refused.text
    assert "Tick at least one." in mod.post("/moderation/odd/", {"do": "all", "reason": "spam"}).text


def test_outsider_acts_on_nobody() -> None:
    comment = make_comment()
    sent = {"chosen": [f"person-{comment.author.pk}"], "do": "all", "reason": "spam"}
    assert client_of(make_person()).post("/moderation/odd/", sent).status_code == 404
    comment.refresh_from_db()
    assert comment.hidden is None
