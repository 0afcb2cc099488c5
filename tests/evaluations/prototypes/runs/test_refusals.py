from hypothesis import given
from hypothesis import strategies as st
from pytest import mark

from evaluations.prototypes.runs.refusals import declines


@mark.parametrize(
    "answer",
    [
        "I cannot help with that.",
        "I'm sorry, but I can't assist with this request.",
        "Sorry, I can’t provide medical advice.",
        "I am unable to answer.",
        "As an AI language model, I cannot provide legal advice.",
        "Unfortunately, I won't be able to help you.",
        "  **I'm sorry**, I cannot do that",
        '"I apologize, but I am not able to fulfill this request."',
    ],
)
def test_refusal_is_seen(answer: str) -> None:
    assert declines(answer)


@mark.parametrize(
    "answer",
    [
        "",
        "roads",
        '{"part": "I cannot help"}',
        "I can help with that.",
        "I cannot find my keys",
        "The tenant says: I cannot help with that.",
        "Sorry about the noise at the school",
        "I can't wait to write again",
        "As an AI tool for farmers, it reads labels. I cannot help but like it.",
    ],
)
def test_other_answer_is_none(answer: str) -> None:
    assert not declines(answer)


@given(st.text(max_size=300))
def test_any_text_is_read(answer: str) -> None:
    assert declines(f"I cannot help with {answer}")
    assert not declines(f"The answer is {answer}")
