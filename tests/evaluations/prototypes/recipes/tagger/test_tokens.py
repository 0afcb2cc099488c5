"""An input falls into words, each with what joins its parts, and into marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.recipes.tagger.tokens import features_of, in_role, shape, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("need RE-52741-B, call", ["need", "RE-52741-B", ",", "call"]),
        ("8,5mm = 36-1042.", ["8,5mm", "=", "36-1042", "."]),
        ("(o'clock)", ["(", "o'clock", ")"]),
        ("日本語 ok", ["日", "本", "語", "ok"]),
        ("", []),
    ],
)
def test_text_falls_into_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(text)] == tokens


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say_and_leave_out_white_space_alone(text: str) -> None:
    tokens = tokens_of(text)
    assert [text[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert "".join(token.text for token in tokens) == "".join(text.split())


def test_shape_keeps_marks_and_kinds_of_letters() -> None:
    assert shape("RE-52741-b") == "AA-00000-a"


def test_features_tell_a_word_from_the_same_word_beside() -> None:
    (first, second), (alone,) = features_of(tokens_of("mites five")), features_of(tokens_of("mites"))
    assert first[0] == alone[0] != second[0]
    assert first[0] not in second[1:] and in_role(first[:1], "word -1")[0] in second


@given(st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=50))
def test_features_in_a_role_stay_different(numbers: list[int]) -> None:
    assert len(set(in_role(np.array(numbers, np.uint32), "word 1").tolist())) == len(numbers)
