"""Trying a demo in a real browser, with JavaScript and without, and proposing what was tried."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evaluations.prototypes.models import Endpoint, ExampleRevision, Run
from evaluations.prototypes.publish import publish
from tests.factories import make_idea, make_model, make_person, make_run
from tests.fake_server import FakeServer, Fault
from tests.sentences import unlike

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, str], None]
Check = Callable[[Page], None]
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]


@pytest.fixture
def demo(server: FakeServer) -> Run:
    """Of an idea of Alice's, on a model that says the first label."""
    alice = make_person("alice")
    idea = publish(alice, make_idea(alice, published=False), ROWS)
    model = make_model("tiny-chat")
    Endpoint.objects.filter(pk=model.endpoint_id).update(url=server.url, max_in_flight=1)
    revision = ExampleRevision.objects.latest_of(idea)
    measured: dict[str, Any] = {
        "state": "finished",
        "n": 10,
        "trials_done": 10,
        "successes": 8,
        "score": 0.8,
        "lower": 0.6,
    }
    lifted: dict[str, Any] = {"lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8, "lift_p": 0.01}
    return make_run(revision, model=model, upper=0.9, **measured, **lifted)


def test_visitor_tries_own_words_and_an_example(any_page: Page, demo: Run) -> None:
    page = any_page
    page.goto(f"{demo.revision.idea.get_absolute_url()}")
    page.get_by_text("Type your own", exact=True).click()
    page.get_by_label("Your text").fill("the tar in my street")
    page.get_by_role("button", name="Try it").click()
    status = page.get_by_role("status").filter(has_text="Answered in")
    expect(status).to_be_visible()
    expect(page.locator(".verdict")).to_have_text("roads")
    expect(page.get_by_label("Your text")).to_have_value("the tar in my street")

    page.goto(f"{demo.revision.idea.get_absolute_url()}try/")
    page.get_by_label("Pick an example").select_option(index=1)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("the model has learnt from it")).to_be_visible()
    expect(page.get_by_text("Expected:")).to_be_visible()


def test_page_has_no_barrier_and_announces_in_one_line(page: Page, demo: Run, accessible: Check) -> None:
    page.goto(f"{demo.revision.idea.get_absolute_url()}try/")
    page.get_by_label("Your text").fill(" ")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("There is nothing to try yet.")).to_be_visible()
    page.get_by_label("Pick an example").select_option(index=2)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status").filter(has_text="Answered in")).to_be_visible()
    accessible(page)


def ahead_in_the_line(page: Page, demo: Run, server: FakeServer) -> Page:
    """Another window, whose try holds the only place while `page` waits for it."""
    other = page.context.new_page()
    server.hold()
    for each in (other, page):
        each.goto(f"{demo.revision.idea.get_absolute_url()}try/")
        each.get_by_label("Your text").fill("mine")
        each.get_by_role("button", name="Try it").click()
        expect(each.get_by_role("button", name="Stop")).to_be_visible()
        if each is other:
            server.await_requests(1)
    expect(page.get_by_text("You are next")).to_be_visible()
    return other


def test_busy_model_shows_the_place_in_the_line_and_then_the_answer(page: Page, demo: Run, server: FakeServer) -> None:
    other = ahead_in_the_line(page, demo, server)
    server.release()
    expect(other.locator(".verdict")).to_have_text("roads")
    expect(page.locator(".verdict")).to_have_text("roads")


def test_visitor_who_waited_sees_when_the_answer_begins(page: Page, demo: Run, server: FakeServer) -> None:
    ahead_in_the_line(page, demo, server)
    server.next("chat", Fault(stops_after=2, hang=True))
    server.release()
    expect(page.locator("[data-try-stream]")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Answering…")).to_be_visible()
    page.get_by_role("button", name="Stop").click()


def test_answer_that_breaks_off_is_taken_back_and_comes_again(
    page: Page, demo: Run, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)
    stream = page.locator("[data-try-stream]")
    server.next("chat", Fault(stops_after=2), Fault(delay=2))
    page.goto(f"{demo.revision.idea.get_absolute_url()}try/")
    page.get_by_label("Your text").fill("mine")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status").filter(has_text="The answer broke off; asking again.")).to_be_visible()
    expect(stream).to_be_hidden()
    expect(stream).to_be_empty()
    expect(page.locator(".verdict")).to_have_text("roads")

    server.next("chat", *[Fault(stops_after=2)] * 4)
    page.get_by_role("button", name="Try it").click()
    why = "The answer broke off: the stream stopped in the middle."
    expect(page.get_by_role("status").filter(has_text=why)).to_be_visible()
    expect(stream).to_have_text('{"label":')


def test_person_proposes_and_the_author_accepts(
    any_page: Page, phone: Page, demo: Run, sign_in: SignIn, accessible: Check
) -> None:
    page, idea = any_page, demo.revision.idea
    make_person("bob")
    sign_in(page, "bob")
    page.goto(f"{idea.get_absolute_url()}try/")
    page.get_by_label("Your text").fill("my bill is wrong")
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("Add as example").click()
    page.get_by_label("What should come of it").fill("tax")
    page.get_by_role("button", name="Propose it to the author").click()
    expect(page.get_by_text("Your example waits for the idea's author.")).to_be_visible()

    sign_in(phone, "alice")
    phone.goto(idea.get_absolute_url())
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_label("my bill is wrong").check()
    phone.get_by_role("button", name="Accept the chosen").click()
    expect(phone.get_by_text("1 proposal was accepted.")).to_be_visible()
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision and revision.examples.get(input="my bill is wrong").author.username == "bob"
