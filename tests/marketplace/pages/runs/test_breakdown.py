"""The parts of a run's score: by author, check by check, label by label."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace.pages.runs.breakdown import checks_of
from tests.factories import make_person, make_revision, make_run, make_trial
from tests.marketplace.pages.unwrapped import unwrapped

from .measured import MEASURED

pytestmark = pytest.mark.django_db


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
    checks = checks_of(run)
    assert [(check.scorer, check.n, check.mean) for check in checks] == [("contains", 1, 1.0), ("rouge-l", 1, 0.5)]
    with django_assert_max_num_queries(0):
        assert checks_of(run) == checks


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
