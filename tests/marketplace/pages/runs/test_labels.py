"""Names at points: inside, never over each other or a point; cut where long; at their points where there is room."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.pages.runs.labels import MAX_LETTERS, Box, NamedPoint, place_labels

FRAME = Box(0, 0, 560, 330)
points = st.builds(NamedPoint, st.floats(10, 550), st.floats(10, 320), st.text(min_size=1, max_size=100))


@given(st.lists(points, max_size=24))
def test_no_name_lies_over_another_or_a_point_or_outside(named: list[NamedPoint]) -> None:
    placed = place_labels(named, FRAME)
    boxes = [label.box for label in placed if label]
    assert len(placed) == len(named) and all(FRAME.holds(box) for box in boxes)
    assert not any(one.meets(other) for place, one in enumerate(boxes) for other in boxes[:place])
    dots = [Box(point.x - 5, point.y - 5, point.x + 5, point.y + 5) for point in named]
    assert not any(box.meets(dot) for box in boxes for dot in dots)
    assert all(len(label.text) <= MAX_LETTERS for label in placed if label)


def test_name_stands_beside_its_point_and_leaves_the_edge() -> None:
    left, right = place_labels([NamedPoint(100, 100, "small"), NamedPoint(540, 200, "large")], FRAME)
    assert left and right
    assert (left.anchor, left.y, left.is_far) == ("start", 100, False)
    assert (right.anchor, right.y, right.is_far) == ("end", 200, False)


def test_names_of_a_crowd_are_spread_and_led_to_their_points() -> None:
    placed = place_labels([NamedPoint(200, 300, f"model number {number}") for number in range(20)], FRAME)
    assert all(placed) and any(label and label.is_far for label in placed)


def test_name_avoids_the_line_of_another_where_it_can() -> None:
    line = Box(115, 50, 119, 150)
    (label,) = place_labels([NamedPoint(100, 100, "small")], FRAME, [line])
    assert label and not label.box.meets(line)


def test_wide_letters_take_the_room_of_two() -> None:
    narrow, wide = place_labels([NamedPoint(100, 100, "model"), NamedPoint(100, 200, "模型模型模")], FRAME)
    assert narrow and wide
    assert wide.box.right - wide.box.left == 2 * (narrow.box.right - narrow.box.left)
