"""What an idea says, as a form: the same for a draft and for an idea that is edited later."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from ideas.models import Fit, Idea

from .tags import TagNames

CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")

MOST = {field.name: field.max_length for field in Idea._meta.fields}  # characters

WRONG = {
    "required": "This is needed before the idea can be shown to anybody.",
    "max_length": "This has %(show_value)d characters; the most is %(limit_value)d. Please shorten it.",
    "null_characters_not_allowed": "This has a NUL character in it, which text never has. Remove it.",
}


class Text(forms.CharField):
    """Lines of text, counted as a reader counts: a line break is one character, whatever the browser sends."""

    def __init__(self, name: str, *, lines: int, css: str = "", **kwargs: Any) -> None:
        attrs = {"rows": lines, "data-max": MOST[name]} | ({"class": css} if css else {})
        super().__init__(max_length=MOST[name], widget=forms.Textarea(attrs), **kwargs)
        self.error_messages |= WRONG

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # no maxlength, which cuts what is pasted without a word

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        # Control characters come with text copied from PDF files, show nowhere, and make feeds invalid.
        return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


class Line(Text):
    """Text in one line; line breaks in what was pasted become spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class IdeaForm(forms.Form):
    use_required_attribute = False  # the browser's own check would keep an unfinished draft from being saved

    title = Line(
        "title",
        lines=1,
        help_text="What it does. For example: Route repair-café notes to the right table",
    )
    pitch = Line(
        "pitch",
        lines=3,
        css="pitch",
        help_text="What a stranger reads first, and perhaps only. For example: Visitors write what is broken in their"
        " own words. A model on the café's old laptop picks the table: sewing, electrics, bikes or wood.",
    )
    problem = Text(
        "problem",
        lines=5,
        label="The problem",
        help_text="What happens today, and what it costs whom. For example: Forty people come in two hours with notes"
        " like “hums but does not spin”. One volunteer reads every note, and each third visitor queues twice.",
    )
    audience = Line(
        "audience",
        lines=1,
        label="Who it is for, and what for",
        help_text="Strangers pick this line out of four after a glance at the title and the pitch. For example:"
        " Volunteers at the desk of a repair café who send each visitor to the right table",
    )
    why_overlooked = Text(
        "why_overlooked",
        lines=3,
        label="Why the frontier labs overlook it",
        required=False,
        help_text="For example: No café has a budget, so nobody sells to them.",
    )
    fits = forms.MultipleChoiceField(
        choices=Fit.choices,
        widget=forms.CheckboxSelectMultiple,
        label="Why open models fit",
        required=False,
        help_text="Choose what is true of it.",
    )
    why_open = Text(
        "why_open",
        lines=3,
        label="Why open models fit, in your words",
        required=False,
        help_text="For example: The hall has no network, and what people write stays on the laptop.",
    )
    tags = TagNames(
        required=False,
        help_text="Up to 5, with commas between. The first is the field of work. For example: repair, volunteers",
    )

    def __init__(self, *args: Any, whole: bool = True, **kwargs: Any) -> None:
        """`whole`: refuse what is not ready to be published; else any part may still be missing."""
        super().__init__(*args, **kwargs)
        self.whole = whole

    def full_clean(self) -> None:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = self.whole
        super().full_clean()
        for field in needed:
            field.required = True

    def clean_fits(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["fits"]))

    def tags_or(self, stored: Sequence[str]) -> Sequence[str]:
        """The tags as typed, or those stored where the typed ones were refused."""
        typed: Sequence[str] = self.cleaned_data.get("tags", stored)
        return typed


def said(idea: Idea) -> dict[str, Any]:
    """What the idea says now, as the form's first values."""
    words = {name: getattr(idea, name) for name in IdeaForm.base_fields if name != "tags"}
    return words | {"tags": ", ".join(tag_names(idea))}


def tag_names(idea: Idea) -> list[str]:
    return [tag.name for tag in idea.tag_list] if idea.pk else []


def again(typed: QueryDict) -> dict[str, Any]:
    """What was typed, as a form's first values; a form that was too large ends before its last field."""
    is_whole = "tags" in typed
    return typed.dict() | ({"fits": typed.getlist("fits")} if is_whole else {})
