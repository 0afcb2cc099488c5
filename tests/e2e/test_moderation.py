"""A wave of spam cleaned by one moderator, and a person suspended, heard and restored, as both meet it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from evaluations.panel.actions import follow_accounts, recount, weigh
from ideas import actions
from ideas.models import Answer, Comment, Idea, ModerationAct
from marketplace.accounts.models import User
from tests.evaluations.panel.cast import make_glance, player
from tests.factories import PASSWORD, make_comment, make_idea, make_person

from .conftest import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Another browser."""
    yield from opened(browser, live_server)


def wave(idea: Idea, accounts: int) -> None:
    """So many new accounts: one comment of their own words each, which somebody reports, and one that all repeat."""
    reporter = make_person("reporter")
    for number in range(accounts):
        person = make_person(f"spam{number}", days_old=0.1)
        own = make_comment(idea, person, f"Shop {number * 7919} has {number * 104729} pairs for {number * 31} a pair.")
        make_comment(idea, person, "Buy the best shoes of the world, cheap and today only, from my shop.")
        Comment.objects.filter(pk=own.pk).update(held=None)
        actions.report(reporter, own, "spam", "The same again.")


@pytest.mark.parametrize("accounts", [6, pytest.param(50, marks=pytest.mark.proof)])
def test_one_moderator_cleans_a_wave_of_spam_in_a_few_clicks(
    page: Page, sign_in: Callable[[Page, str], None], accessible: Callable[[Page], None], settings: Any, accounts: int
) -> None:
    settings.REPORTS_PER_DAY = 2 * accounts
    idea, calm = make_idea(), make_comment(text="What do the letters cost today?")
    wave(idea, accounts)
    make_person("mo", staff=True)
    sign_in(page, "mo")

    page.goto("/moderation/")
    expect(page.locator(".case")).to_have_count(accounts)
    accessible(page)
    page.get_by_label("Tick all on this page").check()
    page.get_by_label("Hide everything their authors posted, and suspend the authors").check()
    page.get_by_label("Why").select_option("spam")
    page.get_by_label("Suspend for how long").select_option("Without an end (a ban)")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text(f"{3 * accounts} acts done.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("No report is open.")).to_be_visible()

    assert [comment.pk for comment in Comment.objects.standing()] == [calm.pk]
    assert not Comment.objects.held().exists()
    assert User.objects.exclude(suspended=None).count() == accounts
    assert ModerationAct.objects.count() == 3 * accounts
    page.goto("/moderation/people/spam3/")
    expect(page.locator(".case")).to_have_count(2)
    accessible(page)
    page.goto("/moderation/log")
    expect(page.get_by_role("row", name="A moderator suspended a person Spam or advertising").first).to_be_visible()
    expect(page.get_by_text("spam1", exact=False)).to_have_count(0)
    accessible(page)


def test_boxes_of_the_desk_work_by_keyboard_alone(page: Page, sign_in: Callable[[Page, str], None]) -> None:
    comments = [make_comment() for _ in range(3)]
    for comment in comments:
        actions.report(make_person(), comment, "abuse")
    make_person("mo", staff=True)
    sign_in(page, "mo")
    page.goto("/moderation/")
    page.locator("input[name=chosen]").first.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    page.get_by_label("Why").focus()
    page.keyboard.type("Abuse")
    page.get_by_role("button", name="Do it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 acts done.")).to_be_visible()
    assert [comment.pk for comment in Comment.objects.standing()] == [comments[1].pk]


def count_all() -> None:
    """As the clock does."""
    actions.tally()
    weigh()
    follow_accounts()
    recount()


def scores() -> list[Any]:
    columns = ("votes", "ranked_votes", "hot", "evidence")
    return [
        *Idea.objects.order_by("pk").values_list(*columns),
        *Answer.objects.order_by("pk").values_list("question", "state", "n", "lower", "upper", "basis"),
    ]


def test_person_is_suspended_heard_and_restored_with_every_score_right_again(
    page: Page, other: Page, sign_in: Callable[[Page, str], None], accessible: Callable[[Page], None]
) -> None:
    idea, carol = make_idea(votes=1), make_person("carol")
    actions.cast_vote(carol, idea)
    for person in (carol, *(make_person() for _ in range(12))):
        make_glance(idea, player(person))
    make_person("mo", staff=True)
    count_all()
    before = scores()
    assert before[0][:2] == (2, 2)

    sign_in(other, "carol")
    sign_in(page, "mo")
    page.goto("/u/carol/")
    page.get_by_role("link", name="Suspend or ban carol").click()
    page.get_by_label("A week").check()
    page.get_by_label("Why").select_option("rigged")
    page.get_by_label("What the person concerned should know").fill("Ten accounts praise one idea.")
    accessible(page)
    page.get_by_role("button", name="Suspend or ban").click()
    expect(page.get_by_text("They are suspended.")).to_be_visible()
    count_all()
    assert scores()[0][:2] == (1, 1) and scores() != before

    other.goto("/account/standing/")
    other.wait_for_url("**/account/login/**")
    other.locator("input[name=login]").fill("carol")
    other.locator("input[name=password]").fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/account/standing/")
    expect(other.get_by_text("Ten accounts praise one idea.").first).to_be_visible()
    accessible(other)
    other.get_by_role("link", name="Appeal").click()
    other.get_by_label("Why should it be undone").fill("I have one account.")
    other.get_by_role("button", name="Send the appeal").click()
    expect(other.get_by_text("Waits for a moderator")).to_be_visible()

    page.goto("/moderation/")
    page.get_by_role("link", name="carol appeals: I have one account.").click()
    page.get_by_label("Yes: undo it").check()
    page.get_by_label("Answer").fill("You are right, and we are sorry.")
    accessible(page)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("It is decided.")).to_be_visible()
    count_all()
    assert scores() == before
    page.goto("/moderation/people/carol/")
    accessible(page)

    other.goto("/account/standing/")
    expect(other.get_by_text("You are right, and we are sorry.").first).to_be_visible()
    other.goto(f"/ideas/{idea.slug}/")
    other.locator("textarea[name=text]").fill("Thank you.")
    other.get_by_role("button", name="Post the comment").click()
    expect(other.get_by_text("Thank you.")).to_be_visible()
