"""Runs side by side in a browser: chosen with and without JavaScript, read on a phone, and by who cannot see it."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Run, Trial
from evaluations.prototypes.models.trial import Outcome
from evaluations.prototypes.results.answers import conclude
from ideas.models import Idea
from tests.factories import make_model, make_revision, make_run, make_trial

SIZES: list[ViewportSize] = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]
THEMES: list[Literal["light", "dark"]] = ["light", "dark"]
BOXES = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def idea() -> Idea:
    """Four runs of 12, 10, 8 and 6 right answers among 12; the last has no known cost."""
    load_prices()
    revision = make_revision(size=12)
    examples = list(revision.examples.all())
    for right in (12, 10, 8, 6):
        run = make_run(revision, model=make_model(f"model-right-{right}"), state="finished")
        fields = {"usd": 0.00001 * right if right > 6 else None, "input_tokens": 200, "output_tokens": 10}
        answers = [("tax", 1.0)] * right + [("roads", 0.0)] * (12 - right)
        Trial.objects.bulk_create(
            Trial(run=run, example=example, outcome="answered", answer=answer, score=score, **fields)
            for example, (answer, score) in zip(examples, answers, strict=True)
        )
        conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return revision.idea


def test_runs_are_chosen_and_compared(any_page: Page, idea: Idea) -> None:
    any_page.goto(idea.get_absolute_url())
    any_page.locator("#how-we-know > summary").click()
    any_page.get_by_role("link", name="Compare the runs").click()
    compared = any_page.locator("#compared")
    expect(compared.locator("tbody tr")).to_have_count(3)
    expect(compared).not_to_contain_text("model-right-6")
    any_page.get_by_text("Choose among 4 runs").click()
    any_page.get_by_label("zero-shot on model-right-6").check()
    any_page.get_by_role("button", name="Compare").click()
    expect(compared.locator("tbody tr")).to_have_count(4)
    expect(compared).to_contain_text("zero-shot on model-right-6: worse than zero-shot on model-right-12.")
    any_page.get_by_role("link", name="Where they differ (6)").click()
    expect(any_page.locator(".compared > .differs")).to_have_count(6)
    assert any_page.url.count("run=") == 4
    any_page.locator(".compared").get_by_role("link").first.click()
    expect(any_page.locator("#trial-7")).to_be_visible()


def test_compared_runs_are_accessible_and_fit_a_phone(
    page: Page, phone: Page, idea: Idea, accessible: Callable[[Page], None]
) -> None:
    run = Run.objects.first()
    assert run is not None
    for address in (f"{idea.get_absolute_url()}compare/", run.get_absolute_url(), idea.get_absolute_url()):
        for reader in (page, phone):
            reader.goto(address)
            accessible(reader)
            assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_became_of_each_answer_is_read_whole(page: Page, phone: Page) -> None:
    run = make_run(make_revision(size=12), state="finished")
    for row, outcome in enumerate(Outcome.values, 1):
        make_trial(run, row, outcome=outcome, score=None)
    for reader in (page, phone):
        reader.goto(run.get_absolute_url())
        expect(reader.locator(".trial .state", has_text="not the form that was asked for")).to_be_visible()
        widths = reader.locator(".trial .state").evaluate_all("marks => marks.map(m => [m.scrollWidth, m.clientWidth])")
        assert len(widths) == len(Outcome.values) and all(needed <= given for needed, given in widths), widths


def test_trial_that_a_link_leads_to_is_open(page: Page, idea: Idea) -> None:
    page.goto(f"{idea.get_absolute_url()}compare/?only=different")
    page.locator(".compared").get_by_role("link").first.click()
    expect(page.locator("details[open]")).to_have_count(1)
    expect(page.locator(f"#{page.url.split('#')[1]}").get_by_text("Goes in", exact=True)).to_be_visible()


def test_models_on_a_plane_are_read_in_both_themes_and_their_names_stay_apart(
    browser: Browser, live_server: LiveServer, accessible: Callable[[Page], None]
) -> None:
    for number in range(6):
        counts: dict[str, Any] = {"n": 8, "trials_done": 8, "score": 0.6, "lower": 0.4, "upper": 0.8}
        model = make_model(f"some-small-model-{number}", parameters=(1 + number) * 10**8)
        make_run(model=model, state="finished", **counts)
    for viewport in SIZES:
        for theme in THEMES:
            reader = browser.new_page(base_url=live_server.url, viewport=viewport, color_scheme=theme)
            reader.goto("/models/")
            accessible(reader)
            assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
            boxes = reader.locator(".chart .dot text").evaluate_all(BOXES)
            assert len(boxes) == 6
            for place, (left, top, right, bottom) in enumerate(boxes):
                for other in boxes[:place]:
                    assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            reader.close()


def test_squares_of_a_run_are_read_in_both_themes_and_open_their_trials_by_keyboard(
    browser: Browser, live_server: LiveServer, page: Page, accessible: Callable[[Page], None]
) -> None:
    run = make_run(make_revision(size=60), state="finished")
    scores: dict[int, dict[str, Any]] = {2: {"score": 0.0}, 3: {"score": 0.4}, 4: {"outcome": "error", "score": None}}
    for row in range(1, 61):
        make_trial(run, row, **scores.get(row, {}))
    for viewport in SIZES:
        for theme in THEMES:
            reader = browser.new_page(base_url=live_server.url, viewport=viewport, color_scheme=theme)
            reader.goto(run.get_absolute_url())
            accessible(reader)
            assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
            sizes = reader.locator(".squares ol a").evaluate_all("all => all.map(a => [a.offsetWidth, a.offsetHeight])")
            assert len(sizes) == 60 and all(min(size) >= 24 for size in sizes)
            reader.close()
    page.goto(run.get_absolute_url())
    page.get_by_role("link", name="Past the squares").focus()
    for row in range(1, 61):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=f"row {row}: ")).to_be_focused()
    page.get_by_role("link", name="row 2: wrong").press("Enter")
    expect(page.locator("#trial-2[open]")).to_be_visible()
    page.get_by_role("link", name="row 57: right").click()
    expect(page.locator("#trial-57[open]")).to_be_visible()
