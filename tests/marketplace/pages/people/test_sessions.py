"""The list of one's sessions, and how to end them; what a new password ends."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from lxml import html

from marketplace.accounts.models import MAX_SESSIONS, ApiToken, User
from marketplace.pages.people.devices import device_of
from tests.factories import PASSWORD, make_person
from tests.marketplace.pages.people.mails import link_in, mailed_to
from tests.marketplace.pages.people.test_accounts import sign_in, with_address

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


def browser(agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, "ada")
    return client


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def laptop(ada: User) -> Client:
    return browser()


@pytest.fixture
def phone(ada: User) -> Client:
    return browser(SAFARI)


def ended(client: Client, place: str) -> str:
    """The page after the button was pressed and the password typed."""
    asked = client.post(f"/account/sessions/{place}")
    assert asked["Location"].startswith("/account/reauthenticate/")
    wanted = {"password": PASSWORD, "next": f"/account/sessions/{place}"}
    return client.post("/account/reauthenticate/", wanted, follow=True).text


def is_signed_in(client: Client) -> bool:
    return "Sign out" in client.get("/").text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on an iPhone"),
        (CHROME, "Chrome on Android"),
        (EDGE, "Edge on Windows"),
        ("curl/8.0", "An unknown browser"),
        ("<script>\u202e Linux", "An unknown browser on Linux"),
        ("", "An unknown browser"),
    ],
)
def test_browser_is_named_in_our_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


def test_list_names_each_browser_and_marks_this_one(laptop: Client, phone: Client) -> None:
    heads = html.fromstring(laptop.get("/account/sessions/").text).findall(".//tbody//th")
    words = [" ".join(head.text_content().split()) for head in heads]
    assert words[0].startswith("Firefox on Linux this one") and words[1].startswith("Safari on an iPhonefrom 127.0.0.1")


def test_ended_session_is_signed_out_and_this_one_is_not(laptop: Client, phone: Client) -> None:
    known = UserSession.objects.get(session_key=phone.session.session_key)
    assert "Safari on an iPhone is signed out." in ended(laptop, f"{known.pk}/end/")
    assert is_signed_in(laptop) and not is_signed_in(phone)


def test_session_in_use_is_not_ended_by_mistake(laptop: Client) -> None:
    known = UserSession.objects.get()
    assert "Sign out to end it" in ended(laptop, f"{known.pk}/end/")
    assert is_signed_in(laptop)


def test_all_other_sessions_end_at_once(ada: User, laptop: Client, phone: Client) -> None:
    never_seen = Client()
    never_seen.force_login(ada)
    assert "everywhere else" in ended(laptop, "end/")
    assert is_signed_in(laptop) and not is_signed_in(phone) and not is_signed_in(never_seen)
    assert ada.sessions.count() == 1


def test_no_session_is_ended_without_the_password(laptop: Client, phone: Client) -> None:
    laptop.post("/account/sessions/end/")
    wrong = {"password": "not-it", "next": "/account/sessions/end/"}
    assert "Incorrect password" in laptop.post("/account/reauthenticate/", wrong).text
    assert is_signed_in(phone)


def test_outsider_neither_sees_nor_ends_a_session(ada: User, laptop: Client) -> None:
    known = UserSession.objects.get(user=ada)
    outsider, _ = Client(), make_person("eve")
    assert sign_in(outsider, "eve") and "Firefox on Linux" not in ended(outsider, "end/")
    assert outsider.post(f"/account/sessions/{known.pk}/end/").status_code == 404
    assert "Firefox" not in outsider.get("/account/sessions/").text
    outsider.post("/account/sessions/end/")
    assert Client().post("/account/sessions/end/")["Location"].startswith("/account/login/")
    assert Client(enforce_csrf_checks=True, cookies=laptop.cookies).post("/account/sessions/end/").status_code == 403
    assert is_signed_in(laptop)


def test_sessions_of_one_person_are_bounded(ada: User, laptop: Client) -> None:
    for number in range(MAX_SESSIONS):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        assert sign_in(client, "ada")
    assert ada.sessions.count() == UserSession.objects.count() == MAX_SESSIONS
    assert not is_signed_in(laptop) and is_signed_in(client)


def change_password(client: Client, **fields: str) -> None:
    new = {"oldpassword": PASSWORD, "password1": "a-new-long-secret", "password2": "a-new-long-secret"}
    assert client.post("/account/password/change/", new | fields).status_code == 302


@pytest.mark.parametrize(("fields", "live"), [({}, True), ({"revoke_tokens": "on"}, False)])
def test_new_password_ends_other_sessions_and_tokens_if_one_says_so(
    ada: User, laptop: Client, phone: Client, fields: dict[str, str], live: bool
) -> None:
    _, secret = ApiToken.objects.issue(ada, "server")
    change_password(laptop, **fields)
    assert ada.sessions.count() == 1 and is_signed_in(laptop) and not is_signed_in(phone)
    assert (ApiToken.objects.matching(secret) is not None) == live
    assert "Firefox on Linux" in laptop.get("/account/sessions/").text


def test_password_chosen_by_a_mailed_link_ends_sessions_and_tokens(client: Client, ada: User, phone: Client) -> None:
    with_address(ada)
    _, secret = ApiToken.objects.issue(ada, "server")
    client.post("/account/password/reset/", {"email": ada.email})
    form = client.get(link_in(mailed_to(ada.email)), follow=True)
    new = {"password1": "a-new-long-secret", "password2": "a-new-long-secret", "revoke_tokens": "on"}
    client.post(form.request["PATH_INFO"], new)
    assert not is_signed_in(phone) and ApiToken.objects.matching(secret) is None
