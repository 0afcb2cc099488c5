"""Trying a table in a real browser: with JavaScript and without, by keyboard alone, on a phone, in both themes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from evaluations.prototypes.models import ExampleDraft, Paste
from marketplace.pages.pastes.table import as_text
from tests.factories import make_person
from tests.sentences import PUMPS, ROADS

from .conftest import DESKTOP, PHONE, opened

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
ROWS = [*PUMPS[:5], *ROADS[:5]]
TABLE = as_text(ROWS, ("letter", "team"))
RIGHT = re.compile(r"^\d+ of 10 right$")


def test_visitor_pastes_ten_lines_and_sees_a_model_do_it(any_page: Page, workers: None) -> None:
    page = any_page
    page.goto("/")
    page.get_by_label("Paste ten examples, see an open model do it").fill(TABLE)
    page.get_by_role("button", name="See a model do it").click()
    expect(page.get_by_role("group", name="Is the first line a header?")).to_be_visible()
    expect(page.get_by_label("Yes, it names the columns")).to_be_checked()
    page.get_by_role("button", name="See a model do it").click()
    look_until_it_is_there(page)
    expect(page.get_by_text("For each line, all-MiniLM-L6-v2")).to_be_visible()
    expect(
        page.get_by_role("listitem").filter(has_text=ROWS[0][0]).get_by_text(re.compile("right|wrong"))
    ).to_be_visible()
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_text("It is deleted")).to_be_visible()
    assert Paste.objects.get().rows is None


def look_until_it_is_there(page: Page) -> None:
    """Without JavaScript a reader presses “Look again”."""
    for _ in range(40):
        if page.locator(".verdict").count():
            break
        again = page.get_by_role("link", name="Look again")
        if again.count():
            again.click()
        page.wait_for_timeout(500)
    expect(page.locator(".verdict b")).to_have_text(RIGHT)


def test_keyboard_alone_gets_from_the_table_to_the_draft(page: Page, workers: None) -> None:
    make_person("alice")
    page.goto("/try/")
    page.get_by_label("One example in each line").focus()
    page.keyboard.insert_text(TABLE)
    press_on(page, "Read it")
    press_on(page, "See a model do it")
    look_until_it_is_there(page)
    press_on(page, "Post this as an idea")
    page.wait_for_url("**/account/login/**")
    page.locator("input[name=login]").fill("alice")
    page.locator("input[name=password]").fill("correct-horse-battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/draft-*/")
    expect(page.get_by_text("Your 10 lines are in this draft")).to_be_visible()
    assert ExampleDraft.objects.get().pairs == ROWS


def press_on(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_file_is_dropped_on_the_field(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(TABLE)
    page.goto("/try/")
    page.get_by_label("Or a file").set_input_files(file)
    expect(page.get_by_role("cell", name=ROWS[0][0])).to_be_visible()
    page.get_by_label("No, it is an example").check()
    expect(page.get_by_role("cell", name="letter", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_no_state_has_a_barrier_or_is_wider_than_the_screen(
    browser: Browser, live_server: LiveServer, accessible: Check, workers: None, size: dict[str, int], theme: str
) -> None:
    for page in opened(browser, live_server, viewport=size, color_scheme=theme):
        page.goto("/try/")
        stands(page, accessible, size)
        for text in ("one column", TABLE):
            page.get_by_label("One example in each line").fill(text)
            page.get_by_role("button", name=re.compile("^Read it")).click()
            stands(page, accessible, size)
        page.get_by_role("button", name="See a model do it").click()
        look_until_it_is_there(page)
        stands(page, accessible, size)


def stands(page: Page, accessible: Check, size: dict[str, int]) -> None:
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
