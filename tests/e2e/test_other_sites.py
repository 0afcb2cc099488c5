"""Signing in at another site and back, in a real browser: the policy lets our form lead there and nowhere else."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from marketplace.accounts.models import User
from tests.fake_provider import FakeProvider
from tests.marketplace.pages.people.other_sites import set_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provider(settings: Settings) -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        set_up(settings, provider)
        provider.says = {"sub": "7", "email": "ada@example.org", "email_verified": True}
        yield provider


def test_account_is_made_by_way_of_another_site(
    provider: FakeProvider, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name="Go on with Example ID").click()
    page.get_by_label("User name").fill("countess")
    expect(page.get_by_role("heading", name="Make an account")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    page.goto("/account/with/")
    expect(page.get_by_text("Example ID, since")).to_be_visible()
    accessible(page)
    assert User.objects.get().confirmed
