"""Runs over the same examples: who is better, on which examples they differ, and who wrote those."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.results.comparison import START, Comparison
from tests.factories import make_person, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def answered(revision: ExampleRevision, scores: str, **fields: Any) -> Run:
    """A finished run; "1" for right, "0" for wrong, "-" for no answer, a blank for one beyond its sample."""
    run = make_run(revision, state="finished", **fields)
    for row, score in enumerate(scores, 1):
        if score == "-":
            make_trial(run, row, outcome="error", score=None, answer="")
        elif score != " ":
            make_trial(run, row, score=float(score), answer=f"answer {score}")
    return run


def test_runs_are_compared_on_the_examples_that_both_have_scored() -> None:
    revision = make_revision()
    first, second = answered(revision, "11110-10"), answered(revision, "101000  ")
    side = Comparison(revision, [first, second]).sides[1]
    assert side.versus is not None
    assert (side.versus.n, side.versus.won, side.versus.lost) == (5, 0, 2)
    assert side.versus.p == 0.5
    assert side.words == f"lower than {first}, could be chance"


def test_examples_differ_where_one_run_is_right_and_another_wrong() -> None:
    revision = make_revision()
    runs = [answered(revision, "1100-1  "), answered(revision, "10001   ")]
    comparison = Comparison(revision, runs)
    rows = comparison.rows(after=0, limit=50, only_different=False)
    assert [row.position for row in rows if row.differs] == [2]
    only = comparison.rows(after=0, limit=50, only_different=True)
    assert [row.position for row in only] == [2]
    assert [(said.outcome, said.score) for said in rows[5].answers] == [("answered", 1.0), ("", None)]


def test_wrong_answers_that_are_not_the_same_differ_too() -> None:
    revision = make_revision()
    one, other = make_run(revision, state="finished"), make_run(revision, state="finished")
    for row, (text, score) in enumerate([("the same", 0.0), ("another", 0.0), ("also right", 1.0)], 1):
        make_trial(one, row, answer="the same", score=score)
        make_trial(other, row, answer=text, score=score)
    make_trial(one, 4, answer="x", score=0.0), make_trial(other, 4, answer="x", score=1.0)
    comparison = Comparison(revision, [one, other])
    rows = comparison.rows(after=0, limit=50, only_different=False)
    assert [row.differs for row in rows[:5]] == ["", "the answers differ", "", "they differ", ""]
    only = comparison.rows(after=0, limit=50, only_different=True)
    assert [row.position for row in only] == [2, 4]


def test_searches_that_miss_differ_by_the_document_that_comes_first() -> None:
    revision = make_revision(task="search", scorer="recall@1")
    one, other = make_run(revision, state="finished"), make_run(revision, state="finished")
    for row, found in enumerate(["fines\nbins", "bins\nfines"], 1):
        make_trial(one, row, answer="fines\ntrees", score=0.0)
        make_trial(other, row, answer=found, score=0.0)
    rows = Comparison(revision, [one, other]).rows(after=0, limit=50, only_different=True)
    assert [row.position for row in rows] == [2]


def test_names_of_documents_that_do_not_fit_are_left_out_whole() -> None:
    revision = make_revision(task="search", scorer="mrr")
    run = make_run(revision, state="finished")
    make_trial(run, 1, answer="\n".join(["a" * 190, "tax", "b" * 190, "c" * 190]), score=0.5)
    (row, *_) = Comparison(revision, [run]).rows(after=0, limit=1, only_different=False)
    assert [(document.name[0], document.is_expected) for document in row.answers[0].documents] == [
        ("a", False), ("t", True), ("b", False),
    ]  # fmt: skip


def test_unchecked_answers_differ_by_their_text() -> None:
    revision = make_revision(task="answer", scorer="unchecked")
    one, other = make_run(revision, state="finished"), make_run(revision, state="finished")
    for row, text in enumerate(["same", "other"], 1):
        make_trial(one, row, answer="same", score=None)
        make_trial(other, row, answer=text, score=None)
    comparison = Comparison(revision, [one, other])
    rows = comparison.rows(after=0, limit=50, only_different=True)
    assert [row.position for row in rows] == [2]
    assert comparison.sides[1].versus is None


def test_examples_of_others_are_scored_apart() -> None:
    revision = make_revision()
    revision.examples.filter(position__gt=6).update(author=make_person("guest"))
    comparison = Comparison(revision, [answered(revision, "11110001"), answered(revision, "1" * 8)])
    side = comparison.sides[0]
    assert comparison.has_others
    assert side.by_author is not None and side.by_others is not None
    shown = statistics.shown_interval(4, 6)
    assert (side.by_author.n, side.by_author.lower, side.by_author.upper) == (6, shown.lower, shown.upper)
    assert (side.by_others.n, side.by_others.point) == (2, 0.5)
    rows = comparison.rows(after=6, limit=50, only_different=False)
    assert [(row.by_other, row.author) for row in rows] == [(True, "guest")] * 2


def test_baseline_counts_as_the_commonest_label_where_that_is_better() -> None:
    revision = make_revision()
    base = Run.objects.create(revision=revision, recipe="majority", lane="quick", cost_rank=0, sample=8,
                              state="finished", finished=revision.frozen)  # fmt: skip
    for row in range(1, 9):
        make_trial(base, row, score=0.0)
    side = Comparison(revision, [answered(revision, "11111100"), base]).sides[1]
    assert side.versus is not None
    assert side.versus.point == -0.25  # 4 of 8 would be right, not 0


@pytest.mark.parametrize(("runs", "size"), [(2, 8), (6, 30)])
def test_comparison_takes_as_many_queries_for_many_as_for_few(
    django_assert_num_queries: DjangoAssertNumQueries, runs: int, size: int
) -> None:
    revision = make_revision(size=size)
    compared = [answered(revision, "10" * 4) for _ in range(runs)]
    with django_assert_num_queries(4):  # results, authors, examples, trials
        comparison = Comparison(revision, compared)
        assert len(comparison.sides) == runs
        assert comparison.rows(after=0, limit=20, only_different=False)


def test_long_texts_are_not_read_whole() -> None:
    revision = make_revision()
    revision.examples.update(input="x" * 10_000)
    run = make_run(revision, state="finished")
    make_trial(run, 1, answer="y" * 1_000_000)
    (row, *_) = Comparison(revision, [run]).rows(after=0, limit=1, only_different=False)
    assert len(row.input) == len(row.answers[0].answer) == START + 1
