"""A panel by link: its maker at a desk, the group on phones without accounts, the idea with the group's numbers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evaluations.panel.models import Challenge, Glance
from tests.evaluations.panel.cast import make_ideas, read
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SignIn = Callable[[Page, str], None]
SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"


def answer_one(phone: Page, link: str, accessible: Check) -> None:
    """From the link to the end of the panel, which has one idea."""
    phone.context.clear_cookies()  # another phone
    phone.goto(link)
    expect(phone.get_by_text("you need no account")).to_be_visible()
    accessible(phone)
    phone.get_by_role("button", name="Without the clock").click()
    phone.get_by_role("button", name="I have read it").click()
    phone.get_by_role("button", name="Go on").click()
    card = Challenge.everything.latest("pk")
    read(card)  # as if it had been dealt 20 seconds ago: who answers at once is set aside
    phone.get_by_label(card.truth, exact=True).check()
    phone.get_by_label("Yes", exact=True).check()
    phone.get_by_label("Nothing", exact=True).check()
    phone.get_by_label("No", exact=True).last.check()
    phone.get_by_role("button", name="Answer").click()
    expect(phone.get_by_role("heading", name="Right.")).to_be_visible()
    phone.get_by_role("button", name="Next idea").click()
    expect(phone.get_by_role("heading", name="That was all. Thank you.")).to_be_visible()
    assert phone.evaluate(SIDEWAYS), "scrolls sideways"
    accessible(phone)


def test_panel_from_the_link_to_the_numbers_of_the_group(
    page: Page, phone: Page, sign_in: SignIn, accessible: Check
) -> None:
    make_ideas()
    (idea,) = make_ideas("Bell founders", author=make_person("alice"))
    sign_in(page, "alice")
    page.goto(idea.get_absolute_url())
    page.get_by_role("link", name="Invite a panel").click()
    accessible(page)
    page.get_by_label("Name of the group").fill("Year 11")
    page.get_by_label(idea.title).check()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("code.secret").inner_text()
    accessible(page)
    for _ in range(5):
        answer_one(phone, link, accessible)
    assert Glance.everything.filter(set_aside="", person=None).count() == 5 and not Glance.objects.exists()
    page.reload()
    expect(page.get_by_text("5 of 40 took part.")).to_be_visible()
    for screen in (page, phone):
        screen.goto(idea.get_absolute_url())
        screen.locator("#how-we-know > summary").click()
        expect(screen.get_by_role("heading", name="Year 11: 5 people")).to_be_visible()
        expect(screen.get_by_text("got it: 88 to 100 %")).to_be_visible()
        assert screen.evaluate(SIDEWAYS), "scrolls sideways"
        accessible(screen)
    page.goto(link)
    expect(page.get_by_text("This is your own panel")).to_be_visible()
