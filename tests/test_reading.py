import pytest

from .reading import grade, kincaid, our_sentences, syllables


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("The cat sat on the mat", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature", 11.3),
    ],
)
def test_grade_of_a_sentence_is_what_is_published(sentence: str, published: float) -> None:
    assert kincaid([sentence]) == pytest.approx(published, abs=0.06)


@pytest.mark.parametrize(
    ("word", "many"), [("a", 1), ("paste", 1), ("tables", 2), ("asked", 1), ("wanted", 2), ("obvious", 2), ("model", 2)]
)
def test_syllables_are_groups_of_vowels_without_a_silent_e(word: str, many: int) -> None:
    assert syllables(word) == many


def test_words_of_strangers_and_what_is_behind_the_fold_are_not_ours() -> None:
    page = """<main><h1 lang="">Their title has many words</h1><p>We say this
    in one breath. And then more of it.</p><details id="how-we-know"><p>Intervals are in here.</p></details></main>"""
    assert our_sentences(page) == ["We say this in one breath", "And then more of it"]


def test_long_words_in_long_sentences_are_harder() -> None:
    hard = "<main><p>Approximations notwithstanding, uncertainty characteristically predominates.</p></main>"
    assert grade(hard) > 20 > grade("<main><p>You see one idea for a short time.</p></main>")
