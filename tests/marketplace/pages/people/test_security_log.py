"""What happens to accounts is one line each for the operator, and nothing that somebody typed is in it."""

import logging
import re
from collections.abc import Iterator

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from marketplace.accounts.models import ApiToken, User
from tests.factories import PASSWORD, make_person
from tests.marketplace.pages.people.codes import code_of
from tests.marketplace.pages.people.test_accounts import sign_in, with_address
from tests.marketplace.pages.people.test_second_factor import set_up

pytestmark = pytest.mark.django_db

NEW = "a-new-long-secret"
TYPED = "typed-into-the-wrong-field"


@pytest.fixture
def ada() -> User:
    return with_address(make_person("ada"))


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What the logger `security` wrote; afterwards it is searched for secrets."""
    caplog.set_level(logging.INFO)
    written: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(record.getMessage())

    handler = Keeping()
    logging.getLogger("security").addHandler(handler)
    yield written
    logging.getLogger("security").removeHandler(handler)
    assert all(re.fullmatch(r"[\x20-\x7e]+ from=[\d.]+", line) for line in written), written
    assert not any(secret in line for line in written for secret in (PASSWORD, NEW, TYPED, "ovl_"))


@pytest.fixture
def browser(ada: User, lines: list[str]) -> Client:
    client = Client()
    assert sign_in(client, "ada")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def events(lines: list[str], person: User) -> list[str]:
    """Since the sign-in, without it; each is about this person."""
    assert all(f": account={person.pk} name={person.username} from=127.0.0.1" in line for line in lines), lines
    return [line.partition(":")[0] for line in lines if not line.startswith("signed in")]


def test_sign_in_is_logged_and_so_is_one_that_failed(client: Client, ada: User, lines: list[str]) -> None:
    sign_in(client, "ada", TYPED)
    sign_in(client, ada.email, TYPED)
    sign_in(client, TYPED, TYPED)
    sign_in(client, "ada")
    who = f"account={ada.pk} name=ada from=127.0.0.1"
    assert lines == [
        f"sign-in failed: {who}",
        f"sign-in failed: {who}",
        "sign-in failed: account=unknown from=127.0.0.1",
        f"signed in: {who}",
    ]


def test_password_that_is_asked_for_again_and_changed(browser: Client, ada: User, lines: list[str]) -> None:
    browser.post("/account/reauthenticate/", {"password": TYPED})
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, "revoke_tokens": "on"}
    browser.post("/account/password/change/", new)
    expected = ["password asked for again and wrong", "all tokens revoked", "password changed"]
    assert events(lines, ada) == expected


def test_token_that_is_made_and_revoked(browser: Client, ada: User, lines: list[str]) -> None:
    browser.post("/account/tokens/", {"name": TYPED, "days": "90"})
    browser.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert events(lines, ada) == ["token made", "token revoked"]


def test_sessions_that_are_ended(browser: Client, ada: User, lines: list[str]) -> None:
    for _ in range(2):
        sign_in(Client(), "ada")
    known = UserSession.objects.exclude(session_key=browser.session.session_key)[0]
    browser.post(f"/account/sessions/{known.pk}/end/")
    browser.post("/account/sessions/end/")
    assert events(lines, ada) == ["session ended", "other sessions ended (1)"]


@pytest.mark.django_db(transaction=True)
def test_second_factor_that_is_added_refused_and_taken_away(browser: Client, ada: User, lines: list[str]) -> None:
    secret, _ = set_up(browser)
    other = Client()
    sign_in(other, "ada")
    other.post("/account/second-factor/authenticate/", {"code": TYPED})
    browser.post("/account/second-factor/totp/deactivate/")
    assert events(lines, ada) == ["totp activated", "second factor failed", "totp deactivated"]
    assert not any(secret in line or code_of(secret) in line for line in lines)


def test_name_that_is_changed(browser: Client, ada: User, lines: list[str]) -> None:
    browser.post("/account/name/", {"username": "countess"})
    assert f"name changed to countess: account={ada.pk} name=ada from=127.0.0.1" in lines


def test_log_is_written_whatever_the_level_of_the_others_is() -> None:
    assert logging.getLogger("security").getEffectiveLevel() == logging.INFO
