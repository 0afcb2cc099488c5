"""What a stranger sees and does first, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ideas.models import Vote
from tests.factories import PASSWORD, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


def test_stranger_reads_a_list_and_opens_an_idea(any_page: Page) -> None:
    idea = make_idea(title="Leaf disease by text message", votes=3, tags=("farms",))
    any_page.goto("/")
    any_page.get_by_role("heading", name=idea.title).get_by_role("link").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text(idea.title)
    any_page.get_by_role("link", name="farms").click()
    expect(any_page.get_by_text(idea.pitch)).to_be_visible()


def test_pages_have_no_barrier_at_a_desk_or_on_a_phone(page: Page, phone: Page, accessible: Check) -> None:
    make_idea(votes=2, tags=("farms",))
    for screen in (page, phone):
        for address in ("/", "/new", "/top", "/top/day", "/tags/farms", "/search?q=letters", "/models/"):
            screen.goto(address)
            accessible(screen)
            assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"


def test_idea_with_a_thread_has_no_barrier(
    page: Page, phone: Page, accessible: Check, sign_in: Callable[[Page, str], None]
) -> None:
    idea = make_idea(votes=2, tags=("farms",))
    make_comment(idea, text="Who pays?", parent=make_comment(idea, text="I would *pay*."))
    make_person("alice")
    for screen in (page, phone):
        sign_in(screen, "alice")
        screen.goto(idea.get_absolute_url())
        accessible(screen)
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"


def test_vote_and_take_it_back(any_page: Page, sign_in: Callable[[Page, str], None]) -> None:
    idea = make_idea(votes=2)
    make_person("alice")
    sign_in(any_page, "alice")
    any_page.goto("/new")
    button = any_page.locator(f"#vote-{idea.pk}")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert Vote.objects.filter(person__username="alice").exists()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not Vote.objects.filter(person__username="alice").exists()


def test_vote_of_a_stranger_is_cast_after_signing_in_and_the_page_is_the_same(any_page: Page) -> None:
    idea = make_idea()
    make_person("alice")
    any_page.goto("/new")
    any_page.get_by_role("button", name=f"for {idea.title}; sign in to vote").click()
    any_page.locator("input[name=login]").fill("alice")
    any_page.locator("input[name=password]").fill(PASSWORD)
    any_page.get_by_role("main").get_by_role("button", name="Sign in").click()
    any_page.wait_for_url("**/new*")
    assert Vote.objects.get().person.username == "alice"


def test_comment_in_a_thread(any_page: Page, sign_in: Callable[[Page, str], None]) -> None:
    comment = make_comment(text="Who pays?")
    make_person("alice")
    sign_in(any_page, "alice")
    any_page.goto(comment.idea.get_absolute_url())
    any_page.get_by_role("link", name=f"Reply to {comment.author.username}").click()
    any_page.get_by_label("Your comment").fill("The *town* does.")
    any_page.get_by_role("button", name="Post the reply").click()
    expect(any_page.locator(".depth-1 em")).to_have_text("town")


def test_keyboard_reaches_the_content_past_the_masthead(page: Page) -> None:
    make_idea()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_theme_is_kept_on_the_next_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Dark").click()
    page.goto("/new")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
