"""The records of models over all ideas, from runs that are really in the database."""

from typing import Any, cast

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_redis.cache import RedisCache
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.prototypes.models import ExampleRevision, OpenModel, Run
from evaluations.prototypes.results.model_records import best_on, find_upsets, model_records, upsets_of
from ideas.actions import unpublish
from tests.factories import make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def finished(revision: ExampleRevision, model: OpenModel, lower: float, **fields: Any) -> Run:
    """A finished run whose interval is 0.2 wide."""
    told = {"score": lower + 0.1, "lower": lower, "upper": lower + 0.2, "n": 8, "trials_done": 8}
    return make_run(revision, model=model, state="finished", **(told | fields))


def answers(run: Run, scores: str) -> None:
    """A trial of each example, "1" for right and "0" for wrong; a blank for none."""
    for row, score in enumerate(scores, 1):
        if score != " ":
            make_trial(run, row, score=float(score))


def test_standing_has_the_median_over_ideas_of_the_best_run_on_each() -> None:
    model = make_model()
    for lower in (0.1, 0.3, 0.7):
        revision = make_revision()
        finished(revision, model, lower, p50_ms=1_000 * lower, usd_per_1000=lower, lift=lower - 0.2, lift_p=0.01)
        finished(revision, model, 0.0, recipe="few-shot", p50_ms=9_000, is_best=lower == 0.7)
    standing = model_records()[model.pk]
    assert (standing.ideas, standing.runs, standing.best, standing.surely) == (3, 6, 1, 2)
    assert standing.score == pytest.approx([0.3, 0.4, 0.6])
    assert standing.p50_ms == pytest.approx([200, 300, 500]) and standing.usd_per_1000 == pytest.approx([0.2, 0.3, 0.5])


def test_baseline_counts_as_beaten_only_where_the_paired_test_says_so() -> None:
    model = make_model()
    for lift, lift_lower, p in ((0.2, 0.1, 0.2), (0.2, -0.1, 0.05), (-0.2, -0.3, 0.01)):
        finished(make_revision(), model, 0.5, lift=lift, lift_lower=lift_lower, lift_p=p)
    assert model_records()[model.pk].surely == 1


@pytest.mark.parametrize(
    ("fields", "does"),
    [
        ({"lower": 0.9}, 1),
        ({"lower": 0.89}, 0),
        ({"lower": 0.9, "n": 9, "trials_done": 9}, 0),
        ({"lower": 0.9, "lift": 0.0}, 0),
        ({"lower": 0.9, "lift_p": 0.2}, 0),
        ({"lower": 0.6, "strangers_n": 12, "strangers_lower": 0.6}, 1),
        ({"lower": 0.9, "strangers_n": 12, "strangers_lower": 0.59}, 0),
        ({"lower": 0.6, "strangers_n": 11, "strangers_lower": 0.6}, 0),
    ],
)
def test_model_does_an_idea_that_it_clears_by_itself_and_beyond_chance(fields: dict[str, Any], does: int) -> None:
    model = make_model()
    counts: dict[str, Any] = {
        "n": 40,
        "trials_done": 40,
        "sample": 40,
        "lift": 0.3,
        "lift_lower": 0.1,
        "lift_upper": 0.5,
    }
    counts |= {"lift_p": 0.01, "upper": 0.98, "score": 0.95}
    strangers = {"strangers_score": 0.8, "strangers_upper": 0.95} if "strangers_n" in fields else {}
    make_run(make_revision(), model=model, state="finished", **(counts | strangers | fields))
    finished(make_revision(), model, 0.1)
    record = model_records()[model.pk]
    assert (record.does, record.ideas) == (does, 2)
    assert record.does_bounds.lower <= does / 2 <= record.does_bounds.upper


def test_standing_leaves_out_what_nobody_knows() -> None:
    model = make_model()
    finished(make_revision(), model, 0.5)
    assert model_records()[model.pk].usd_per_1000 is None
    assert make_model().pk not in model_records()


def test_runs_that_are_open_outdated_or_withdrawn_do_not_count() -> None:
    model = make_model()
    earlier = finished(make_revision(), model, 0.9)
    make_run(make_revision(earlier.revision.idea), model=model)
    withdrawn = finished(make_revision(), model, 0.9).revision.idea
    unpublish(withdrawn.author, withdrawn)
    assert model_records() == {} and best_on(model).count == upsets_of(model).count == 0


def test_best_on_lists_the_ideas_of_which_it_has_the_best_run_the_surest_first() -> None:
    model, other = make_model(), make_model()
    for lower in (0.2, 0.6):
        finished(make_revision(), model, lower, is_best=True)
    finished(make_revision(), other, 0.9, is_best=True)
    listed = best_on(model)
    assert [run.lower for run in listed.rows] == [0.6, 0.2] and listed.count == 2


def test_upset_needs_a_bigger_model_and_a_higher_lower_bound_on_the_same_examples() -> None:
    small, twin = make_model(parameters=1_000), make_model(parameters=1_000)
    big, bigger = make_model(parameters=2_000), make_model(parameters=3_000)
    revision = make_revision()
    own = finished(revision, small, 0.6)
    finished(revision, small, 0.5, recipe="few-shot")
    finished(revision, twin, 0.1)
    close, far = finished(revision, big, 0.5), finished(revision, bigger, 0.2)
    finished(revision, bigger, 0.1, recipe="few-shot")
    finished(make_revision(), bigger, 0.1)
    upsets = upsets_of(small)
    assert [(upset.run, upset.bigger) for upset in upsets.rows] == [(own, far), (own, close)] and upsets.count == 2
    assert [round(upset.by, 3) for upset in upsets.rows] == [0.4, 0.1]
    assert upsets_of(bigger).count == 0


@pytest.mark.parametrize(
    ("bigger", "words", "is_clear"),
    [
        ("00000011", "better than big", True),
        ("00000111", "higher than big, could be chance", False),
        ("001     ", "higher than big, could be chance", False),
        ("11111111", "no difference seen on 8 examples", False),
        ("        ", "no example that both have scored", False),
    ],
)
def test_upset_is_clear_only_where_it_is_better_example_by_example(bigger: str, words: str, is_clear: bool) -> None:
    small, big = make_model(parameters=1_000), make_model("big", parameters=2_000)
    revision = make_revision()
    answers(finished(revision, small, 0.7), "11111111")
    answers(finished(revision, big, 0.1), bigger)  # its interval is far below, whatever the examples say
    (upset,) = upsets_of(small).rows
    assert (upset.words, upset.is_clear) == (words, is_clear)


def test_standing_takes_as_many_queries_for_many_runs_as_for_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    small, big = make_model(), make_model(parameters=10**9)
    for more in (1, 3):
        for _ in range(more):
            revision = make_revision()
            finished(revision, small, 0.6, is_best=True)
            finished(revision, big, 0.1)
        cast(RedisCache, cache).delete_pattern("*")
        with django_assert_num_queries(8):
            model_records(), best_on(small), upsets_of(small)
    with django_assert_num_queries(0):  # cached for some seconds
        model_records(), best_on(small), upsets_of(small)


def test_models_are_compared_again_only_where_a_run_was_finished_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    small, big = make_model(parameters=1_000), make_model("big", parameters=2_000)
    revision = make_revision()
    own, other = finished(revision, small, 0.7), finished(revision, big, 0.1)
    answers(own, "11111111")
    answers(other, "00000011")
    (first,) = find_upsets(small).rows
    with django_assert_num_queries(3):
        assert find_upsets(small).rows == [first]
    other.trials.all().delete()
    answers(other, "11111111")
    Run.objects.filter(pk=other.pk).update(finished=timezone.now())
    (anew,) = find_upsets(small).rows
    assert first.words == "better than big" and anew.words == "no difference seen on 8 examples"


def test_pair_that_cannot_be_compared_is_remembered_too(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    small, big = make_model(parameters=1_000), make_model(parameters=2_000)
    revision = make_revision()
    finished(revision, small, 0.7), finished(revision, big, 0.1)
    find_upsets(small)
    with django_assert_num_queries(3):
        assert [upset.versus for upset in find_upsets(small).rows] == [None]


def test_medians_say_over_how_many_ideas_they_are() -> None:
    model = make_model()
    for number in range(3):
        finished(make_revision(), model, 0.5, p50_ms=9.0 if number else None, usd_per_1000=None if number else 0.5)
    standing = model_records()[model.pk]
    assert (standing.ideas, standing.timed, standing.priced) == (3, 2, 1)


def test_standing_is_counted_anew_without_redis(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}}
    model = make_model()
    assert model_records() == {}
    finished(make_revision(), model, 0.5)
    assert model_records()[model.pk].ideas == 1
