"""Every example is held out once, together with its duplicates, and the content alone decides in which fold."""

import subprocess
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.datasets.folds import FoldPlace, fold_count, place
from evaluations.prototypes.scorers import normalized

Rows = list[tuple[str, str]]

inputs = st.sampled_from(
    ["Rain", "rain.", "RAIN ", "snow", "sun", "fog", "hail", "storm", "frost", "dew", "a-b", "a b"]
)
some_rows = st.lists(
    st.tuples(inputs | st.text(max_size=4), st.sampled_from("abcd")), min_size=1, max_size=40, unique=True
)
labelled = st.lists(st.sampled_from("aaabbc"), min_size=2, max_size=80).map(
    lambda labels: [(f"input {number}", label) for number, label in enumerate(labels)]
)


def placed(rows: Rows) -> list[FoldPlace]:
    return place(rows, content_hash(rows))


@given(some_rows)
def test_folds_are_filled_and_hold_every_row_once(rows: Rows) -> None:
    assert {one.fold for one in placed(rows)} == set(range(fold_count(rows)))


@given(some_rows)
def test_duplicates_share_a_fold(rows: Rows) -> None:
    fold_of: dict[str, int] = {}
    for (given_, _), one in zip(rows, placed(rows), strict=True):
        assert fold_of.setdefault(normalized(given_), one.fold) == one.fold


@given(some_rows, st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(rows: Rows, random: Random) -> None:
    shuffled = random.sample(rows, len(rows))
    before = dict(zip(rows, placed(rows), strict=True))
    assert dict(zip(shuffled, placed(shuffled), strict=True)) == before


@given(labelled)
def test_each_label_is_spread_as_evenly_as_can_be(rows: Rows) -> None:
    places, count = placed(rows), fold_count(rows)
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
    for fold in range(fold_count(rows)):
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
    rows = [(f"{label} {number}", label) for label, count in shares.items() for number in range(count)]
    sample = Counter(row[1] for row, one in zip(rows, placed(rows), strict=True) if one.turn < size)
    for label, count in shares.items():
        assert abs(sample[label] - size * count / 200) <= 2


def test_sample_of_rows_with_outputs_of_their_own_is_no_run_of_them() -> None:
    rows = [(f"big {n}", "big") for n in range(50)] + [(f"own {n}", f"own {n}") for n in range(50)]
    sample = sum(row[1] == "big" for row, one in zip(rows, placed(rows), strict=True) if one.turn < 40)
    assert 12 <= sample <= 28


def test_other_content_gives_other_folds() -> None:
    rows = [(f"input {number}", "ab"[number % 2]) for number in range(40)]
    assert place(rows, content_hash(rows)) != place(rows, content_hash(rows[:-1]))


def test_another_process_with_another_hash_seed_finds_the_same_places() -> None:
    rows = [(f"input {number}", "abc"[number % 3]) for number in range(30)]
    script = f"from evaluations.prototypes.datasets.folds import place; print(place({rows!r}, {content_hash(rows)!r}))"
    ran = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."}, capture_output=True, check=True
    )
    assert ran.stdout.decode().strip() == repr(placed(rows))


@pytest.mark.parametrize(("different", "folds"), [(1, 1), (2, 2), (4, 4), (5, 5), (9, 5)])
def test_fewer_inputs_than_folds_make_fewer_folds(different: int, folds: int) -> None:
    assert fold_count([(f"input {number}", "a") for number in range(different)]) == folds
