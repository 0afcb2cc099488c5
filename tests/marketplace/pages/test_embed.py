"""The card and the badge in the pages of others: no cookie, no script, a policy of their own."""

import pytest
from django.test import Client
from lxml import etree

from ideas.actions import record_answer
from ideas.actions.answering import Finding
from ideas.models import Question
from ideas.models.answer import AnswerState
from tests.factories import make_idea, make_model, make_revision, make_run

pytestmark = pytest.mark.django_db


def test_card_may_be_framed_by_anybody_and_runs_nothing(client: Client) -> None:
    run = make_run(
        make_revision(), model=make_model("tiny"), state="finished", n=8, trials_done=8, successes=6, score=0.75,
        lower=0.5, upper=0.9, usd_per_1000=0.02,
    )  # fmt: skip
    response = client.get(f"{run.revision.idea.get_absolute_url()}card/")
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert not response.has_header("X-Frame-Options") and not response.cookies and "<script" not in response.text
    assert "Cookie" not in response.get("Vary", "") and "public" in response["Cache-Control"]
    assert "zero-shot on tiny: 75 % right, 50 to 90, n = 8 held-out examples; $0.020 per 1,000" in response.text


def test_badge_says_the_same_in_words_and_answers_304(client: Client) -> None:
    idea = make_idea(title='A "quoted" <title>')
    address = f"{idea.get_absolute_url()}badge.svg"
    assert "not tried yet" in client.get(address).text
    known = Finding(AnswerState.KNOWN, 0.6, 1, n=60, lower=0.88, point=0.93, upper=0.96, headline="x", basis="y")
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
