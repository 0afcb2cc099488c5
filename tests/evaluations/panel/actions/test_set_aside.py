from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.actions.glances import IN_A_ROW, TOO_FAST, AnswerPattern, why_not_meant

pattern = st.builds(AnswerPattern, st.integers(0, 3), st.sampled_from(["yes", "no"]), st.just("nothing"), st.booleans())
SAME = AnswerPattern(1, "yes", "more", False)


def test_nobody_reads_a_card_and_four_lines_in_less_than_six_seconds() -> None:
    assert why_not_meant(TOO_FAST - 0.1, [SAME]) == "too fast"
    assert why_not_meant(TOO_FAST, [SAME]) == ""


def test_eight_times_the_same_is_a_straight_line_and_seven_times_is_not() -> None:
    assert why_not_meant(20, [SAME] * IN_A_ROW) == "straight-lining"
    assert why_not_meant(20, [SAME] * (IN_A_ROW - 1)) == ""
    assert why_not_meant(20, [SAME] * (IN_A_ROW - 1) + [SAME._replace(picked=2)]) == ""


@given(st.lists(pattern, min_size=1, max_size=IN_A_ROW - 1))
def test_few_answers_are_never_a_line(patterns: list[AnswerPattern]) -> None:
    assert why_not_meant(20, patterns) == ""
