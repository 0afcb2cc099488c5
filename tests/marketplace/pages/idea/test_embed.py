"""The card and the badge in the pages of others: no cookie, no script, a policy of their own."""

import pytest
from django.test import Client
from lxml import etree, html

from evaluations.prototypes.models import Run
from evaluations.prototypes.results.answers import conclude
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Question
from ideas.models.answer import AnswerState
from tests.evaluations.prototypes.runs.tried import N, baseline, finish, tried
from tests.factories import make_idea, make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def test_card_may_be_framed_by_anybody_and_runs_nothing(client: Client) -> None:
    revision = make_revision(size=N)
    baseline(revision, 20)
    tried(revision, 30, model=make_model("tiny"))
    response = client.get(f"{revision.idea.get_absolute_url()}card/")
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert not response.has_header("X-Frame-Options") and not response.cookies and "<script" not in response.text
    assert "Cookie" not in response.get("Vary", "") and "public" in response["Cache-Control"]
    assert "style=" not in response.text
    said = told(response.text)
    assert "30 of 40 right" in said and "guessing gets 20" in said and "1,000 cost $0.01" in said
    assert "out of date" not in said


def told(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_card_shows_the_best_run_and_not_the_one_that_its_author_made_the_demo(client: Client) -> None:
    revision = make_revision(size=N)
    baseline(revision, 20)
    tried(revision, 36, is_demo=True)
    tried(revision, 38)
    shown = told(client.get(f"{revision.idea.get_absolute_url()}card/").text)
    assert "38 of 40 right" in shown and "36 of 40" not in shown


def test_card_tells_a_mean_score_as_points_of_a_hundred(client: Client) -> None:
    revision = make_revision(size=N, task="answer", scorer="rouge-l")
    finish(make_run(revision, state="finished"), [0.5, 1.0] * 20)
    assert "75 of 100 points" in told(client.get(f"{revision.idea.get_absolute_url()}card/").text)


def test_card_of_answers_that_are_not_compared_says_so(client: Client) -> None:
    revision = make_revision(task="answer", scorer="unchecked")
    run = make_run(revision, state="finished")
    make_trial(run, 3, score=None, checks={}, answer="Ask the caretaker.")
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    shown = told(client.get(f"{revision.idea.get_absolute_url()}card/").text)
    assert "Ask the caretaker." in shown and "compared with nothing" in shown and "Not tried yet" not in shown


def test_card_of_earlier_examples_says_so(client: Client) -> None:
    revision = make_revision(size=N)
    tried(revision, 30)
    conclude(make_revision(revision.idea))
    shown = told(client.get(f"{revision.idea.get_absolute_url()}card/").text)
    assert "not tried yet" in shown and "30 of 40 right" in shown and "out of date" in shown


def test_card_of_an_idea_without_examples_says_that_it_was_not_tried(client: Client) -> None:
    assert "Not tried yet." in client.get(f"{make_idea().get_absolute_url()}card/").text


def test_badge_tells_the_same_number_as_the_card(client: Client) -> None:
    revision = make_revision(size=N)
    tried(revision, 30)
    assert "30 of 40 right" in client.get(f"{revision.idea.get_absolute_url()}badge.svg").text


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
