"""Saying what one knows, and what those inside say of an idea, in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evaluations.panel.actions import recount
from evaluations.panel.models import Challenge, KnownFields
from tests.evaluations.panel.cast import make_glance, make_ideas
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SignIn = Callable[[Page, str], None]


def test_player_says_what_they_know_after_a_glance_and_changes_it(
    page: Page, sign_in: SignIn, accessible: Check
) -> None:
    make_ideas()
    alice = make_person("alice")
    sign_in(page, "alice")
    page.goto("/glance/")
    for button in ("Without the clock", "I have read it", "Go on"):
        page.get_by_role("button", name=button).click()
    for answer in ("picked", "would_use", "would_pay", "knows"):
        page.locator(f"input[name={answer}]").first.check()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Where do you work?").click()
    page.get_by_label("law", exact=True).check()
    accessible(page)
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_text("It counts for the cards that come from now on.")).to_be_visible()
    assert KnownFields.objects.get(person=alice).fields == ["law"]
    page.goto("/account/work/")
    expect(page.get_by_label("law", exact=True)).to_be_checked()
    accessible(page)


def test_idea_shows_those_inside_apart_and_its_form_folds_the_fields(
    page: Page, sign_in: SignIn, accessible: Check
) -> None:
    ada = make_person("ada")
    idea = make_idea(ada, work_fields=["shops", "building"])
    for number in range(29):
        glance = make_glance(idea, would_pay="under-20" if number < 5 else "nothing")
        Challenge.objects.filter(glance=glance).update(inside=number < 9)
    recount()
    page.goto(idea.get_absolute_url())
    page.get_by_text("How we know").click()
    expect(
        page.get_by_text("who work in shops and selling or building trades would pay; 0 of 20 others")
    ).to_be_visible()
    accessible(page)
    sign_in(page, "ada")
    page.goto("/submit/?from=pitch")
    expect(page.get_by_label("teaching", exact=True)).to_be_hidden()
    page.get_by_text("for which fields of work").click()
    page.get_by_label("teaching", exact=True).check()
    accessible(page)
