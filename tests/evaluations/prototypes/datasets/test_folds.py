"""Every example is held out once, together with its duplicates, and the content alone decides in which fold."""

import subprocess
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.datasets.folds import MAX_FOLDS, FoldPlace, different, fold_count, place
from evaluations.prototypes.datasets.likeness import likeness
from evaluations.prototypes.scorers import normalized
from tests.sentences import NOTES, PUMPS, unlike

Rows = list[tuple[str, str]]

inputs = st.sampled_from(
    ["Rain", "rain.", "RAIN ", "snow", "sun", "fog", "hail", "storm", "frost", "dew", "a-b", "a b"]
)
some_rows = st.lists(
    st.tuples(inputs | st.text(max_size=4), st.sampled_from("abcd")), min_size=1, max_size=40, unique=True
)
labelled = st.lists(st.sampled_from("aaabbc"), min_size=2, max_size=80).map(
    lambda labels: [(unlike(number), label) for number, label in enumerate(labels)]
)


def placed(rows: Rows) -> list[FoldPlace]:
    return place(rows, content_hash(rows))


def by_row(rows: Rows) -> dict[tuple[str, str], tuple[int, int, tuple[str, str], int]]:
    places = zip(rows, placed(rows), strict=True)
    return {row: (one.fold, one.turn, rows[one.first], one.copies) for row, one in places}


@given(some_rows)
def test_folds_are_filled_and_hold_every_row_once(rows: Rows) -> None:
    assert {one.fold for one in placed(rows)} == set(range(fold_count(placed(rows))))


@given(some_rows)
def test_duplicates_share_a_fold(rows: Rows) -> None:
    fold_of: dict[str, int] = {}
    for (given_, _), one in zip(rows, placed(rows), strict=True):
        assert fold_of.setdefault(normalized(given_), one.fold) == one.fold


@given(some_rows, st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(rows: Rows, random: Random) -> None:
    shuffled = random.sample(rows, len(rows))
    assert by_row(shuffled) == by_row(rows)


@given(labelled)
def test_each_label_is_spread_as_evenly_as_can_be(rows: Rows) -> None:
    places, count = placed(rows), fold_count(placed(rows))
    for label in {label for _, label in rows}:
        in_fold = Counter(one.fold for one, row in zip(places, rows, strict=True) if row[1] == label)
        assert max(in_fold.values()) - min(in_fold[fold] for fold in range(count)) <= 1


@given(labelled)
def test_fold_sizes_differ_by_one_at_most(rows: Rows) -> None:
    sizes = Counter(one.fold for one in placed(rows)).values()
    assert max(sizes) - min(sizes) <= 1


@given(labelled)
def test_training_parts_hold_every_label_that_has_two_rows(rows: Rows) -> None:
    counts = Counter(label for _, label in rows)
    twice = {label for label, count in counts.items() if count > 1}
    for fold in range(fold_count(placed(rows))):
        training = {row[1] for row, one in zip(rows, placed(rows), strict=True) if one.fold != fold}
        assert training
        assert twice <= training


@given(labelled)
def test_turns_number_all_rows(rows: Rows) -> None:
    assert sorted(one.turn for one in placed(rows)) == list(range(len(rows)))


@pytest.mark.parametrize(
    "shares", [{"a": 100, "b": 100}, {"a": 180, "b": 15, "c": 5}, {"a": 50, "b": 50, "c": 50, "d": 50}]
)
@pytest.mark.parametrize("size", [20, 60, 100])
def test_sample_keeps_the_shares_of_the_labels(shares: dict[str, int], size: int) -> None:
    rows = [(f"{label} {unlike(number)}", label) for label, count in shares.items() for number in range(count)]
    sample = Counter(row[1] for row, one in zip(rows, placed(rows), strict=True) if one.turn < size)
    for label, count in shares.items():
        assert abs(sample[label] - size * count / 200) <= 2


def test_sample_of_rows_with_outputs_of_their_own_is_no_run_of_them() -> None:
    rows = [(unlike(n), "big") for n in range(50)] + [(f"own {n}", f"own {n}") for n in range(50)]
    sample = sum(row[1] == "big" for row, one in zip(rows, placed(rows), strict=True) if one.turn < 40)
    assert 12 <= sample <= 28


def test_other_content_gives_other_folds() -> None:
    rows = [(unlike(number), "ab"[number % 2]) for number in range(40)]
    assert place(rows, content_hash(rows)) != place(rows, content_hash(rows[:-1]))


def test_another_process_with_another_hash_seed_finds_the_same_places() -> None:
    rows = [(unlike(number), "abc"[number % 3]) for number in range(30)]
    script = f"from evaluations.prototypes.datasets.folds import place; print(place({rows!r}, {content_hash(rows)!r}))"
    ran = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."}, capture_output=True, check=True
    )
    assert ran.stdout.decode().strip() == repr(placed(rows))


@pytest.mark.parametrize(("different", "folds"), [(1, 1), (2, 2), (4, 4), (5, 5), (9, 5)])
def test_fewer_inputs_than_folds_make_fewer_folds(different: int, folds: int) -> None:
    assert fold_count(placed([(unlike(number), "a") for number in range(different)])) == folds


copied = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(["", "please", "now", "7"]), st.sampled_from("ab"))
).map(lambda picks: [(f"{PUMPS[which][0]} {ending}".strip(), label) for which, ending, label in dict.fromkeys(picks)])


@given(copied)
def test_rows_that_are_near_share_a_fold_where_enough_groups_are_left(rows: Rows) -> None:
    near = likeness(rows).near
    if len(set(near)) >= MAX_FOLDS and 2 * max(Counter(near).values()) <= len(rows):
        folds = {(group, one.fold) for group, one in zip(near, placed(rows), strict=True)}
        assert len(folds) == len(set(near))


@given(copied)
def test_rows_that_are_the_same_share_a_fold_and_one_of_them_is_asked_for_all(rows: Rows) -> None:
    places = placed(rows)
    same = likeness(rows).same
    for group in set(same):
        members = [index for index in range(len(rows)) if same[index] == group]
        (asked,) = [index for index in members if places[index].copies]
        assert {places[index].first for index in members} == {asked}
        assert places[asked].copies == len(members)
        assert len({places[index].fold for index in members}) == 1
    asked_turns = sorted(place.turn for place in places if place.copies)
    assert asked_turns == list(range(different(places)))


def test_one_form_filled_in_differently_is_held_out_by_its_outputs() -> None:
    rows = [(f"Door {number} of the house is painted in which colour, please?", f"c{number}") for number in range(20)]
    places = placed(rows)
    assert (fold_count(places), different(places)) == (5, 20)


def test_rows_without_copies_keep_the_places_of_earlier_rules() -> None:
    """So that a site need not try ideas again in which nothing is near."""
    assert [one.fold for one in placed(NOTES)] == [4, 3, 2, 1, 0, 0, 0, 3, 3, 1, 2, 4]
    assert [one.turn for one in placed(NOTES)] == [8, 4, 6, 10, 2, 0, 5, 9, 1, 11, 3, 7]
