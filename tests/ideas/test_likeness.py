"""How alike two ideas are: what an author may vary without its being another idea."""

import tomllib
from itertools import combinations, permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ideas.likeness import KEPT, LOOKALIKES, MIN_TRIGRAMS, NEAR, likeness, trigrams

SEED = Path(__file__).parents[2] / "marketplace/local/seed"
letters = st.characters(categories=["Ll", "Lu", "Lo"])
words = st.text(letters, min_size=4, max_size=12)
texts = st.lists(words, min_size=4, max_size=30)
some = st.lists(words, max_size=8)


def alike(one: str, other: str) -> float:
    return likeness(trigrams(one), trigrams(other))


@given(texts, some, some, st.integers(0, 30))
def test_words_before_behind_and_between_leave_the_idea_the_same(
    said: list[str], before: list[str], behind: list[str], place: int
) -> None:
    inserted = [*before, *said[:place], *behind, *said[place:], *before]
    text = trigrams(" ".join(said))
    assert len(text) < MIN_TRIGRAMS or likeness(text, trigrams(" ".join(inserted))) == 1


@given(texts, st.integers(0, 10**9), st.sampled_from([" ", "  ", ", ", ". ", " – ", "!\n", " 7 ", "\u200b \u00ad"]))
def test_numbers_punctuation_and_spaces_leave_the_idea_the_same(said: list[str], number: int, between: str) -> None:
    assert trigrams(f"{number}. {between.join(said)}{between}{number}!") == trigrams(" ".join(said))


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzäöüßéçñабвгдежзиклмнопрст", min_size=4), min_size=1))
def test_case_and_accents_leave_the_idea_the_same(said: list[str]) -> None:
    assert trigrams(" ".join(said).upper()) == trigrams(" ".join(said))
    assert trigrams("Wohin gehört der Brief?") == trigrams("wohin gehort der BRIEF")


@given(st.permutations(["Sort what citizens report.", "A clerk reads ninety a day!", "Nothing leaves the hall;"]))
def test_order_of_sentences_leaves_the_idea_the_same(sentences: list[str]) -> None:
    assert trigrams(*sentences) == trigrams(*sorted(sentences))


@given(st.lists(words, min_size=2, max_size=5))
def test_order_of_words_leaves_the_idea_the_same(said: list[str]) -> None:
    assert len({trigrams(" ".join(order)) for order in permutations(said)}) == 1


def test_letters_that_look_the_same_are_the_same() -> None:
    said = "Sort the reports of citizens into the right room"
    back = {chr(latin): chr(other) for other, latin in LOOKALIKES.items()}
    assert trigrams("".join(back.get(letter, letter) for letter in said.lower())) == trigrams(said)


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_symmetrical_and_a_share_and_a_text_is_like_itself(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == (1.0 if trigrams(one) else 0.0)


def test_text_without_a_word_is_like_itself_alone() -> None:
    assert alike("12 34 56", "12 34 56") == 1
    assert alike("12 34 56", "7 8 9") == alike("🍕", "🚲🚲") == alike("", "12 34 56") == 0


def test_short_texts_are_told_apart() -> None:
    assert alike("Just a test", "A model that just passes every test of the town hall") < NEAR
    assert alike("Sort post", "sort: POST!") == 1


def test_ideas_of_the_seed_are_other_ideas() -> None:
    entries = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(SEED.glob("*.toml"))]
    said = [(entry["title"], entry["pitch"]) for entry in entries]
    pairs = sorted(likeness(trigrams(*one), trigrams(*other)) for one, other in combinations(said, 2))
    assert len(entries) == 28
    assert pairs[-1] < 0.46 < NEAR
    assert pairs[int(0.95 * len(pairs))] < 0.34
    mixed = [(one, other) for one in said for other in said if one != other]
    assert all(likeness(trigrams(*one), trigrams(other[0], one[1])) >= NEAR for one, other in mixed)
    kept = [likeness(trigrams(*one), trigrams(one[0], other[1])) >= KEPT for one, other in mixed]
    assert sum(kept) > 0.97 * len(kept)
