"""Runs, their trials and the models, as anyone may read them."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evaluations.prototypes.models import Run
from ideas.actions import unpublish
from tests.factories import make_idea, make_model, make_revision, make_run, make_trial

from .conftest import Api

pytestmark = pytest.mark.django_db


def test_run_tells_what_was_tried_on_what_and_how_far_it_is(anyone: APIClient) -> None:
    run = make_run(waiting_for="its server is loading")
    read = anyone.get(f"/api/v1/runs/{run.pk}/").json()
    assert (read["recipe"], read["state"], read["waiting_for"]) == ("zero-shot", "planned", "its server is loading")
    assert (read["task"], read["scorer"], read["sample"], read["score"], read["usd_per_1000"]) == (
        "classify", "label", 8, None, None,
    )  # fmt: skip
    assert read["links"]["html"].endswith(f"/ideas/{run.revision.idea.slug}/runs/{run.pk}/")


def test_trials_are_read_by_row_with_all_that_is_needed_to_do_them_again(anyone: APIClient) -> None:
    run = make_run()
    request = {"model": "smol", "messages": [{"role": "user", "content": "letter 1"}], "seed": 7}
    for row in (3, 1, 2):
        make_trial(run, row, request=request, seed=7, raw_answer='{"label": "tax"}', price=None)
    first = anyone.get(f"/api/v1/runs/{run.pk}/trials/?limit=2").json()
    rest = anyone.get(first["next"]).json()
    assert [trial["row"] for trial in first["results"] + rest["results"]] == [1, 2, 3]
    trial = first["results"][0]
    assert (trial["input"], trial["expected"], trial["score"], trial["request"]) == ("letter 1", "tax", 1.0, request)
    assert rest["next"] is None


def test_trials_that_failed_or_got_no_answer_are_found_apart(anyone: APIClient) -> None:
    run = make_run()
    make_trial(run, 1)
    make_trial(run, 2, score=0.0, answer="tax")
    make_trial(run, 3, outcome="error", score=None, answer="")
    address = f"/api/v1/runs/{run.pk}/trials/"
    rows = {only: [trial["row"] for trial in anyone.get(f"{address}?only={only}").json()["results"]]
            for only in ("failed", "errors")}  # fmt: skip
    assert rows == {"failed": [2], "errors": [3]}


def test_runs_of_an_idea_that_was_withdrawn_are_its_authors_alone(api: Api, anyone: APIClient) -> None:
    run = make_run()
    idea = run.revision.idea
    unpublish(idea.author, idea)
    for address in (f"/api/v1/runs/{run.pk}/", f"/api/v1/runs/{run.pk}/trials/", f"/api/v1/ideas/{idea.slug}/runs/"):
        assert anyone.get(address).status_code == api().get(address).status_code == 404
        assert api(idea.author).get(address).status_code == 200


@pytest.mark.parametrize("pk", ["0", "99", "9" * 30])
def test_run_that_does_not_exist_is_404(anyone: APIClient, pk: str) -> None:
    assert anyone.get(f"/api/v1/runs/{pk}/").status_code == 404


@pytest.mark.parametrize("runs", [1, 20])
def test_runs_take_as_many_queries_for_one_as_for_twenty(
    anyone: APIClient, django_assert_num_queries: DjangoAssertNumQueries, runs: int
) -> None:
    revision = make_revision()
    for _ in range(runs):
        make_run(revision)
    # the idea with author, taggings, tags, answers; its latest examples; the runs
    with django_assert_num_queries(5):
        response = anyone.get(f"/api/v1/ideas/{revision.idea.slug}/runs/")
    assert len(response.json()["results"]) == runs


def test_models_tell_licence_size_digest_price_and_whether_they_answer(anyone: APIClient) -> None:
    make_model("smol", state="down", digest="sha256:abc")
    (model,) = anyone.get("/api/v1/models/").json()["results"]
    assert (model["licence"], model["parameters"], model["digest"], model["price"]) == (
        "Apache-2.0", 135_000_000, "sha256:abc", None,
    )  # fmt: skip
    assert (model["endpoint"]["state"], model["endpoint"]["reason"]) == ("down", "It was stopped.")


def test_model_tells_how_it_stands_what_it_does_best_and_which_bigger_ones_it_beats(anyone: APIClient) -> None:
    small, big = make_model("small", parameters=1_000), make_model("big", parameters=2_000)
    revision = make_revision()
    told = {"state": "finished", "n": 8, "trials_done": 8}
    own = make_run(revision, model=small, score=0.9, lower=0.8, upper=1.0, is_best=True, **told)
    others = make_run(revision, model=big, score=0.5, lower=0.4, upper=0.6, **told)
    for row in range(1, 7):
        make_trial(own, row), make_trial(others, row, score=0.0)
    listed = {model["slug"]: model["standing"] for model in anyone.get("/api/v1/models/").json()["results"]}
    assert listed["small"]["score"] == [0.9, 0.9, 0.9] and listed["small"]["p50_ms"] is None
    read = anyone.get("/api/v1/models/small/").json()
    assert (read["standing"]["ideas"], read["standing"]["best"], read["beats_bigger_count"]) == (1, 1, 1)
    assert [run["idea"] for run in read["best_on"]] == [revision.idea.slug]
    (upset,) = read["beats_bigger"]
    assert (upset["bigger"]["model"], upset["is_clear"]) == ("big", True) and upset["by"] == pytest.approx(0.4)
    assert (upset["versus"]["won"], upset["versus"]["n"], upset["versus"]["p"]) == (6, 6, pytest.approx(2 / 2**6))
    assert read["links"]["html"].endswith("/models/small/")
    assert anyone.get("/api/v1/models/nobody/").status_code == 404


def test_model_that_nobody_tried_stands_nowhere(anyone: APIClient) -> None:
    make_model("new")
    standing = anyone.get("/api/v1/models/new/").json()["standing"]
    assert (standing["ideas"], standing["score"]) == (0, None)


def test_where_a_server_stands_and_its_key_are_nobodys_business(anyone: APIClient) -> None:
    make_model("smol")
    content = anyone.get("/api/v1/models/").content
    assert b"127.0.0.1" not in content
    assert b"key" not in content


def test_idea_without_runs_has_an_empty_page(anyone: APIClient) -> None:
    assert anyone.get(f"/api/v1/ideas/{make_idea().slug}/runs/").json() == {"results": [], "next": None}


def test_run_tells_its_difference_from_the_baseline_in_words(anyone: APIClient) -> None:
    run = make_run(lift=0.1, lift_p=0.3, n=20, trials_done=20, sample=20, macro_f1=0.5)
    read = anyone.get(f"/api/v1/runs/{run.pk}/").json()
    assert read["versus_baseline"] == "higher than the baseline, could be chance"
    assert (read["lift_p"], read["macro_f1"], read["graded"], read["unchecked"]) == (0.3, 0.5, False, 0)


def test_runs_are_compared_example_by_example_and_page_by_page(anyone: APIClient) -> None:
    revision = make_revision()
    first, second = make_run(revision, state="finished"), make_run(revision, state="finished")
    for row in range(1, 7):
        make_trial(first, row)
        make_trial(second, row, score=float(row > 2), answer="x" * 1_000)
    Run.objects.update(trials_done=6, n=6)
    Run.objects.filter(pk=first.pk).update(lower=0.9)
    address = f"/api/v1/ideas/{revision.idea.slug}/compare/"
    read = anyone.get(f"{address}?runs={second.pk},{first.pk}&limit=5").json()
    (one, other) = read["runs"]
    assert (one["run"], one["versus_first"], one["words"]) == (first.pk, None, "")
    assert (other["versus_first"]["n"], other["versus_first"]["lost"], other["versus_first"]["p"]) == (6, 2, 0.5)
    assert other["words"] == f"lower than {first}, could be chance"
    assert [row["differs"] for row in read["results"]] == [True, True, False, False, False]
    assert len(read["results"][0]["answers"][1]["answer"]) == 400
    rest = anyone.get(read["next"]).json()
    assert [(row["row"], len(row["answers"])) for row in rest["results"]] == [(6, 2), (7, 0), (8, 0)]
    only = anyone.get(f"{address}?only=different").json()
    assert [row["row"] for row in only["results"]] == [1, 2]
    assert anyone.get(f"{address}?runs=1;2").status_code == 400


def test_comparison_of_a_withdrawn_idea_is_its_authors_alone(api: Api, anyone: APIClient) -> None:
    run = make_run()
    idea = run.revision.idea
    unpublish(idea.author, idea)
    address = f"/api/v1/ideas/{idea.slug}/compare/"
    assert anyone.get(address).status_code == api().get(address).status_code == 404
    assert api(idea.author).get(address).status_code == 200


def test_comparison_without_examples_is_empty(anyone: APIClient) -> None:
    address = f"/api/v1/ideas/{make_idea().slug}/compare/"
    assert anyone.get(address).json() == {"runs": [], "results": [], "next": None}
