"""The page of one run: its trials, its texts as files, and the run as a bundle and as tables."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.prototypes.models import Run
from ideas import actions
from tests.factories import make_model, make_revision, make_run, make_trial
from tests.marketplace.pages.unwrapped import unwrapped

from .measured import MEASURED

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": "stopped", "finished": timezone.now(), "waiting_for": "an error of this site"},
         "Stopped: an error of this site."),
        ({"state": "stopped", "finished": timezone.now()}, "Stopped."),
        ({"waiting_for": "chat-here is down"}, "Waiting: chat-here is down"),
    ],
)  # fmt: skip
def test_page_of_a_run_says_why_it_does_not_go_on(client: Client, fields: dict[str, Any], says: str) -> None:
    assert says in unwrapped(client.get(make_run(**fields).get_absolute_url()).text)


def test_page_of_a_run_that_goes_on_or_is_finished_says_nothing_of_waiting(client: Client) -> None:
    for fields in ({}, MEASURED | {"waiting_for": "left over"}):
        shown = client.get(make_run(**fields).get_absolute_url()).text
        assert "Stopped" not in shown and "Waiting" not in shown


def test_trial_opens_to_the_exact_request_and_the_raw_answer(client: Client) -> None:
    run = make_run()
    make_trial(run, request={"messages": [{"role": "user", "content": "Which office?"}]}, raw_answer='{"label": "tax"}')
    shown = client.get(run.get_absolute_url()).text
    assert "Which office?" in shown and "{&quot;label&quot;: &quot;tax&quot;}" in shown
    assert "letter 1" in shown and "right" in shown


def test_trials_can_be_narrowed_to_those_that_failed_or_got_no_answer(client: Client) -> None:
    run = make_run()
    make_trial(run, 1)
    make_trial(run, 2, score=0.0, answer="wrong office")
    make_trial(run, 3, outcome="error", score=None, answer="", errors=[{"what": "HTTP 500"}])
    failed = client.get(f"{run.get_absolute_url()}?only=failed").text
    assert "letter 2" in failed and "letter 1" not in failed and "letter 3" not in failed
    without = client.get(f"{run.get_absolute_url()}?only=errors").text
    assert "letter 3" in without and "HTTP 500" in without and "letter 2" not in without
    assert client.get(f"{run.get_absolute_url()}?only=everything").status_code == 404


def test_trials_are_read_page_by_page_in_the_order_of_the_rows(client: Client) -> None:
    run = make_run(make_revision(size=60))
    for row in range(1, 61):
        make_trial(run, row)
    first = client.get(run.get_absolute_url())
    assert first.text.count('class="trial"') == 50 and "after=50" in first.text
    rest = client.get(f"{run.get_absolute_url()}?after=50").text
    assert rest.count('class="trial"') == 10 and "More trials" not in rest


def text_of(client: Client, run: Run, **trial: Any) -> str:
    """The text of the page with this one trial, without markup."""
    make_trial(run, model_name="some", **trial)
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(run.get_absolute_url()).text).split())


def test_answer_from_the_cache_cost_nothing_and_says_what_it_had_cost(client: Client) -> None:
    shown = text_of(client, make_run(), from_cache=True, usd=0.0042, total_ms=21.0)
    assert "answered from the cache, at no cost; when it was first asked, the answer had cost $0.0042" in shown
    assert "Time when it was first asked: 21 ms" in shown
    assert "Cost answered from the cache, at no cost" in text_of(client, make_run(), from_cache=True)
    assert "Cost $0.0042" in text_of(client, make_run(), usd=0.0042)


@pytest.mark.parametrize(
    ("kind", "tokens", "says"),
    [
        ("chat", {"input_tokens": 12, "output_tokens": 3}, "Tokens 12 in, 3 out"),
        ("chat", {"input_tokens": 12}, "Tokens 12 in, output not reported"),
        ("chat", {}, "Tokens not reported"),
        ("embedding", {"input_tokens": 12}, "Tokens 12 in Time"),
    ],
)
def test_tokens_that_a_server_did_not_count_are_never_shown_as_none(
    client: Client, kind: str, tokens: dict[str, int], says: str
) -> None:
    assert says in text_of(
        client, make_run(model=make_model(kind=kind, dimensions=384 if kind == "embedding" else None)), **tokens
    )


def test_cut_input_is_shown_with_the_limit_of_its_own_embedding_model(client: Client) -> None:
    embedder = make_model(kind="embedding", dimensions=384, context_tokens=512)
    for model in (embedder, make_model()):
        shown = text_of(client, make_run(model=model, embedder=embedder), input_tokens=512, input_cut=True)
        assert "the input was cut at the 512 tokens that the embedding model reads" in shown


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x"),
        ("{{ 7|add:7 }}{% debug %}", "{{ 7|add:7 }}"),
        ("\u202eevil", "U+202E"),
        ("\x1b[2J", "U+001B"),
        ("x" * 1_000_000, "5,000 of 1,000,000 characters"),
    ],
)
def test_what_a_model_wrote_is_shown_as_text(client: Client, output: str, says: str) -> None:
    run = make_run()
    make_trial(run, answer=output, raw_answer=output, note=output[:300])
    response = client.get(run.get_absolute_url())
    assert response.status_code == 200 and says in response.text and len(response.text) < 40_000
    assert "<img src=x" not in response.text and "\u202e" not in response.text and "\x1b" not in response.text


def test_whole_text_of_a_trial_is_a_file_and_never_a_page(client: Client) -> None:
    run = make_run()
    make_trial(run, answer="<script>alert(1)</script>" + "x" * 10_000)
    response = client.get(f"{run.get_absolute_url()}rows/1/answer.txt")
    assert response.text.startswith("<script>") and len(response.text) == 10_025
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{run.get_absolute_url()}rows/1/price.txt").status_code == 404
    assert client.get(f"{run.get_absolute_url()}rows/2/answer.txt").status_code == 404


def test_run_can_be_taken_away_as_a_bundle_and_as_tables(client: Client) -> None:
    run = make_run(trials_done=1, n=1)
    make_trial(run, answer="=1+1")
    page = client.get(run.get_absolute_url()).text
    for name in ("bundle.zip", "trials.csv", "examples.csv"):
        assert f"{run.get_absolute_url()}{name}" in page
        response = client.get(f"{run.get_absolute_url()}{name}")
        assert response["Content-Disposition"].startswith("attachment")
        assert run.revision.idea.slug in response["Content-Disposition"]
        content = response.getvalue()
        assert content.startswith(b"PK") if name == "bundle.zip" else b"letter 1,tax" in content
        assert name != "trials.csv" or b"'=1+1" in content
    assert client.get(f"{run.get_absolute_url()}people.csv").status_code == 404


def test_run_of_a_withdrawn_idea_is_not_found(client: Client) -> None:
    run = make_run()
    actions.unpublish(run.revision.idea.author, run.revision.idea)
    for name in ("", "bundle.zip", "trials.csv", "rows/1/answer.txt"):
        assert client.get(f"{run.get_absolute_url()}{name}").status_code == 404


def test_bundle_of_a_finished_run_is_made_once_a_minute(client: Client, django_assert_max_num_queries: Any) -> None:
    run = make_run(state="finished", trials_done=1, n=1, score=1.0, lower=0.5, upper=1.0)
    make_trial(run)
    address = f"{run.get_absolute_url()}bundle.zip"
    made = client.get(address).getvalue()
    with django_assert_max_num_queries(4):  # who may see it, and the run
        kept = client.get(address)
    assert kept.getvalue() == made and kept["Content-Length"] == str(len(made))


def test_bundle_of_a_run_that_goes_on_is_made_anew(client: Client) -> None:
    run = make_run(trials_done=1, n=1)
    make_trial(run, 1)
    address = f"{run.get_absolute_url()}bundle.zip"
    made = client.get(address).getvalue()
    make_trial(run, 2)
    assert client.get(address).getvalue() != made
