from evaluations.panel.actions.cards import alike, fair_lines


def test_fair_lines_differ_from_the_truth_and_from_each_other() -> None:
    near = ["Clerks of small towns", "night nurses", "Night nurses!", "Beekeepers", "Court ushers", "Pilots"]
    assert fair_lines("Small town clerks", near) == ["night nurses", "Beekeepers", "Court ushers"]


def test_line_that_is_part_of_the_truth_is_not_fair() -> None:
    assert alike("Nurses", "Night nurses who hand over a ward") and not alike("Nurses", "Beekeepers")


def test_fewer_than_three_fair_lines_are_none() -> None:
    assert fair_lines("Town clerks", ["Nurses", "nurses", "Beekeepers"]) is None
