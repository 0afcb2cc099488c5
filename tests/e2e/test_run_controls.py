"""An author uses the buttons of the runs of an idea, in a real browser, while the page polls."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evaluations.prototypes.models import Run
from marketplace.accounts.models import User
from tests.factories import make_idea, make_model, make_person, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, str], None]
Check = Callable[[Page], None]
FINISHED: dict[str, Any] = {
    "state": "finished",
    "trials_done": 8,
    "n": 8,
    "successes": 7,
    "score": 0.875,
    "lower": 0.6,
    "lift": 0.5,
    "lift_lower": 0.2,
    "lift_upper": 0.8,
    "lift_p": 0.01,
    "upper": 0.97,
}


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def run(ada: User) -> Run:
    """Begun, and nobody works on it; beside one that is finished."""
    idea = make_idea(ada)
    make_run(make_revision(idea), model=make_model("earlier"), **FINISHED)
    revision = make_revision(idea, size=12)
    make_run(revision, model=make_model("done"), **FINISHED)
    run = make_run(revision, model=make_model("begun"), trials_done=1, n=1, successes=1)
    make_trial(run)
    return run


def test_run_is_stopped_and_goes_on(any_page: Page, run: Run, sign_in: SignIn) -> None:
    sign_in(any_page, "ada")
    any_page.goto(run.revision.idea.get_absolute_url())
    any_page.get_by_role("button", name="Stop").click()
    expect(any_page.get_by_text("The run is stopped.")).to_be_visible()
    any_page.get_by_role("button", name="Let it go on").click()
    expect(any_page.get_by_text("The run is open again.")).to_be_visible()
    any_page.get_by_role("button", name="Make it the demo").click()
    expect(any_page.get_by_text("the demo, as its author chose")).to_be_visible()


def test_poll_keeps_the_focus(page: Page, run: Run, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(run.revision.idea.get_absolute_url())
    link = page.get_by_role("link", name="Trials of zero-shot on begun")
    for focused in (page.get_by_role("button", name="Stop"), link):
        focused.focus()
        for _ in range(2):
            with page.expect_response("**/runs/"):
                pass
        expect(focused).to_be_focused()


def test_pages_of_the_author_have_no_barrier(
    page: Page, phone: Page, run: Run, accessible: Check, sign_in: SignIn
) -> None:
    idea = run.revision.idea
    addresses = ["", "revisions/", "runs/?examples=1", "instructions/", f"runs/{run.pk}/"]
    for screen in (page, phone):
        sign_in(screen, "ada")
        for address in addresses:
            screen.goto(f"{idea.get_absolute_url()}{address}")
            accessible(screen)
            assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
