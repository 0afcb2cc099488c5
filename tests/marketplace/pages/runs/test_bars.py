"""The five questions in plain sentences, as the page of an idea says them."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.compute.actions import load_prices
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Idea, Question
from ideas.models.answer import AnswerState
from tests.evaluations.prototypes.runs.tried import N, baseline, tried
from tests.factories import make_idea, make_model, make_revision

pytestmark = pytest.mark.django_db


def said(client: Client, idea: Idea, question: str) -> str:
    page = html.fromstring(client.get(idea.get_absolute_url()).text)
    (bar,) = page.xpath(f"//dl[@class='bars']/div[@id='{question}']")
    return " ".join(bar.text_content().split())


def told(idea: Idea, question: Question, lower: float, point: float, upper: float, **more: Any) -> None:
    update = AnswerUpdate(AnswerState.KNOWN, 0.5, 1, n=14, lower=lower, point=point, upper=upper, **more)
    record_answer(idea.pk, question, update)


def test_what_people_say_is_told_in_heads(client: Client) -> None:
    idea = make_idea()
    told(idea, Question.OBVIOUS, 0.64, 1 - 4 / 42, 0.98)  # beyond guessing; 13 of 14 were right
    told(idea, Question.OVERLOOKED, 0.3, 6 / 14, 0.6)
    assert "13 of 14 said what it is for after five seconds." in said(client, idea, "obvious")
    assert "clears" in said(client, idea, "obvious") and "needs 62 %" in said(client, idea, "obvious")
    assert "6 of 14 know no product that does it." in said(client, idea, "overlooked")
    assert "not yet" in said(client, idea, "overlooked")


def test_what_nobody_knows_says_how_many_glances_would_tell(client: Client) -> None:
    idea = make_idea()
    assert "Nobody knows yet; 12 glances would tell." in said(client, idea, "obvious")
    assert "Nobody knows yet; 12 signed-in glances would tell." in said(client, idea, "wanted")
    measuring = AnswerUpdate(AnswerState.MEASURING, 0.5, 1, n=5)
    record_answer(idea.pk, Question.OBVIOUS, measuring)
    assert "Nobody knows yet; 7 glances would tell." in said(client, idea, "obvious")


def test_upheld_claim_is_told_as_what_it_is(client: Client) -> None:
    idea = make_idea()
    told(idea, Question.OVERLOOKED, 0.0, 0.0, 0.0)
    assert "A big lab has it" in said(client, idea, "overlooked")


def test_works_and_cheap_tell_the_number_and_the_price_of_the_card(client: Client) -> None:
    load_prices()
    revision = make_revision(size=N)
    baseline(revision, 20)
    tried(revision, 38, model=make_model("tiny"))
    works = said(client, revision.idea, "works")
    assert "38 of 40 right, on examples it had not seen." in works and "guessing" in works
    assert "$0.01 instead of $0.40 for 1,000." in said(client, revision.idea, "cheap")
    page = client.get(revision.idea.get_absolute_url()).text
    assert "What 1,000 cost" in page and "the middle of" in page


def test_failure_is_told_without_a_price(client: Client) -> None:
    load_prices()
    revision = make_revision(size=N)
    baseline(revision, 4)
    tried(revision, 8)
    assert "No open model does it yet." in said(client, revision.idea, "works")
    assert " no " in said(client, revision.idea, "works")
    assert "What 1,000 cost" not in client.get(revision.idea.get_absolute_url()).text
