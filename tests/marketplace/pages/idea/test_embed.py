"""The card and the badge in the pages of others: no cookie, no script, a policy of their own."""

from typing import Any

import pytest
from django.test import Client
from lxml import etree

from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Question
from ideas.models.answer import AnswerState
from tests.factories import make_idea, make_model, make_revision, make_run
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db


def test_card_may_be_framed_by_anybody_and_runs_nothing(client: Client) -> None:
    run = make_run(
        make_revision(), model=make_model("tiny"), state="finished", n=8, trials_done=8, successes=6, score=0.75,
        is_best=True, lower=0.5, upper=0.9, usd_per_1000=0.02,
    )  # fmt: skip
    response = client.get(f"{run.revision.idea.get_absolute_url()}card/")
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert not response.has_header("X-Frame-Options") and not response.cookies and "<script" not in response.text
    assert "Cookie" not in response.get("Vary", "") and "public" in response["Cache-Control"]
    assert "zero-shot on tiny: 75 % right, 50 to 90, n = 8 held-out examples; $0.020 per 1,000." in unwrapped(
        response.text
    )
    assert "have changed since" not in response.text


MEASURED: dict[str, Any] = {
    "state": "finished", "n": 8, "trials_done": 8, "score": 0.75, "lower": 0.5, "upper": 0.9,
}  # fmt: skip


def test_card_shows_the_best_run_and_not_the_one_that_its_author_made_the_demo(client: Client) -> None:
    revision = make_revision()
    make_run(revision, model=make_model("shown-off"), is_demo=True, **MEASURED)
    make_run(revision, model=make_model("strong"), is_best=True, lift=0.1, lift_p=0.4, **MEASURED)
    shown = unwrapped(client.get(f"{revision.idea.get_absolute_url()}card/").text)
    assert "zero-shot on strong: 75 % right" in shown and "shown-off" not in shown
    assert "higher than the baseline, could be chance" in shown


def test_card_tells_a_mean_score_as_one_and_falls_back_to_the_demo(client: Client) -> None:
    lifted: dict[str, Any] = {"lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8, "lift_p": 0.01}
    run = make_run(make_revision(task="answer", scorer="rouge-l"), **MEASURED, **lifted)
    assert "0.75 on average, 0.50 to 0.90" in client.get(f"{run.revision.idea.get_absolute_url()}card/").text


def test_card_of_answers_that_are_not_compared_says_so(client: Client) -> None:
    run = make_run(make_revision(task="answer", scorer="unchecked"), state="finished", trials_done=8, unchecked=8)
    shown = client.get(f"{run.revision.idea.get_absolute_url()}card/").text
    assert "Tried; its answers are only shown" in shown and "Not tried yet" not in shown


def test_card_of_earlier_examples_says_of_which(client: Client) -> None:
    run = make_run(is_best=True, **MEASURED)
    make_run(make_revision(run.revision.idea))
    shown = client.get(f"{run.revision.idea.get_absolute_url()}card/").text
    assert "From revision 1 of the examples, which have changed since." in shown


def test_badge_says_the_same_in_words_and_answers_304(client: Client) -> None:
    idea = make_idea(title='A "quoted" <title>')
    address = f"{idea.get_absolute_url()}badge.svg"
    assert "none of 5 questions answered" in client.get(address).text
    known = AnswerUpdate(AnswerState.KNOWN, 0.6, 1, n=60, lower=0.88, point=0.93, upper=0.96, headline="x", basis="y")
    record_answer(idea.pk, Question.WORKS, known)
    response = client.get(address)
    svg = etree.fromstring(response.content)
    assert "works 88 to 96 %" in response.text and "works 88 to 96 %" in svg[0].text
    assert response["Content-Type"] == "image/svg+xml" and not response.cookies
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_idea_page_gives_both_to_copy(client: Client) -> None:
    idea = make_idea(title='Sort "odd" <letters>')
    shown = client.get(idea.get_absolute_url()).text
    assert f"http://testserver/ideas/{idea.slug}/badge.svg" in shown
    assert "&lt;iframe" in shown or "<iframe src=" in shown
    assert "Sort &amp;quot;odd&amp;quot; &amp;lt;letters&amp;gt;" in shown  # still escaped where it is pasted
