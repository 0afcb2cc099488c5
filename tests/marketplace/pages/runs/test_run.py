"""Runs as rows of the idea's page, the poll that follows them, and every trial to open."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.prototypes.models import Run
from ideas import actions
from marketplace.pages.runs.breakdown import checks_of
from tests.factories import make_model, make_person, make_revision, make_run, make_trial
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db

MEASURED: dict[str, Any] = {
    "state": "finished",
    "trials_done": 8,
    "n": 7,
    "errors": 1,
    "successes": 6,
    "score": 6 / 7,
    "lower": 0.55,
    "upper": 0.97,
    "lift": 0.36,
    "lift_lower": 0.1,
    "lift_upper": 0.6,
    "lift_p": 0.03,
    "baseline": 0.5,
    "p50_ms": 21.0,
    "p95_ms": 840.0,
    "input_tokens": 812,
    "output_tokens": 16,
    "usd_per_1000": 0.0042,
    "cost_basis": "It costs measured machine seconds at $0.10 an hour.",
}


def page_of(run: Run) -> str:
    """The page from its runs on; above them stands the demo."""
    return unwrapped(Client().get(run.revision.idea.get_absolute_url()).text).split('id="prototypes"')[1]


def test_finished_run_shows_its_numbers_with_interval_and_basis() -> None:
    shown = page_of(make_run(model=make_model("SmolLM2-135M"), **MEASURED))
    for part in ("SmolLM2-135M", "86 %", "55 to 97", "+36", "21 ms", "0.84 s", "812", "$0.0042", "1 without answer"):
        assert part in shown
    assert "It costs measured machine seconds at $0.10 an hour." in shown
    assert "hx-get" not in shown.split('id="runs"')[1].split(">")[0]


def test_lift_that_could_be_chance_says_so() -> None:
    assert "could be chance" in page_of(make_run(**MEASURED | {"lift_p": 0.4}))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "the best"),
        ({"best_of": 8}, "the highest of 8, which could be luck"),
        ({"lift_p": 0.4}, "the highest, not surely better than the baseline"),
        ({"lift": -0.36}, "the highest, not surely better than the baseline"),
        ({"lift": None, "lift_p": None}, "the highest so far"),
    ],
)
def test_first_of_the_runs_is_called_the_best_only_where_it_beats_the_baseline(
    fields: dict[str, Any], place: str, client: Client
) -> None:
    run = make_run(is_best=True, **MEASURED | {"best_of": 1} | fields)
    shown = page_of(run)
    assert f"<small>{place}</small>" in shown and f"{run}, {place}</li>" in shown
    assert (' class="best"' in shown, ">the best<" in shown) == (place == "the best",) * 2
    compared = client.get(f"{run.revision.idea.get_absolute_url()}compare/").text
    assert f"<small>{place}</small>" in compared and (' class="best"' in compared) == (place == "the best")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "waiting for a worker"),
        ({"trials_done": 3, "n": 3}, 'value="3"'),
        ({"waiting_for": "chat-here is down: connection refused"}, "Waiting: chat-here is down: connection refused"),
        ({"state": "stopped", "finished": timezone.now()}, "Stopped."),
        ({"state": "finished", "trials_done": 8, "errors": 8}, "Nothing could be scored."),
    ],
)
def test_run_that_is_not_measured_says_where_it_stands(fields: dict[str, Any], says: str) -> None:
    assert says in page_of(make_run(**fields))


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


def test_page_follows_open_runs_by_itself_and_stops_when_they_end(client: Client) -> None:
    run = make_run()
    address = f"{run.revision.idea.get_absolute_url()}runs/"
    assert 'hx-trigger="every 1s"' in page_of(run)
    poll = client.get(address, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 1s"' in poll and 'hx-swap-oob="true"' in poll and "<html" not in poll
    Run.objects.filter(pk=run.pk).update(finished=timezone.now(), **MEASURED)
    assert "hx-trigger" not in client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" in client.get(address).text


def test_page_takes_as_many_queries_for_six_runs_as_for_one(client: Client) -> None:
    revision = make_revision()
    counts = []
    for more in (1, 5):
        for _ in range(more):
            make_run(revision, **MEASURED)
        with CaptureQueriesContext(connection) as queries:
            client.get(revision.idea.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_only_runs_over_the_latest_examples_are_shown() -> None:
    earlier = make_run(model=make_model("earlier-model"), **MEASURED)
    later = make_run(make_revision(earlier.revision.idea), model=make_model("later-model"))
    assert "later-model" in page_of(later) and "earlier-model" not in page_of(later)


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


def told(client: Client, run: Run, **trial: Any) -> str:
    """What the page says of its one trial, without markup."""
    make_trial(run, model_name="some", **trial)
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(run.get_absolute_url()).text).split())


def test_answer_from_the_cache_cost_nothing_and_says_what_it_had_cost(client: Client) -> None:
    shown = told(client, make_run(), from_cache=True, usd=0.0042, total_ms=21.0)
    assert "answered from the cache, at no cost; when it was first asked, the answer had cost $0.0042" in shown
    assert "Time when it was first asked: 21 ms" in shown
    assert "Cost answered from the cache, at no cost" in told(client, make_run(), from_cache=True)
    assert "Cost $0.0042" in told(client, make_run(), usd=0.0042)


@pytest.mark.parametrize(
    ("kind", "tokens", "says"),
    [
        ("chat", {"input_tokens": 12, "output_tokens": 3}, "Tokens 12 in, 3 out"),
        ("chat", {"input_tokens": 12}, "Tokens 12 in, output not reported"),
        ("chat", {}, "Tokens not reported"),
        ("embedding", {"input_tokens": 12}, "Tokens 12 in Time"),
    ],
)
def test_tokens_that_a_server_did_not_count_are_never_told_as_none(
    client: Client, kind: str, tokens: dict[str, int], says: str
) -> None:
    assert says in told(
        client, make_run(model=make_model(kind=kind, dimensions=384 if kind == "embedding" else None)), **tokens
    )


def test_cut_input_is_told_with_the_limit_of_its_own_embedding_model(client: Client) -> None:
    embedder = make_model(kind="embedding", dimensions=384, context_tokens=512)
    for model in (embedder, make_model()):
        shown = told(client, make_run(model=model, embedder=embedder), input_tokens=512, input_cut=True)
        assert "the input was cut at the 512 tokens that the embedding model reads" in shown


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        ({"input_tokens": 812, "output_tokens": 16}, '812<small class="loose">16</small>'),
        ({"input_tokens": 812, "output_tokens": 0}, '812<small class="loose">not reported</small>'),
        ({"input_tokens": 0, "output_tokens": 0}, ">not reported</span>"),
    ],
)
def test_run_whose_server_counts_no_tokens_says_so(tokens: dict[str, int], says: str) -> None:
    assert says in page_of(make_run(**MEASURED | tokens))


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


def test_examples_of_others_are_scored_apart(client: Client) -> None:
    run = make_run(**MEASURED)
    make_trial(run, 1)
    make_trial(run, 2, score=0.0, answer="wrong office")
    assert "proposed by others" not in client.get(run.get_absolute_url()).text
    run.revision.examples.filter(position=2).update(author=make_person())
    shown = client.get(run.get_absolute_url()).text
    assert "by the idea&#x27;s author: 100 % right" in shown and "proposed by others: 0 % right" in shown


def test_every_check_is_shown_where_a_score_is_the_least_of_several() -> None:
    revision = make_revision()
    revision.task, revision.scorer, revision.more_checks = "answer", "contains", [["rouge-l", None]]
    revision.save()
    run = make_run(revision, **MEASURED)
    make_trial(run, 1, score=0.5, checks={"contains": 1.0, "rouge-l": 0.5})
    make_trial(run, 2, score=0.0, checks={"contains": 0.0, "rouge-l": 0.25})
    page = Client().get(run.get_absolute_url()).text
    assert "on average give contains 0.50 (0.12 to 0.88, n = 2), rouge-l 0.38 (0.12 to 0.75, n = 2);" in page
    assert "0.50, the least of rouge-l 0.50, contains 1" in page


def test_finished_run_reads_its_checks_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    run = make_run(make_revision(task="answer", scorer="contains", more_checks=[["rouge-l", None]]), **MEASURED)
    make_trial(run, 1, score=0.5, checks={"contains": 1.0, "rouge-l": 0.5})
    told = checks_of(run)
    assert [(check.scorer, check.n, check.mean) for check in told] == [("contains", 1, 1.0), ("rouge-l", 1, 0.5)]
    with django_assert_max_num_queries(0):
        assert checks_of(run) == told


def test_every_label_is_shown_with_the_bounds_of_its_recall_precision_and_f1() -> None:
    run = make_run(**MEASURED)
    for row in range(1, 9):  # tax, roads, tax, ...
        make_trial(run, row, answer="tax", score=float(row % 2))
    shown = unwrapped(Client().get(run.get_absolute_url()).text)
    for part in (
        "100 %<small><span>60 to 100,</span> <span>4 of 4</span></small>",
        "50 %<small><span>25 to 75,</span> <span>4 of 8</span></small>",
        "0.67<small><span>0.40 to 0.86,</span> <span>n = 8</span></small>",
        "0 %<small><span>0 to 40,</span> <span>0 of 4</span></small>",
        "never given",
    ):
        assert part in shown


def test_page_does_not_ask_again_and_again_after_a_model_that_was_switched_off() -> None:
    embedder = make_model(kind="embedding", dimensions=384, enabled=False)
    for model, leans_on in ((make_model(enabled=False), None), (make_model(), embedder)):
        shown = page_of(make_run(model=model, embedder=leans_on, waiting_for="its model is switched off"))
        assert "Waiting: its model is switched off" in shown
        assert "hx-trigger" not in shown and "This page follows" not in shown


def test_baseline_that_lift_is_counted_from_is_told_where_the_majority_got_less() -> None:
    run = make_run(**MEASURED | {"baseline": 0.25})
    majority = {"recipe": "majority", "lane": "quick", "cost_rank": 0, "sample": 8, "n": 8, "trials_done": 8}
    ended = {"state": "finished", "finished": timezone.now(), "lower": 0.1, "upper": 0.3}
    Run.objects.create(revision=run.revision, score=0.16, baseline=0.25, **majority, **ended)
    assert "25 % by one label for all" in page_of(run)
    Run.objects.filter(recipe="majority").update(score=0.25)
    assert "by one label for all" not in page_of(run)
