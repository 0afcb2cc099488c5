"""Prints of texts: what finds the same spam again."""

import random

from hypothesis import given
from hypothesis import strategies as st

from ideas.prints import (
    MAX_LINKS,
    NEAR,
    SHINGLE,
    SHORTEST,
    SKETCH,
    letters_of,
    links_in,
    print_of,
    similarity,
    sketch_of,
)

words = st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=9), min_size=12, max_size=60)
SPAM = (
    "Earn money from home with our new trading robot. Thousands of people trust it already and you can begin today,"
    " without any risk. Register on our site, pay in twenty dollars, and watch it double every single week."
)


def near(one: str, other: str) -> bool:
    return similarity(print_of(one).sketch, print_of(other).sketch) >= NEAR


@given(words, st.sampled_from([" ", "  ", "\n", " - ", "\u200b", ".\u00a0"]))
def test_spacing_case_and_punctuation_change_no_print(parts: list[str], between: str) -> None:
    assert print_of(" ".join(parts)) == print_of(between.join(parts).upper() + "!!!")


@given(st.text(max_size=2_000))
def test_print_is_bounded_for_any_text(text: str) -> None:
    found = print_of(text)
    assert len(found.sketch) <= SKETCH and len(found.links) <= MAX_LINKS and len(found.exact) in (0, 32)
    assert list(found.sketch) == sorted(set(found.sketch))
    assert all(-(2**63) <= each < 2**63 for each in (*found.sketch, *found.links))


@given(st.text(max_size=500))
def test_text_is_the_same_as_itself_exactly_where_it_is_long_enough(text: str) -> None:
    found = print_of(text)
    assert bool(found.exact) == bool(found.sketch) == (len(letters_of(text)) >= SHORTEST)
    assert similarity(found.sketch, found.sketch) == (1.0 if found.sketch else 0.0)


@given(words, words)
def test_similarity_is_symmetrical_and_a_share(one: list[str], other: list[str]) -> None:
    first, second = print_of(" ".join(one)).sketch, print_of(" ".join(other)).sketch
    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1


@given(st.integers(0, 2**32))
def test_few_changed_words_leave_the_text_nearly_the_same(seed: int) -> None:
    parts, chance = SPAM.split(), random.Random(seed)
    parts[chance.randrange(len(parts))] = "quickly"
    assert near(SPAM, " ".join(parts))


def test_text_with_more_around_it_is_nearly_the_same() -> None:
    assert near(SPAM, f"Hello Bob from London! {SPAM} Best wishes, Alice.")


@given(words)
def test_other_text_is_not_nearly_the_same(parts: list[str]) -> None:
    assert not near(SPAM, " ".join(parts))


def test_link_is_the_same_however_it_is_dressed() -> None:
    dressed = ("https://Spam.example/Buy/", "http://www.spam.example/buy?ref=7#now", "WWW.spam.example:8080/buy.")
    assert {link for each in dressed for link in links_in(f"Look at {each} today")} == {"spam.example/buy"}
    assert print_of("See https://a.example/x").links != print_of("See https://a.example/y").links


def test_short_text_has_links_and_no_other_print() -> None:
    found = print_of("Nice: https://a.io")
    assert (found.exact, found.sketch, len(found.links)) == ("", (), 1)


def test_every_letter_begins_one_shingle_at_most() -> None:
    """So the work grows with the length and not with its square."""
    text = "".join(random.Random(1).choices("abcdefghij", k=5_000))
    seen: list[int] = []

    class Counted(str):
        def __getitem__(self, key: object) -> str:
            seen.append(1)
            return super().__getitem__(key)  # type: ignore[index]  # a slice

    sketch_of(Counted(text))
    assert len(seen) == len(text) - SHINGLE + 1
