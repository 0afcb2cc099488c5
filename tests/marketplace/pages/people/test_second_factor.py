"""A second factor: an app with codes, recovery codes, and what is asked of moderators. Passkeys are in tests/e2e."""

import re

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from ideas.models import ModerationAct
from marketplace.accounts.models import ApiToken, TokenScope, User
from marketplace.api.authentication import Moderates
from marketplace.pages.people.second_factor import SecondFactorAdapter
from tests.factories import PASSWORD, make_comment, make_person
from tests.marketplace.pages.people.codes import code_of
from tests.marketplace.pages.people.test_accounts import sign_in, with_address

pytestmark = pytest.mark.django_db

PAGES = "/account/second-factor/"
ACTIVATE = f"{PAGES}totp/activate/"
AUTHENTICATE = f"{PAGES}authenticate/"


@pytest.fixture
def ada() -> User:
    return with_address(make_person("ada"))


@pytest.fixture
def browser(ada: User) -> Client:
    """A browser in which the password was typed just now."""
    return typed_password(Client())


def typed_password(client: Client) -> Client:
    assert sign_in(client, "ada")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def set_up(client: Client) -> tuple[str, list[str]]:
    """The secret of the app, and the recovery codes."""
    secret = secret_in(client.get(ACTIVATE).text)
    page = client.post(ACTIVATE, {"code": code_of(secret)}, follow=True).text
    cache.clear()  # the code was used, and the next half minute is long
    return secret, re.findall(r"<li>(\d{8})</li>", page)


def secret_in(page: str) -> str:
    found = re.search(r'<code class="secret">([A-Z2-7]{32})</code>', page)
    assert found
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "Sign out" in client.get("/").text


def test_code_is_that_of_the_published_example() -> None:
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109) == "081804"  # RFC 6238, appendix B


def test_app_is_set_up_after_the_password_and_asked_for_at_the_next_sign_in(ada: User) -> None:
    client = Client()
    assert sign_in(client, "ada")
    assert client.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/")
    secret, recovery = set_up(typed_password(client))
    assert len(recovery) == 10
    other = Client()
    assert not sign_in(other, "ada") and not is_signed_in(other)
    assert other.post(AUTHENTICATE, {"code": "000000"}).status_code == 200 and not is_signed_in(other)
    other.post(AUTHENTICATE, {"code": code_of(secret)})
    assert is_signed_in(other)


def test_code_opens_the_account_once(browser: Client) -> None:
    secret, _ = set_up(browser)
    code = code_of(secret)
    for opened in (True, False):
        client = Client()
        sign_in(client, "ada")
        client.post(AUTHENTICATE, {"code": code})
        assert is_signed_in(client) == opened


def test_recovery_code_opens_the_account_once(browser: Client) -> None:
    _, recovery = set_up(browser)
    for opened in (True, False):
        client = Client()
        sign_in(client, "ada")
        client.post(AUTHENTICATE, {"code": recovery[3]})
        assert is_signed_in(client) == opened
    page = browser.get(f"{PAGES}recovery-codes/").text
    assert "9 of 10 codes" in page and recovery[3] not in page and recovery[4] in page


def test_codes_that_are_guessed_are_limited(browser: Client) -> None:
    secret, _ = set_up(browser)
    client = Client()
    sign_in(client, "ada")
    for guess in range(6):
        page = client.post(AUTHENTICATE, {"code": f"00000{guess}"})
    assert "Too many failed" in page.text
    client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_database_alone_holds_no_second_factor(browser: Client) -> None:
    secret, recovery = set_up(browser)
    stored = str(list(Authenticator.objects.values()))
    assert secret not in stored and not any(code in stored for code in recovery)


def test_changed_secret_of_a_second_factor_is_refused() -> None:
    encrypted = SecondFactorAdapter().encrypt("a secret")
    for place in (0, 12, 40, len(encrypted) - 5):
        changed = encrypted[:place] + ("A" if encrypted[place] != "A" else "B") + encrypted[place + 1 :]
        with pytest.raises(InvalidToken):
            SecondFactorAdapter().decrypt(changed)


def test_secret_can_be_read_after_the_key_of_the_site_was_changed(browser: Client, settings: Settings) -> None:
    secret, _ = set_up(browser)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    client = Client()
    sign_in(client, "ada")
    client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_new_factor_ends_other_sessions_and_is_told_by_mail(browser: Client, ada: User) -> None:
    other = Client()
    sign_in(other, "ada")
    set_up(browser)
    assert is_signed_in(browser) and not is_signed_in(other)
    assert mail.outbox[-1].to == [ada.email] and mail.outbox[-1].subject == "An app with codes was added"


def test_factor_that_is_taken_away_is_no_longer_asked_for(browser: Client) -> None:
    set_up(browser)
    assert "Take the app away?" in browser.get(f"{PAGES}totp/deactivate/").text
    browser.post(f"{PAGES}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), "ada")


def test_account_with_an_address_that_is_not_confirmed_gets_no_factor(client: Client) -> None:
    with_address(make_person("ada", confirmed=False))
    typed_password(client)
    assert "verified your email" in client.get(ACTIVATE, follow=True).text


def test_new_password_by_mail_does_not_replace_the_second_factor(browser: Client, ada: User) -> None:
    set_up(browser)
    ada.refresh_from_db()
    ada.set_password("a-new-long-secret")
    ada.save()
    assert not sign_in(Client(), "ada", "a-new-long-secret")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        "1",
        '"x"',
        "{}",
        '{"id": "a", "rawId": "a", "response": {}, "type": "public-key"}',
        '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}, "type": "x"}',
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response":'
        ' {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ", "userHandle": "YQ"}}',
        '{"id": "\\u0000", "rawId": "\\ud800", "response": {"userHandle": 1}}',
    ],
)
def test_what_is_no_passkey_is_refused_and_never_an_error_of_ours(browser: Client, sent: str) -> None:
    browser.get(f"{PAGES}webauthn/add/")
    assert browser.post(f"{PAGES}webauthn/add/", {"credential": sent, "name": "x"}).status_code in (200, 422)
    browser.get(f"{PAGES}webauthn/reauthenticate/")
    assert browser.post(f"{PAGES}webauthn/reauthenticate/", {"credential": sent}).status_code in (200, 302)
    stranger = Client()
    stranger.get(f"{PAGES}webauthn/login/", headers={"Accept": "application/json"})
    assert stranger.post(f"{PAGES}webauthn/login/", {"credential": sent}).status_code == 302
    assert not Authenticator.objects.exists()
    set_up(browser)
    sign_in(stranger, "ada")
    assert stranger.post(AUTHENTICATE, {"credential": sent}).status_code == 200 and not is_signed_in(stranger)


class Acts(APIView):
    permission_classes = (Moderates,)

    def post(self, request: Request) -> Response:
        return Response("done")


def test_moderator_sets_up_a_second_factor_first_where_the_operator_asks_for_it(
    browser: Client, ada: User, settings: Settings
) -> None:
    ada.is_staff = True
    ada.save()
    _, secret = ApiToken.objects.issue(ada, "bot", [TokenScope.MODERATE])
    request = APIRequestFactory().post("/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    comment = make_comment()
    hide = f"/moderation/comment/{comment.pk}/hide/"
    reason = {"reason": "spam"}
    settings.MODERATORS_NEED_SECOND_FACTOR = True
    for refused in (browser.get("/moderation/"), browser.post(hide, reason)):
        assert refused["Location"] == PAGES
    assert "need a second factor" in browser.get(PAGES).text
    assert not ModerationAct.objects.exists()
    response = Acts.as_view()(request)
    assert response.status_code == 403 and "need a second factor" in response.data["detail"]
    set_up(browser)
    assert browser.get("/moderation/").status_code == 200
    browser.post(hide, reason)
    assert ModerationAct.objects.count() == 1
    assert Acts.as_view()(request).data == "done"
