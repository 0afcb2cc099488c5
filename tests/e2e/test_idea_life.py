"""The whole path of an idea: posted by somebody new, tried by real workers on real models, voted on, read back."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ideas.models import Idea
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

BENCHES = {
    "electronics": ["kettle trips the fuse", "radio hums and fades", "lamp flickers when touched", "toaster stays cold",
                    "drill sparks at the switch"],
    "sewing": ["zip of the jacket is stuck", "trousers torn at the knee", "hem of the curtain came down",
               "button missing on a coat", "lining of the skirt is ripped"],
    "bicycles": ["chain jumps on the small cog", "front brake squeals", "rear wheel has a broken spoke",
                 "tyre loses air overnight", "gears do not shift down"],
}  # fmt: skip
TABLE = "input,expected\n" + "\n".join(f"{note},{bench}" for bench, notes in BENCHES.items() for note in notes)


def test_somebody_new_posts_an_idea_and_watches_machines_try_it(
    workers: None, page: Page, accessible: Callable[[Page], None]
) -> None:
    sign_up(page, "newcomer")
    write_the_idea(page)
    page.get_by_label("Paste it").fill(TABLE)
    page.get_by_role("button", name="Read the table").click()
    expect(page.get_by_text("15 rows", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Save and go on to review").click()
    accessible(page)
    page.get_by_role("button", name="Publish and try it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send repairs to the right bench")

    # No reload from here: the page follows the work by itself, the baseline first, the chat model last.
    expect(page.locator("#runs tbody tr", has_text="majority").locator("td").first).to_have_text("15", timeout=20_000)
    expect(page.locator("#runs")).not_to_have_attribute("hx-trigger", "every 1s", timeout=180_000)
    best = page.locator("#runs table.runs tr.best")
    expect(best).to_have_count(1)
    expect(best).to_contain_text(re.compile(r"\d+ %"))
    expect(page.locator("#works .says")).to_contain_text("of 15 right")
    expect(page.locator("#exact-works dd")).to_contain_text("%")
    cut = page.locator("#runs-table").evaluate("table => table.scrollWidth - table.clientWidth")
    assert cut <= 1, "on a wide screen the whole table is in view"
    accessible(page)

    best.get_by_role("link", name="Trials").click()
    page.locator("details.trial").first.click()
    expect(page.locator("details.trial").first).to_contain_text("Comes out, as expected")
    accessible(page)

    idea = Idea.objects.get()
    page.goto(idea.get_absolute_url())
    page.locator(f"#vote-{idea.pk}").click()
    expect(page.locator(f"#vote-{idea.pk}")).to_contain_text("1")
    page.get_by_label("Your comment").fill("Tried on *thirty* real notes.")
    page.get_by_role("button", name="Post the comment").click()
    expect(page.locator(".comment em")).to_have_text("thirty")

    entry = once_tallied(page)
    assert entry["title"] == "Send repairs to the right bench"
    assert entry["best_run"]["n"] == 15


def sign_up(page: Page, name: str) -> None:
    page.goto("/account/signup/")
    page.locator("input[name=email]").fill(f"{name}@example.org")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url(lambda address: "/signup/" not in address)


def write_the_idea(page: Page) -> None:
    page.get_by_role("banner").get_by_role("link", name="Post an idea").click()
    page.get_by_role("link", name="Begin with a pitch").click()
    page.locator("[name=title]").fill("Send repairs to the right bench")
    page.locator("[name=pitch]").fill("Visitors say what is broken. A model on the café's laptop picks the bench.")
    page.locator("[name=problem]").fill("One volunteer reads every note, and each third visitor queues twice.")
    page.locator("[name=audience]").fill("Volunteers at the desk of a repair café")
    page.locator("[name=tags]").fill("repair")
    page.get_by_role("button", name="Save and go on to examples").click()


def once_tallied(page: Page) -> dict[str, Any]:
    """The first entry of the feed, as soon as the worker has counted the vote and the comment."""
    for _ in range(100):
        [entry] = page.request.get("/api/v1/top/").json()["results"]
        if (entry["votes"], entry["comments"]) == (1, 1):
            return dict(entry)
        time.sleep(0.1)
    raise AssertionError(f"never tallied: {entry['votes']} votes, {entry['comments']} comments")
