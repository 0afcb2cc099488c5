"""The page of the API's schema: assets of our own, and nothing that the security policy would have to be bent for."""

import pytest
from playwright.sync_api import Page, expect

from marketplace.api.schema import TAGS

pytestmark = pytest.mark.django_db(transaction=True)


def test_docs_show_every_group_and_answer_a_request(page: Page) -> None:
    page.goto("/api/v1/docs/")
    expect(page.locator(".opblock-tag > a")).to_have_text([*TAGS])
    page.locator("#operations-top-top .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tr.response .response-col_status").first).to_contain_text("200")
