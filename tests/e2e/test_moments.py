"""Moments, near misses, what needs eyes and scouts, as a reader meets them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evaluations.moments import actions
from ideas.actions import cast_vote, tally
from ideas.models import Idea
from tests.evaluations.moments.cast import ALL_CLEAR, answer, bear_out, make_answered
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture
def moment(transactional_db: None) -> Idea:
    """A Moment with a scout, one that was lost, a near miss and an idea that nobody has seen."""
    author, scout = make_person("grace"), make_person("ada")
    won, lost = (make_answered(author=author, title=title) for title in ("Sort a town's letters", "Read old registers"))
    cast_vote(scout, won)
    tally()
    bear_out(won)
    for idea in (won, lost):
        actions.assess(idea.pk, NOW + timedelta(hours=1))
        actions.certify(idea.pk, NOW + timedelta(hours=25))
    answer(lost, "works", 0.3)
    make_answered(ALL_CLEAR | {"wanted": 0.02}, author=author, title="Name that mushroom")
    make_idea(author, title="Which form do I need?")
    actions.assess_marked(NOW + timedelta(hours=26))
    actions.credit_scouts(NOW + timedelta(hours=26))
    return won


def test_reader_follows_a_moment_to_its_arithmetic(
    page: Page, accessible: Callable[[Page], None], moment: Idea
) -> None:
    page.goto("/moments")
    expect(page.get_by_role("heading", name="Nearest misses")).to_be_visible()
    expect(page.get_by_text("works: at least 30 %, needs 60 %")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Sort a town's letters").first.click()
    page.locator("#how-we-know > summary").click()
    arithmetic = page.locator("#moment")
    powers = "0.7000.200 × 0.3000.060 × 0.8000.200 × 0.8500.271 × 0.9500.621 = 0.77"  # each small and above its bound
    expect(arithmetic.get_by_text("Score =")).to_contain_text(powers)
    expect(page.locator("svg.pie.large .crust")).to_have_count(1)
    arithmetic.get_by_text("The evidence of that time").click()
    expect(arithmetic.get_by_text("0.85, n 20.")).to_be_visible()
    accessible(page)


def test_pages_fit_a_phone_and_can_be_read_by_all(
    phone: Page, accessible: Callable[[Page], None], moment: Idea
) -> None:
    for path in ("/moments", "/discover", "/scouts/", "/how-it-works/", "/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
        nav = phone.get_by_role("navigation", name="Main")
        assert nav.evaluate("nav => nav.getBoundingClientRect().right") <= 390 - 10, path
        accessible(phone)
        phone.set_viewport_size({"width": 320, "height": 640})  # a desktop at 400 %
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path
        phone.set_viewport_size({"width": 390, "height": 844})
