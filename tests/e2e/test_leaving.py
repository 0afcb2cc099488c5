"""Somebody deletes their account in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_leaves_and_what_they_said_stays_under_deleted(
    page: Page, sign_in: Callable[[Page, str], None], accessible: Callable[[Page], None]
) -> None:
    person = make_person("leaver")
    idea = make_idea(person, title="Sort the seeds")
    make_comment(idea, person, "I would know.")
    sign_in(page, "leaver")
    page.goto("/account/privacy/")
    page.get_by_role("link", name="Delete my account").click()
    expect(page.get_by_role("main")).to_contain_text("You have 1 published idea and 1 comment.")
    accessible(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account for ever").click()
    expect(page.get_by_text("Choose one of the two.").first).to_be_visible()
    accessible(page)
    for group in ("Your published ideas", "Your comments"):
        page.get_by_role("group", name=group).get_by_role("radio", name="Stay, with").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account for ever").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    page.goto(idea.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("posted by deleted")
    expect(page.locator("#comments")).to_contain_text("I would know.")
    expect(page.get_by_text("leaver")).to_have_count(0)
    accessible(page)
