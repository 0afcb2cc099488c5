"""Fragments say in words what they show, and tie what is wrong to where it is."""

from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring


class Sample(forms.Form):
    title = forms.CharField(label="Title", help_text="A few words.")
    scored = forms.ChoiceField(label="Scored by", choices=[("e", "exact"), ("c", "contains")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I may publish this", required=False)


def html(template: str, **context: object) -> Any:
    return fragment_fromstring(render_to_string(f"components/{template}.html", context), create_parent="main")


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_interval_draws_the_shares_it_says(values: list[float]) -> None:
    lower, point, upper = sorted(values[:3])
    svg = html("_interval", lower=lower, point=point, upper=upper, baseline=values[3]).find("svg")
    lines = {line.get("class"): line for line in svg.findall("line")}
    assert abs(float(lines["band"].get("x1", "")) - lower) < 0.001
    assert abs(float(lines["band"].get("x2", "")) - upper) < 0.001
    assert abs(float(lines["point"].get("x1", "")) - point) < 0.001
    assert svg.findtext("title", "").startswith(f"{100 * lower:.0f} to {100 * upper:.0f} %")


def test_interval_without_a_baseline_draws_none() -> None:
    svg = html("_interval", lower=0.2, point=0.3, upper=0.4, baseline=None).find("svg")
    assert svg.find("line[@class='baseline']") is None
    assert "without a model" not in svg.findtext("title", "")


def test_field_in_error_points_at_its_hint_and_its_error() -> None:
    form = Sample({"title": "", "scored": "e"})
    page = html("_field", field=form["title"])
    entry = page.find(".//input")
    assert entry is not None and entry.get("aria-invalid") == "true"
    described = [page.find(f".//*[@id='{name}']") for name in (entry.get("aria-describedby") or "").split()]
    assert [part.text_content() for part in described] == [
        "A few words.",
        "This field is required.",
    ]


def test_field_of_choices_is_a_named_group() -> None:
    group = html("_field", field=Sample()["scored"]).find(".//fieldset")
    assert group is not None and group.findtext("legend") == "Scored by"
    assert [label.text_content().strip() for label in group.iter("label")] == ["exact", "contains"]


def test_every_link_of_the_error_summary_lands_on_its_field() -> None:
    page = html("_form", form=Sample({"title": ""}))
    targets = [(link.get("href") or "#").removeprefix("#") for link in page.iter("a")]
    assert targets == ["id_title", "id_scored"]
    assert all(page.find(f".//*[@id='{target}']") is not None for target in targets)


def test_typed_text_is_never_markup() -> None:
    text = render_to_string("components/_field.html", {"field": Sample({"title": "<script>x</script>"})["title"]})
    text += render_to_string("components/_empty.html", {"say": "<script>x</script>"})
    text += render_to_string("components/_messages.html", {"messages": [Message(constants.INFO, "<script>x</script>")]})
    assert "<script>" not in text and text.count("&lt;script&gt;") == 3


def test_messages_show_their_kind() -> None:
    levels = (constants.INFO, constants.SUCCESS, constants.WARNING, constants.ERROR)
    page = html("_messages", messages=[Message(level, "Said.") for level in levels])
    kinds = [notice.get("class") for notice in page.iter("p")]
    assert kinds == ["notice", "notice ok", "notice unsure", "notice bad"]
