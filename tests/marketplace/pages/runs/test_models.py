"""The pages of the models, as anyone reads them."""

from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_redis.cache import RedisCache

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Endpoint, ExampleRevision, OpenModel, Run
from tests.factories import make_idea, make_model, make_revision, make_run, make_trial
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db


def finished(revision: ExampleRevision, model: OpenModel, lower: float, **fields: Any) -> Run:
    numbers = {"score": lower + 0.1, "lower": lower, "upper": lower + 0.2, "n": 40, "trials_done": 40, "sample": 40}
    return make_run(revision, model=model, state="finished", **(numbers | fields))


def test_catalogue_without_models_says_how_to_get_some(client: Client) -> None:
    assert "No model is in the catalogue." in client.get("/models/").text


def test_catalogue_shows_the_record_of_each_model_over_all_ideas(client: Client) -> None:
    model = make_model("small-1b", quantisation="Q4_1")
    for lower, ms in ((0.2, 200), (0.5, 300)):
        finished(make_revision(), model, lower, p50_ms=ms, usd_per_1000=0.0042, is_best=True)
    finished(make_revision(), model, 0.35)
    shown = client.get("/models/").text
    for part in (
        "small-1b",
        "Q4_1",
        "135 M",
        "45 %",
        "n = 3 ideas",
        "250 ms<small>225 ms to 275 ms, n = 2<",
        "2 of 3",
        "$0.0042",
        'href="/models/small-1b/"',
    ):
        assert part in shown
    assert "digest" not in shown  # it is on the page of each model


def test_model_that_was_never_tried_says_so(client: Client) -> None:
    model = make_model()
    assert "No finished try" in client.get("/models/").text
    assert "It has no finished run yet." in client.get(model.get_absolute_url()).text


def test_page_of_a_model_tells_what_it_is_and_what_it_costs(client: Client) -> None:
    load_prices()
    model = make_model(digest=f"sha256:{7:064x}", source="weights by somebody", state="down")
    shown = client.get(model.get_absolute_url()).text
    for part in (model.digest, "135,000,000", "2,048 tokens", "weights by somebody", "It was stopped.", "an hour"):
        assert part in shown
    assert "MACHINE_USD_PER_HOUR" in shown and "127.0.0.1" not in shown


def test_page_of_a_model_tells_what_its_server_was_found_to_be(client: Client) -> None:
    found: dict[str, Any] = {
        "served_digest": "sha256:bb",
        "served_file": "/home/op/models/tiny.gguf",
        "served_context": 1024,
    }
    model = make_model(digest="sha256:aa", schema_support="honoured", **found)
    shown = client.get(model.get_absolute_url()).text
    for part in ("Its server tells another", "tiny.gguf", "1,024 tokens", "2,048 by the catalogue", "honoured"):
        assert part in shown
    assert "/home/op" not in shown


def test_page_of_a_model_tells_an_empty_probe_from_none(client: Client) -> None:
    never, unclear = make_model(), make_model(schema_support="unknown", probed=timezone.now())
    assert "not probed yet" in client.get(never.get_absolute_url()).text
    shown = client.get(unclear.get_absolute_url()).text
    assert "could not be told, probed" in shown and "not probed yet" not in shown


def test_page_of_a_model_names_the_ideas_it_does_best_and_the_bigger_models_it_beats(client: Client) -> None:
    small, big = make_model("small", parameters=10**8), make_model("big", parameters=8 * 10**9)
    revision = make_revision(make_idea(title="Sort <b>letters</b>"))
    numbers = {"lift": 0.3, "lift_lower": 0.1, "lift_upper": 0.5, "lift_p": 0.2}
    own = finished(revision, small, 0.7, recipe="nearest", is_best=True, **numbers)
    others = finished(revision, big, 0.4)
    for row in range(1, 7):
        make_trial(own, row), make_trial(others, row, score=0.0)
    shown = unwrapped(client.get("/models/small/").text)
    for part in (
        "Sort &lt;b&gt;letters",
        "80 %",
        "70 to 90",
        "+30",
        "+10 to +50",
        "big, 8.0 B",
        "higher, could be chance",
        "+100",
        "n = 6",
        "better than big<",
    ):
        assert part in shown
    assert "<b>0 of 1</b><small>beyond chance" in shown
    of_big = client.get("/models/big/").text
    assert "On no idea yet is one of its runs the highest." in of_big
    assert "On no idea so far has it a higher lower bound" in of_big


def test_graded_scores_are_means_on_the_page_of_a_model(client: Client) -> None:
    model, big = make_model("small"), make_model(parameters=10**10)
    revision = make_revision(task="answer", scorer="rouge-l")
    finished(revision, model, 0.61, is_best=True, lift=0.25, lift_lower=0.1, lift_upper=0.4, lift_p=0.01)
    finished(revision, big, 0.1)
    shown = client.get("/models/small/").text
    assert "<b>0.71</b><small>0.61 to 0.81</small>" in shown and "+0.25<small>+0.10 to +0.40</small>" in shown
    assert "their mean score; both are told in percent" in shown
    assert "the points of 100 where answers may be right in part" in client.get("/models/").text


def test_page_of_a_model_that_is_not_in_the_catalogue_is_404(client: Client) -> None:
    assert client.get("/models/nobody/").status_code == 404


@pytest.mark.parametrize("build", ["", "b0-unknown"])
def test_server_that_does_not_tell_its_build_is_not_given_one(client: Client, build: str) -> None:
    model = make_model()
    Endpoint.objects.filter(pk=model.endpoint_id).update(kind="llama.cpp", build=build)
    for address in ("/models/", model.get_absolute_url()):
        shown = client.get(address).text
        assert "llama.cpp, build not told" in shown and "b0-unknown" not in shown


def test_pages_take_as_many_queries_for_many_models_and_ideas_as_for_few(client: Client) -> None:
    load_prices()
    counts: dict[str, set[int]] = {"/models/": set(), "/models/first/": set()}
    first, big = make_model("first"), make_model(parameters=10**10)
    for _ in range(3):
        revision = make_revision()
        finished(revision, first, 0.7, is_best=True)
        finished(revision, big, 0.1)
        finished(revision, make_model(), 0.1)
        for address, numbers in counts.items():
            cast(RedisCache, cache).delete_pattern("*")
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            numbers.add(len(queries))
    assert counts == {"/models/": {4}, "/models/first/": {10}}
