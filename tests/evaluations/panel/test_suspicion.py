from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.suspicion import IN_A_ROW, TOO_FAST, Pattern, reason

pattern = st.builds(Pattern, st.integers(0, 3), st.sampled_from(["yes", "no"]), st.just("nothing"), st.booleans())
SAME = Pattern(1, "yes", "more", False)


def test_nobody_reads_a_card_and_four_lines_in_less_than_six_seconds() -> None:
    assert reason(TOO_FAST - 0.1, [SAME]) == "too fast"
    assert reason(TOO_FAST, [SAME]) == ""


def test_eight_times_the_same_is_a_straight_line_and_seven_times_is_not() -> None:
    assert reason(20, [SAME] * IN_A_ROW) == "straight-lining"
    assert reason(20, [SAME] * (IN_A_ROW - 1)) == ""
    assert reason(20, [SAME] * (IN_A_ROW - 1) + [SAME._replace(picked=2)]) == ""


@given(st.lists(pattern, min_size=1, max_size=IN_A_ROW - 1))
def test_few_answers_are_never_a_line(patterns: list[Pattern]) -> None:
    assert reason(20, patterns) == ""
