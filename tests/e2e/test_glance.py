"""The glance game in a browser: with the clock and without it, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Challenge, Glance
from evaluations.prototypes.publish import publish
from tests.evaluations.panel.cast import make_ideas
from tests.factories import make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SignIn = Callable[[Page, str], None]


def test_glance_from_the_card_to_the_truth(any_page: Page, sign_in: SignIn) -> None:
    make_ideas()
    make_person("alice")
    sign_in(any_page, "alice")
    any_page.get_by_role("link", name="Glance", exact=True).click()
    any_page.get_by_role("button", name="Show me an idea").click()
    any_page.get_by_role("button", name="I have read it").click()
    any_page.get_by_label("In your own words").fill("Sorting the post")
    any_page.get_by_role("button", name="Go on").click()
    any_page.get_by_label(Challenge.objects.get().truth, exact=True).check()
    any_page.get_by_label("Yes", exact=True).check()
    any_page.get_by_label("$5 to $20").check()
    expect(any_page.get_by_label("Its name")).to_be_hidden()
    any_page.get_by_label("Yes, this one:").check()
    any_page.get_by_label("Its name").fill("Postie")
    any_page.get_by_role("button", name="Answer").click()
    expect(any_page.get_by_role("heading", name="Right.")).to_be_visible()
    expect(any_page.get_by_text("Your record")).to_be_visible()
    kept = Glance.objects.get()
    assert (kept.person and kept.person.username, kept.words, kept.product_name) == (
        "alice",
        "Sorting the post",
        "Postie",
    )
    any_page.get_by_role("button", name="Next idea").click()
    expect(any_page.get_by_role("button", name="I have read it")).to_be_visible()


def test_keyboard_stays_where_one_judged_a_claim(page: Page, sign_in: SignIn) -> None:
    lab = NewClaim("Sorter", "Big Lab", "https://example.org/", by_frontier_lab=True)
    for idea in make_ideas():
        claim(make_person(), idea, lab)
    make_person("alice")
    sign_in(page, "alice")
    page.goto("/glance/")
    for button in ("Without the clock", "I have read it", "Go on"):
        page.get_by_role("button", name=button).click()
    for answer in ("picked", "would_use", "would_pay", "knows"):
        page.locator(f"input[name={answer}]").first.check()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Is that so?").click()
    page.get_by_label("No, it does not").check()
    page.get_by_label("Why").fill("It sorts stamps.")
    page.get_by_role("button", name="Say so").press("Enter")
    expect(page.get_by_text("Kept: you disagree that Sorter by Big Lab does this.")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="What others say to it")).to_be_focused()


def test_line_without_a_space_does_not_push_the_choices_off_a_phone(phone: Page) -> None:
    make_ideas("Beekeepers", "Court ushers", "Night nurses", "A" * 300)  # on every card, whosever idea it is
    phone.goto("/glance/")
    for button in ("Without the clock", "I have read it", "Go on"):
        phone.get_by_role("button", name=button).click()
    expect(phone.get_by_label("A" * 300)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = phone.locator("#id_would_use .choices span").evaluate_all("all => all.map(word => word.offsetHeight)")
    assert len(set(heights)) == 1, "“Maybe” stays one line beside “Yes” and “No”"


def test_words_do_not_touch_what_they_stand_below(phone: Page) -> None:
    rect = "getBoundingClientRect()"
    gap = f"words => words.{rect}.top - words.previousElementSibling.{rect}.bottom"
    idea = make_ideas()[0]
    for page, words in (("waitlist", "form .actions + .hint"), ("prior-art", "h1 + p + .hint")):
        phone.goto(f"{idea.get_absolute_url()}{page}/")
        assert phone.locator(f"main {words}").evaluate(gap) >= 8
    phone.goto("/glance/")
    for button in ("Without the clock", "I have read it"):
        phone.get_by_role("button", name=button).click()
    phone.get_by_label("In your own words").fill("Sorting the post")
    phone.get_by_role("button", name="Go on").click()
    for answer in ("picked", "would_use", "knows"):
        phone.locator(f"input[name={answer}]").first.check()
    phone.get_by_role("button", name="Answer").click()
    assert phone.get_by_text("You said:").evaluate(gap) >= 8


def test_who_was_signed_out_meanwhile_is_told_in_view(phone: Page, sign_in: SignIn) -> None:
    idea = make_ideas()[0]
    make_person("alice")
    sign_in(phone, "alice")
    phone.goto(idea.get_absolute_url())
    phone.context.clear_cookies(name="sessionid")
    phone.get_by_role("link", name="Report this idea").click()
    expect(phone.get_by_text("This needs you to be signed in")).to_be_in_viewport()
    expect(phone.get_by_role("heading", name="Sign in")).to_have_count(0)


def test_card_goes_by_itself_after_five_seconds(page: Page) -> None:
    make_ideas()
    page.goto("/glance/")
    page.get_by_role("button", name="Show me an idea").click()
    expect(page.get_by_role("heading", name="What did you see?")).to_be_focused(timeout=9_000)
    assert Challenge.objects.get().was_timed


def test_every_step_has_no_barrier_at_a_desk_or_on_a_phone(page: Page, phone: Page, accessible: Check) -> None:
    for idea in make_ideas():
        publish(idea.author, idea, [(f"Dear town, {unlike(n)}", "roads" if n % 2 else "tax") for n in range(8)])
    for screen in (page, phone):
        screen.goto("/glance/")
        for button in ("Without the clock", "I have read it", "Go on", "Answer"):
            accessible(screen)
            assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
            screen.get_by_role("button", name=button).click()
            screen.wait_for_load_state("networkidle")
        accessible(screen)  # what is missing is said
        screen.locator("input[name=picked]").first.check()
        screen.get_by_label("Maybe").check()
        screen.get_by_label("No", exact=True).last.check()
        screen.get_by_role("button", name="Answer").click()
        expect(screen.get_by_role("button", name="Next idea")).to_be_visible()
        accessible(screen)
