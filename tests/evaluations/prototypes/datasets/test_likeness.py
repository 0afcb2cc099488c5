"""Which rows say the same: copies are found, honest rows are not taken for copies, and the order does not matter."""

import json
import tomllib
from collections import Counter
from collections.abc import Callable
from math import log
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.datasets.folds import different, place
from evaluations.prototypes.datasets.likeness import LONGER, NEAR, features_of, likeness
from tests.sentences import NOTES, PUMPS, ROADS, unlike

SEED = sorted(Path("marketplace/local/seed").glob("*.toml"))
FILLERS = ("please", "now", "today", "kindly", "asap", "thanks, you know", "sorry to bother you")
LONG = "and so on and so forth, as everybody knows by now, thank you very much for reading all of this"
Rows = list[tuple[str, str]]

words = st.sampled_from(["pump", "leaks", "road", "tax", "please", "now", "3", "17", "+", "ä", "的", "Please!"])
texts = st.lists(words, min_size=1, max_size=6).map(" ".join) | st.text(max_size=6)
some_rows = st.lists(st.tuples(texts, st.sampled_from("abA")), min_size=1, max_size=30)


def partition(groups: list[int], rows: Rows) -> set[frozenset[tuple[str, str]]]:
    members: dict[int, set[tuple[str, str]]] = {}
    for group, row in zip(groups, rows, strict=True):
        members.setdefault(group, set()).add(row)
    return set(map(frozenset, members.values()))


@given(some_rows, st.randoms())
def test_groups_do_not_depend_on_the_order_of_rows(rows: Rows, chance: Random) -> None:
    found = likeness(rows)
    shuffled = chance.sample(rows, len(rows))
    again = likeness(shuffled)
    assert partition(again.near, shuffled) == partition(found.near, rows)
    assert partition(again.same, shuffled) == partition(found.same, rows)


@given(some_rows)
def test_row_is_the_same_as_itself_and_what_is_the_same_is_near(rows: Rows) -> None:
    found = likeness([*rows, *rows])
    assert found.near[: len(rows)] == found.near[len(rows) :] and found.same[: len(rows)] == found.same[len(rows) :]
    assert len(set(zip(found.same, found.near, strict=True))) == found.different


@given(some_rows)
@example([("pump leaks", "a"), ("pump leaks 3", "a"), ("road", "b")])
def test_groups_are_those_of_comparing_every_two_inputs(rows: Rows) -> None:
    """The index only saves work: by hand, from the definition."""
    features = [features_of(text) for text, _ in rows]
    inputs = set(map(frozenset, features))
    having = Counter(feature for each in inputs for feature in each)
    weights = {feature: log((len(inputs) + 1) / count) for feature, count in having.items()}
    forms = [frozenset(each for each in own if not each[:1].isdigit()) for own in features]
    outputs = {
        form: {output.lower() for (_, output), own in zip(rows, forms, strict=True) if own == form} for form in forms
    }
    groups = list(range(len(rows)))
    for one in range(len(rows)):
        for other in range(one):
            of_one_form = bool(forms[one]) and forms[one] == forms[other] and len(outputs[forms[one]]) == 1
            lighter, heavier = sorted(sum(weights[each] for each in features[row]) for row in (one, other))
            shared = sum(weights[each] for each in features[one] & features[other])
            if shared >= NEAR * max(lighter, heavier / LONGER) - 1e-9 or of_one_form:
                groups = [groups[other] if group == groups[one] else group for group in groups]
    assert partition(likeness(rows).near, rows) == partition(groups, rows)


COPIES: dict[str, Callable[[str, Random], str]] = {
    "suffix": lambda text, chance: f"{text} {chance.choice(FILLERS)}",
    "prefix": lambda text, chance: f"{chance.choice(FILLERS)}, {text}",
    "long suffix": lambda text, chance: f"{text} {LONG}{'!' * chance.randrange(9)}",
    "punctuation": lambda text, chance: text.replace(" ", chance.choice((", ", " - ", "... "))) + "!",
    "number": lambda text, chance: f"{text} {chance.randrange(10_000)}",
    "number in front": lambda text, chance: f"No. {chance.randrange(10_000)}: {text}",
    "case": lambda text, chance: chance.choice((text.upper(), text.title(), text.swapcase())),
    "doubled word": lambda text, chance: f"{text} {chance.choice(text.split())}",
    "accent": lambda text, _: text.replace("a", "á").replace("o", "ö"),
}


@pytest.mark.parametrize("length", [3, 5, 100], ids=lambda length: f"{length} words")
@pytest.mark.parametrize("kind", COPIES)
def test_copies_of_many_sentences_count_once_each(kind: str, length: int) -> None:
    chance = Random(1)
    sentences = [" ".join(text.split()[:length]) for text, _ in PUMPS + ROADS]
    rows = [(text if nth == 0 else COPIES[kind](text, chance), "x") for text in sentences for nth in range(4)]
    if length > 3:
        assert likeness(rows).different == len(sentences)
    assert likeness(rows).different <= len(sentences), "short ones may be near to others, too, which no cheat gains by"


def test_sentences_with_another_ending_each_are_copies_without_the_sentence_itself() -> None:
    rows = [(f"{text} {ending}", label) for text, label in PUMPS + ROADS for ending in FILLERS[:4]]
    assert likeness(rows).different == 24


def test_copies_with_unequal_outputs_are_near_and_not_the_same() -> None:
    rows = [(f"{text} {ending}", ending) for text, _ in NOTES for ending in ("now", "today")]
    found = likeness(rows)
    assert (len(set(found.near)), found.different) == (12, 24)


@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_no_example_of_the_house_is_taken_for_a_copy(path: Path) -> None:
    rows = [(text, expected) for text, expected in tomllib.loads(path.read_text())["examples"]]
    assert likeness(rows).different == len(set(likeness(rows).near)) == len(rows)


SWAPPED = [
    (f"{one} costs {price}, {other} costs {price + 5}", json.dumps({one: price, other: price + 5}))
    for first, (one, other) in enumerate([("tea", "cake"), ("soup", "roll"), ("pen", "ink"), ("fig", "jam")])
    for price in (10 * first + 2, 10 * first + 7)
]
COLD = [(f"Thermometer {way} zero in the yard {n} degrees", f"{sign}{n}") for n in range(2, 9)
        for way, sign in (("above", ""), ("below", "–"))]  # fmt: skip
RECEIPTS = [(f"Receipt {n}: {what} only", label) for n, (what, label) in enumerate(
    [("wine", "drink"), ("bread", "food"), ("beer", "drink"), ("cheese", "food"), ("tea", "drink"), ("rice", "food")]
)]  # fmt: skip
TABLE = [(f"length {n % 7}.{n}, width {n % 5}.{3 * n}, height {n % 3}.{7 * n}", "ab"[n % 2]) for n in range(1, 40)]


@pytest.mark.parametrize("rows", [SWAPPED, COLD, RECEIPTS, TABLE], ids=["swapped", "cold", "receipts", "table"])
def test_forms_filled_in_differently_are_different_examples(rows: Rows) -> None:
    assert likeness(rows).different == len(rows)
    assert different(place(rows, content_hash(rows))) == len(rows)


ORDERS = [(f"Order {n} is {word}", word) for n in range(10, 22) for word in ("late", "lost")]
FEVER = [(f"The thermometer shows {n} degrees", "ill" if n > 37 else "well") for n in range(35, 43)]


def test_rows_of_one_form_and_output_that_differ_in_a_number_are_one_example() -> None:
    assert likeness(ORDERS).different == len(set(likeness(ORDERS).near)) == 2
    twice = [(f"Order {n} of {2 * n} pieces, worth {n}.50, is {word}", word) for n, (_, word) in enumerate(ORDERS)]
    assert likeness(twice).different == 2


def test_rows_of_one_form_whose_number_decides_the_output_are_different() -> None:
    assert likeness(FEVER).different == len(FEVER)
    assert likeness([(given, "well") for given, _ in FEVER]).different == 1


def test_rows_of_one_form_without_an_output_are_different() -> None:
    assert likeness([(given, "") for given, _ in FEVER]).different == len(FEVER)


def test_bare_numbers_are_different() -> None:
    assert likeness([(str(n), "a") for n in range(2, 9)]).different == 7


def test_made_up_sentences_are_all_different() -> None:
    rows = [(unlike(number), "ab"[number % 2]) for number in range(300)]
    assert likeness(rows).different == len(set(likeness(rows).near)) == 300


def test_texts_without_words_differ_by_their_signs() -> None:
    assert likeness([("?", "a"), ("!", "a"), ("😀", "a"), ("😡", "a"), ("😀 ", "a"), ("…", "a")]).different == 5
