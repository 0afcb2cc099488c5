"""Signing up, in and out, addresses and passwords, each by following the mails."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from lxml import html

from ideas import actions
from ideas.models import Idea, Vote
from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.pages.people.mails import confirm, link_in, mailed_to

pytestmark = pytest.mark.django_db

ALICE = {"email": "alice@example.org", "username": "alice", "password1": "a-long-enough-secret"}


def sign_in(client: Client, login: str, password: str = PASSWORD) -> bool:
    """Through the form, as a person does; whether it worked."""
    client.post("/account/login/", {"login": login, "password": password})
    return "_auth_user_id" in client.session


def change_address(client: Client, address: str) -> Any:
    """Type the new address, and the password that is asked for; what was typed is not asked for again."""
    asked = client.post("/account/email/", {"email": address, "action_add": ""})
    assert asked["Location"].startswith("/account/reauthenticate/")
    return client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/email/"}, follow=True)


def with_address(person: User) -> User:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=person.confirmed is not None)
    return person


def test_sign_up_signs_in_and_the_mailed_link_confirms_the_address(client: Client) -> None:
    response = client.post("/account/signup/", ALICE)
    assert (response.status_code, response["Location"]) == (302, "/")
    alice = User.objects.get()
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert alice.confirmed is None
    confirm(client, "alice@example.org")
    alice.refresh_from_db()
    assert alice.confirmed is not None


def test_address_is_asked_for_with_when_votes_begin_to_count(client: Client) -> None:
    when = "once you have confirmed it and your account is 24 hours old."
    assert when in client.get("/account/signup/").text
    client.force_login(with_address(make_person("bob", confirmed=False)))
    assert when in client.get("/account/email/").text


def test_opening_the_link_alone_confirms_nothing(client: Client) -> None:
    client.post("/account/signup/", ALICE)
    client.get(link_in(mailed_to("alice@example.org")))
    assert User.objects.get().confirmed is None


def test_forged_link_confirms_nothing(client: Client) -> None:
    client.post("/account/signup/", ALICE)
    path = link_in(mailed_to("alice@example.org"))
    page = client.get(path[:-4] + "xyz/")
    assert "no longer works" in page.text
    client.post(path[:-4] + "xyz/")
    assert User.objects.get().confirmed is None


def test_confirming_lets_earlier_votes_rank(client: Client) -> None:
    bob, idea = with_address(make_person("bob", confirmed=False)), make_idea()
    actions.cast_vote(bob, idea)
    actions.tally()
    assert (idea_now(idea).votes, idea_now(idea).ranked_votes) == (1, 0)
    assert sign_in(client, "bob")
    client.post("/account/email/", {"email": bob.email, "action_send": ""})
    confirm(client, bob.email)
    actions.tally()
    assert (idea_now(idea).votes, idea_now(idea).ranked_votes) == (1, 1)


def idea_now(idea: Idea) -> Idea:
    return Idea.objects.get(pk=idea.pk)


def test_confirming_a_changed_address_lets_earlier_votes_rank(client: Client) -> None:
    """Somebody mistyped their address when they signed up."""
    bob, idea = with_address(make_person("bob", confirmed=False)), make_idea()
    actions.cast_vote(bob, idea)
    assert sign_in(client, "bob")
    change_address(client, "right@example.org")
    confirm(client, "right@example.org")
    assert Vote.objects.get().ranks
    bob.refresh_from_db()
    assert (bob.email, bob.confirmed is not None) == ("right@example.org", True)


def test_forgotten_password_is_replaced_by_following_the_mail(client: Client) -> None:
    bob = with_address(make_person("bob"))
    reset_password(client, bob.email, "another-long-secret")
    assert sign_in(Client(), "bob", "another-long-secret") and not sign_in(Client(), "bob")
    assert "was reset" in mailed_to(bob.email)


def reset_password(client: Client, address: str, password: str) -> None:
    client.post("/account/password/reset/", {"email": address})
    form = client.get(link_in(mailed_to(address)), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def test_changed_address_takes_over_once_it_is_confirmed_and_the_old_one_is_told(client: Client) -> None:
    bob = with_address(make_person("bob"))
    assert sign_in(client, "bob")
    change_address(client, "new@example.org")
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"
    confirm(client, "new@example.org")
    bob.refresh_from_db()
    assert bob.email == "new@example.org" and bob.confirmed is not None
    assert [row.email for row in EmailAddress.objects.all()] == ["new@example.org"]
    assert "new@example.org" in mailed_to("bob@example.org")


def test_confirmed_address_cannot_be_given_away_to_confirm_another_account(client: Client) -> None:
    bob = with_address(make_person("bob"))
    assert sign_in(client, "bob")
    client.post("/account/email/", {"email": bob.email, "action_remove": ""})
    assert EmailAddress.objects.get().email == bob.email


def test_address_is_not_changed_from_a_browser_left_signed_in(client: Client) -> None:
    client.force_login(with_address(make_person("bob")))
    client.post("/account/email/", {"email": "thief@example.org", "action_add": ""})
    client.post("/account/reauthenticate/", {"password": "a guess", "next": "/account/email/"})
    assert not mail.outbox


@pytest.mark.parametrize("login", ["bob", "BOB", "bob@example.org", "Bob@Example.org"])
def test_sign_in_by_name_or_address_however_written(client: Client, login: str) -> None:
    with_address(make_person("bob"))
    assert sign_in(client, login)


def test_wrong_password_and_unknown_name_are_refused_in_the_same_words(client: Client) -> None:
    with_address(make_person("bob"))
    pages = [client.post("/account/login/", {"login": name, "password": "wrong"}) for name in ("bob", "nob")]
    errors = [html.fromstring(page.text).find_class("summary")[0].text_content() for page in pages]
    assert errors[0] == errors[1] and errors[0].strip()


def test_signing_out_needs_a_button_not_a_link(client: Client) -> None:
    client.force_login(make_person())
    assert "Sign out" in client.get("/account/logout/").text
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_password_is_changed_by_who_knows_the_old_one(client: Client) -> None:
    with_address(make_person("bob"))
    assert sign_in(client, "bob")
    new = {"password1": "another-long-secret", "password2": "another-long-secret"}
    client.post("/account/password/change/", {"oldpassword": "wrong"} | new)
    assert sign_in(Client(), "bob")
    client.post("/account/password/change/", {"oldpassword": PASSWORD} | new)
    assert sign_in(Client(), "bob", "another-long-secret") and not sign_in(Client(), "bob")
    assert "changed" in mailed_to("bob@example.org")


def test_reset_link_works_once(client: Client) -> None:
    bob = with_address(make_person("bob"))
    reset_password(client, bob.email, "another-long-secret")
    used = link_in(next(str(message.body) for message in mail.outbox if "/reset/key/" in message.body))
    assert "no longer works" in client.get(used, follow=True).text


def test_signing_up_with_an_address_that_has_an_account_looks_like_any_sign_up() -> None:
    with_address(make_person("bob"))
    free, taken = Client(), Client()
    pages = [
        free.post("/account/signup/", ALICE, follow=True),
        taken.post("/account/signup/", ALICE | {"email": "bob@example.org", "username": "mallory"}, follow=True),
    ]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    said = [sorted(str(message) for message in page.context["messages"]) for page in pages]
    assert [text.replace("alice@", "bob@") for text in said[0]] == said[1]
    assert "has one already" in mailed_to("bob@example.org")
    assert User.objects.get(username="mallory").confirmed is None


def test_second_account_of_an_address_can_never_confirm_it(client: Client) -> None:
    client.post("/account/signup/", ALICE | {"email": "bob@example.org", "username": "mallory"})
    bob = with_address(make_person("bob"))
    page = confirm(client, bob.email)
    assert "another account" in page.text
    assert User.objects.get(username="mallory").confirmed is None


def test_reset_for_an_unknown_address_looks_like_any_reset_and_mails_that_address_alone(client: Client) -> None:
    with_address(make_person("bob"))
    pages = [
        client.post("/account/password/reset/", {"email": f"{name}@example.org"}, follow=True)
        for name in ("bob", "nobody")
    ]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert "no account has this address" in mailed_to("nobody@example.org")


def test_changing_to_an_address_that_has_an_account_looks_like_any_change() -> None:
    with_address(make_person("bob"))
    texts = []
    for name in ("carol", "dora"):
        client = Client()
        with_address(make_person(name))
        assert sign_in(client, name)
        address = "bob@example.org" if name == "carol" else "free@example.org"
        page = change_address(client, address)
        texts.append([str(message).replace(address, "…") for message in page.context["messages"]])
    assert texts[0] == texts[1]
    assert "has one already" in mailed_to("bob@example.org")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("admin", "kept for the site"),
        ("Mod-erator", "kept for the site"),
        ("al", "at least 3"),
        ("-alice", "beginning and ending"),
        ("al ice", "letters, digits"),
        ("аlice", "letters, digits"),  # the first letter is Cyrillic
        ("ame\u0301lie", "letters, digits"),  # so no name is in another form than NFC,
        ("\u3164\u200b\u2800", "letters, digits"),  # and none shows nothing
        ("BOB", "already exists"),
    ],
)
def test_name_that_cannot_be_taken_is_refused_at_its_field(client: Client, name: str, says: str) -> None:
    make_person("bob")
    page = html.fromstring(client.post("/account/signup/", ALICE | {"username": name}).text)
    assert says in page.get_element_by_id("id_username_error").text_content()
    assert page.get_element_by_id("id_email").value == ALICE["email"], "what was typed is kept"


def test_guessing_a_password_is_stopped_for_a_while(client: Client) -> None:
    with_address(make_person("bob"))
    for _ in range(5):
        assert not sign_in(client, "bob", "wrong")
    assert not sign_in(client, "bob")


@pytest.mark.usefixtures("no_redis")
def test_sign_up_and_sign_in_work_while_redis_is_away(client: Client) -> None:
    for _ in range(7):
        assert not sign_in(Client(), "alice", "wrong")
    client.post("/account/signup/", ALICE)
    assert sign_in(Client(), "alice", ALICE["password1"])


def fields(page: str) -> Iterator[html.HtmlElement]:
    for form in html.fromstring(page).get_element_by_id("main").iter("form"):
        yield from (field for field in form.iter("input", "textarea") if field.get("type") != "hidden")


@pytest.mark.parametrize(
    ("path", "autocomplete"),
    [
        ("/account/signup/", {"email": "email", "username": "username", "password1": "new-password"}),
        ("/account/login/", {"login": "username", "password": "current-password", "remember": None}),
        ("/account/password/reset/", {"email": "email"}),
    ],
)
def test_fields_have_labels_and_tell_password_managers_what_they_are(
    client: Client, path: str, autocomplete: dict[str, str | None]
) -> None:
    page = client.get(path).text
    labelled = {label.get("for") for label in html.fromstring(page).iter("label")}
    assert all(field.get("id") in labelled for field in fields(page))
    assert {field.get("name"): field.get("autocomplete") for field in fields(page)} == autocomplete


def test_errors_are_tied_to_their_fields_and_the_summary_takes_the_focus(client: Client) -> None:
    page = client.post("/account/signup/", {"email": "nonsense", "username": "", "password1": "1234"}).text
    tree = html.fromstring(page)
    assert tree.find_class("summary")[0].get("autofocus") is not None
    for field in fields(page):
        assert field.get("aria-invalid") == "true"
        described = [tree.get_element_by_id(name) for name in field.get("aria-describedby").split()]
        assert any("error" in (part.get("class") or "") and part.text_content().strip() for part in described)
