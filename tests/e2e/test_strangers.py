"""Examples that an author cannot choose, in a real browser: given, judged blind by two, and counted."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evaluations.prototypes.models import StrangersExample
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.challenge import challenge
from evaluations.prototypes.strangers.give import give
from ideas.models import Idea
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, str], None]
Check = Callable[[Page], None]
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]
NEW = "the lamp in front of my house stays dark"


@pytest.fixture
def idea() -> Idea:
    alice = make_person("alice")
    return publish(alice, make_idea(alice, published=False), ROWS)


def test_example_is_given_and_judged_by_two(any_page: Page, idea: Idea, sign_in: SignIn) -> None:
    for name in ("bob", "carol", "dave"):
        make_person(name)
    page = any_page
    sign_in(page, "bob")
    page.goto(idea.get_absolute_url())
    page.locator("#how-we-know > summary").click()
    page.get_by_role("link", name="Examples from strangers").click()
    page.get_by_label("Input").fill(f"{NEW}, call +49 30 1234567")
    page.get_by_label("What should come of it").fill("roads")
    page.get_by_role("button", name="Bring it").click()
    expect(page.locator("#id_input_error")).to_contain_text("holds a phone number")
    expect(page.get_by_label("Input")).to_have_value(f"{NEW}, call +49 30 1234567")
    page.get_by_label("Input").fill(NEW)
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("Two others answer it now")).to_be_visible()
    for name in ("carol", "dave"):
        page.context.clear_cookies()
        sign_in(page, name)
        page.goto("/judge/")
        expect(page.get_by_text(NEW)).to_be_visible()
        page.get_by_label("What should come of it?").fill("Roads")
        page.get_by_role("button", name="That is my answer").click()
        expect(page.get_by_text("No example waits for you.")).to_be_visible()
    assert StrangersExample.objects.get().is_in_set


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_fit_a_telephone_and_have_no_barrier(
    phone: Page, idea: Idea, sign_in: SignIn, accessible: Check, theme: str
) -> None:
    give(make_person(), idea, f"{NEW} {'x' * 200}", "roads")
    said = challenge(idea.author, idea, "They are about another town.")
    make_person("carol", staff=True)
    phone.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    sign_in(phone, "carol")
    own = f"/ideas/{idea.slug}/strangers/"
    for address in (own, "/judge/", "/give/", "/moderation/", f"/moderation/challenges/{said.pk}/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        accessible(phone)
        if shots := os.environ.get("SHOTS"):
            phone.screenshot(path=f"{shots}/{theme}{address.replace('/', '-')}.png", full_page=True)
