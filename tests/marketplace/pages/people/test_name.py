"""Changing one's name: where the former one leads, who may take it, and how often."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ideas.constraints import broken
from marketplace.accounts.models import FormerName, User, rename
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.pages.people.test_accounts import sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/account/name/"


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def browser(ada: User) -> Client:
    """In which the password was typed just now."""
    client = Client()
    assert sign_in(client, "ada")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def a_month_later() -> None:
    User.objects.update(renamed=timezone.now() - timedelta(days=30, minutes=1))


def test_name_is_changed_after_the_password_and_stands_everywhere(ada: User) -> None:
    idea = make_idea(ada)
    client = Client()
    assert sign_in(client, "ada")
    assert client.post(ADDRESS, {"username": "countess"})["Location"].startswith("/account/reauthenticate/")
    page = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": ADDRESS}, follow=True)
    assert "Your name is countess now." in page.text and page.request["PATH_INFO"] == "/u/countess/"
    assert "countess" in client.get(idea.get_absolute_url()).text
    assert sign_in(Client(), "countess") and not sign_in(Client(), "ada")


@pytest.mark.parametrize("former", ["ada", "Ada"])
def test_former_address_leads_to_the_person_for_now(browser: Client, client: Client, former: str) -> None:
    browser.post(ADDRESS, {"username": "countess"})
    response = client.get(f"/u/{former}/")
    assert (response.status_code, response["Location"]) == (302, "/u/countess/")


def test_former_name_of_a_closed_account_leads_nowhere(browser: Client, client: Client) -> None:
    browser.post(ADDRESS, {"username": "countess"})
    User.objects.update(is_active=False)
    assert client.get("/u/ada/").status_code == client.get("/u/countess/").status_code == 404


def test_nobody_else_takes_a_former_name(browser: Client) -> None:
    browser.post(ADDRESS, {"username": "countess"})
    new = {"email": "eve@example.org", "username": "ADA", "password1": "a-long-enough-secret"}
    assert "already exists" in Client().post("/account/signup/", new).text
    make_person("eve")
    eve = Client()
    sign_in(eve, "eve")
    page = eve.post(ADDRESS, {"username": "Ada"})
    assert page.status_code == 422 and "Somebody else has this name, or had it." in page.text
    for take in (lambda: make_person("Ada", confirmed=False), lambda: rename(User.objects.get(username="eve"), "ada")):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            take()
        assert broken(refused.value) == "user_former_name"


def test_person_may_return_to_a_former_name(browser: Client, client: Client) -> None:
    browser.post(ADDRESS, {"username": "countess"})
    a_month_later()
    browser.post(ADDRESS, {"username": "ada"})
    assert User.objects.get().username == "ada"
    assert [former.name for former in FormerName.objects.all()] == ["countess"]
    assert client.get("/u/countess/")["Location"] == "/u/ada/"


def test_name_changes_once_in_a_month(browser: Client, ada: User) -> None:
    browser.post(ADDRESS, {"username": "countess"})
    page = browser.post(ADDRESS, {"username": "lovelace"})
    assert page.status_code == 422 and "less than 30 days ago. You may change it again on" in page.text
    a_month_later()
    browser.post(ADDRESS, {"username": "lovelace"})
    ada.refresh_from_db()
    assert ada.username == "lovelace" and ada.former_names.count() == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Type the new name"),
        ("ada", "your name already"),
        ("admin", "kept for the site"),
        ("a b", "3 to 30 letters"),
    ],
)
def test_name_that_does_not_do_is_refused_before_the_password_is_asked_for(ada: User, name: str, says: str) -> None:
    client = Client()
    sign_in(client, "ada")
    page = client.post(ADDRESS, {"username": name})
    assert page.status_code == 422 and says in page.text
    assert User.objects.get().username == "ada"


def test_suspended_person_keeps_the_name_that_the_log_has(browser: Client, ada: User) -> None:
    User.objects.update(suspended=timezone.now())
    assert browser.post(ADDRESS, {"username": "countess"}).status_code == 403


def test_stranger_changes_no_name(client: Client, ada: User) -> None:
    assert client.post(ADDRESS, {"username": "eve"})["Location"].startswith("/account/login/")
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"username": "eve"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_name_given_up_this_moment_cannot_be_caught_by_another() -> None:
    """A sign-up waits for the change that gives its name up, and is refused once that is committed."""
    ada = make_person("ada")
    caught: list[str] = []

    def catch() -> None:
        try:
            make_person("ada", confirmed=False)
        except IntegrityError as error:
            caught.append(broken(error))
        connection.close()

    with transaction.atomic():
        rename(ada, "countess")
        other = Thread(target=catch)
        other.start()
        other.join(0.5)
        assert other.is_alive() and not caught
    other.join(10)
    assert caught == ["user_former_name"]
