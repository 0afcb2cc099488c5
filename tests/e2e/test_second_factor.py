"""Passkeys in a real browser, with a virtual authenticator, under the policy that allows no inline script."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_person
from tests.marketplace.pages.people.codes import code_of

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, str], None]
Accessible = Callable[[Page], None]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ada() -> User:
    person = make_person("ada")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def give_device(page: Page) -> None:
    """An authenticator of the browser's own, as a phone or laptop has one."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def type_password(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_passkey_is_added_signs_in_alone_and_is_removed(
    page: Page, ada: User, sign_in: SignIn, accessible: Accessible
) -> None:
    give_device(page)
    sign_in(page, "ada")
    page.goto("/account/second-factor/")
    accessible(page)
    page.get_by_role("link", name="Add a passkey").click()
    type_password(page)
    page.get_by_label("Name").fill("My laptop")
    accessible(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    accessible(page)
    sign_out(page)
    page.goto("/account/login/")
    accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    page.goto("/account/second-factor/webauthn/")
    expect(page.get_by_role("rowheader", name="My laptop")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Remove My laptop").click()
    type_password(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have no passkeys.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_passkey_is_the_second_factor_after_the_password(page: Page, ada: User, sign_in: SignIn) -> None:
    give_device(page)
    sign_in(page, "ada")
    page.goto("/account/second-factor/webauthn/add/")
    type_password(page)
    page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Second factor", exact=True)).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()


def test_device_without_the_passkey_is_told_so_on_the_page(page: Page, ada: User) -> None:
    give_device(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("the passkey was not used")).to_be_visible()


def test_app_with_codes_works_with_and_without_javascript(
    any_page: Page, ada: User, sign_in: SignIn, accessible: Accessible
) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto("/account/second-factor/totp/activate/")
    type_password(page)
    picture = page.locator("img.qr")
    assert picture.evaluate("image => image.naturalWidth") > 100
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("The code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator("ol.secret li").count() == 10
