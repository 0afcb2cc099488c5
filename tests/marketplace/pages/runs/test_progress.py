"""The table of runs on the page of an idea, and the poll that follows it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.prototypes.models import Run
from tests.factories import make_model, make_revision, make_run
from tests.marketplace.pages.unwrapped import unwrapped

from .measured import MEASURED

pytestmark = pytest.mark.django_db


def page_of(run: Run) -> str:
    """The page from its runs on; the demo is above them."""
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
def test_run_that_is_not_measured_says_its_state(fields: dict[str, Any], says: str) -> None:
    assert says in page_of(make_run(**fields))


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
    assert counts[0] == counts[1] <= 14


def test_only_runs_over_the_latest_examples_are_shown() -> None:
    earlier = make_run(model=make_model("earlier-model"), **MEASURED)
    later = make_run(make_revision(earlier.revision.idea), model=make_model("later-model"))
    assert "later-model" in page_of(later) and "earlier-model" not in page_of(later)


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


def test_page_does_not_ask_again_and_again_after_a_model_that_was_switched_off() -> None:
    embedder = make_model(kind="embedding", dimensions=384, enabled=False)
    for model, leans_on in ((make_model(enabled=False), None), (make_model(), embedder)):
        shown = page_of(make_run(model=model, embedder=leans_on, waiting_for="its model is switched off"))
        assert "Waiting: its model is switched off" in shown
        assert "hx-trigger" not in shown and "This page follows" not in shown


def test_baseline_of_the_lift_is_shown_where_the_majority_got_less() -> None:
    run = make_run(**MEASURED | {"baseline": 0.25})
    majority = {"recipe": "majority", "lane": "quick", "cost_rank": 0, "sample": 8, "n": 8, "trials_done": 8}
    ended = {"state": "finished", "finished": timezone.now(), "lower": 0.1, "upper": 0.3}
    Run.objects.create(revision=run.revision, score=0.16, baseline=0.25, **majority, **ended)
    assert "25 % by one label for all" in page_of(run)
    Run.objects.filter(recipe="majority").update(score=0.25)
    assert "by one label for all" not in page_of(run)
