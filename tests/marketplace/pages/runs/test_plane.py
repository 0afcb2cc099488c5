"""Models on a plane: larger ones right, more ideas higher, each number of the picture told in its words and table."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from marketplace.pages.runs.plane import HEIGHT, LEFT, MAX_DRAWN, WIDTH, ModelPoint, plane, size_text
from tests.factories import make_model, make_revision, make_run


@st.composite
def model_points(draw: st.DrawFn) -> ModelPoint:
    ideas = draw(st.integers(1, 500))
    does = draw(st.integers(0, ideas))
    lower, upper = draw(st.floats(0, does / ideas)), draw(st.floats(does / ideas, 1))
    weights = draw(st.integers(1, 10**15))
    return ModelPoint(draw(st.text(min_size=1, max_size=100)), weights, does, ideas, lower, upper)


@given(st.lists(model_points(), min_size=1, max_size=40))
def test_models_stand_inside_and_in_order(points: list[ModelPoint]) -> None:
    found = plane(points)
    assert found is not None
    assert len(found.models) == min(len(points), MAX_DRAWN) and found.left_out == max(0, len(points) - MAX_DRAWN)
    for model in found.models:
        assert LEFT < float(model.x) < WIDTH
        assert 0 <= float(model.high) <= float(model.y) <= float(model.low) <= HEIGHT
    by_size = sorted(found.models, key=lambda model: model.point.weights)
    assert [float(model.x) for model in by_size] == sorted(float(model.x) for model in by_size)
    by_share = sorted(found.models, key=lambda model: -model.point.share)
    assert [float(model.y) for model in by_share] == sorted(float(model.y) for model in by_share)


def test_marks_are_powers_of_ten() -> None:
    assert [size_text(power) for power in (0, 3, 7, 8, 9, 12, 15)] == [
        "1",
        "1 k",
        "10 M",
        "100 M",
        "1 B",
        "1 T",
        "1,000 T",
    ]
    assert plane([]) is None


def tried(size: int, shares: list[float], name: str) -> None:
    """A model of that size with a finished run of each of these lower bounds over an idea of its own."""
    model = make_model(name, parameters=size)
    for lower in shares:
        counts = {"n": 40, "trials_done": 40, "sample": 40, "lift": 0.4, "lift_p": 0.001}
        bounds = {"lift_lower": 0.3, "lift_upper": 0.5, "score": lower + 0.02, "lower": lower, "upper": lower + 0.03}
        make_run(make_revision(), model=model, state="finished", **counts, **bounds)


@pytest.mark.django_db
def test_picture_tells_the_numbers_of_the_table(client: Client) -> None:
    tried(135_000_000, [0.95, 0.5, 0.3], "small")
    tried(8_000_000_000, [0.95, 0.92], "large")
    make_model("never-tried", parameters=10**9)
    shown = client.get("/models/").text
    picture = shown.split("<svg", 1)[1].split('id="size"', 1)[-1].split("</svg>")[0]
    assert "small, 135 M weights: 1 of 3 ideas, 8 to 75 %." in picture
    assert "large, 8.0 B weights: 2 of 2 ideas, 43 to 100 %." in picture
    assert re.findall(r">(small|large)</text>", picture) == ["small", "large"]
    assert "1 of 3<small>8 to 75 %</small>" in shown and "2 of 2<small>43 to 100 %</small>" in shown
    assert "no finished run yet: <bdi>never-tried</bdi>" in shown and "never-tried" not in picture


@pytest.mark.django_db
def test_name_of_a_model_is_text_in_the_picture(client: Client) -> None:
    model = make_model("hostile")
    model.name = '</svg><script>alert(1)</script>\u202e"'
    model.save()
    make_run(make_revision(), model=model, state="finished", n=8, trials_done=8, score=0.5, lower=0.3, upper=0.7)
    shown = client.get("/models/").text
    assert "<script>alert" not in shown and "\u202e" not in shown and "&lt;/svg&gt;" in shown


@pytest.mark.django_db
def test_catalogue_that_was_never_tried_has_no_picture(client: Client) -> None:
    make_model()
    assert 'id="size"' not in client.get("/models/").text
