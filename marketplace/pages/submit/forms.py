"""The form for the texts of an idea, for drafts and for later edits."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluations.prototypes.scorers import composed
from ideas.addresses import MAX_TAG_ADDRESS, tag_name, tag_slug
from ideas.models import Idea
from ideas.models.idea import CHOSEN
from ideas.texts import ENTRY_LIMITS, LIMITS, TEXTS, IdeaText, cleaned, shows_nothing
from marketplace.pages.site.fields import without_piled_accents

MAX_TAGS, MAX_TAG_CHARACTERS = LIMITS["tags"], ENTRY_LIMITS["tags"]
COMMAS = re.compile("[,،、，]")  # of Latin, Arabic and Chinese scripts
MAX_TAGS_TYPED = 1_000  # characters of all tags with the spaces between them
FAR_TOO_LONG = (
    f"These have %(show_value)d characters. An idea has up to {MAX_TAGS} tags of up to {MAX_TAG_CHARACTERS} characters."
)
LAST = next(text.name for text in reversed(TEXTS) if text.is_folded)  # of the form, and sent though it is blank
WRONG = {
    "required": "This is needed before the idea can be shown to anybody.",
    "max_length": "This has %(show_value)d characters; the most is %(limit_value)d. Please shorten it.",
    "null_characters_not_allowed": "This has a NUL character in it, which text never has. Remove it.",
}


class LinesField(forms.CharField):
    """Lines of text. A line break counts as one character, whatever the browser sends."""

    default_validators = [without_piled_accents]

    def __init__(self, text: IdeaText, **kwargs: Any) -> None:
        attrs = {"rows": text.rows, "data-max": text.limit, "dir": "auto"}
        attrs |= {"class": text.name} if text.name == "pitch" else {}
        super().__init__(max_length=text.limit, widget=forms.Textarea(attrs), **kwargs)
        self.error_messages |= WRONG

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # no maxlength: the browser would cut pasted text without a word

    def to_python(self, value: Any) -> str:
        text = composed(cleaned(str(super().to_python(value))))
        return "" if shows_nothing(text) else text


class OneLineField(LinesField):
    """Text in one line; line breaks in pasted text become spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class TagNamesField(forms.CharField):
    """Tags as people type them: one line, separated by the commas of any script.

    Cleans to a list of names as they are stored, in order, without repeats."""

    default_validators = [without_piled_accents]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"list": "known-tags", "autocomplete": "off", "autocapitalize": "none", "dir": "auto"})
        super().__init__(max_length=MAX_TAGS_TYPED, widget=widget, **kwargs)
        self.error_messages["max_length"] = FAR_TOO_LONG

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # no maxlength, as above

    def to_python(self, value: Any) -> str:
        return composed(str(super().to_python(value)))

    def clean(self, value: Any) -> list[str]:
        names: dict[str, str] = {}
        for name in map(tag_name, COMMAS.split(super().clean(value))):
            refuse_long_tag(name)
            if name:
                names.setdefault(tag_slug(name), name)
        refuse_tags(names)
        return list(names.values())


class ChosenField(forms.MultipleChoiceField):
    """A list to choose from. Cleans to the values in the order of the list, up to the limit of the text."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, text: IdeaText, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = text.limit

    def clean(self, value: Any) -> list[str]:
        chosen = list(dict.fromkeys(super().clean(value)))
        if len(chosen) > self.limit:
            raise ValidationError(f"These are {len(chosen)}; the most is {self.limit}. Leave some out.")
        return chosen


def refuse_long_tag(name: str) -> None:
    if len(name) > MAX_TAG_CHARACTERS:
        raise ValidationError(f"“{name[:40]}” has {len(name)} characters; a tag has up to {MAX_TAG_CHARACTERS}.")
    if len(tag_slug(name)) > MAX_TAG_ADDRESS:
        raise ValidationError(f"“{name}” makes too long an address. Use a shorter tag.")


def refuse_tags(names: dict[str, str]) -> None:
    """Raises ValidationError that names the wrong tag and the remedy. `names`: by slug."""
    for slug, name in names.items():
        if not slug:
            raise ValidationError(f"“{name}” has no letter and no digit, so it can have no address.")
    if len(names) > MAX_TAGS:
        raise ValidationError(f"These are {len(names)} tags; an idea has up to {MAX_TAGS}. Leave some out.")


def field_for(text: IdeaText) -> forms.Field:
    """The form field of one of `ideas.texts`."""
    words: dict[str, Any] = {"label": text.asked or text.label, "required": text.required, "help_text": text.hint}
    match text.name, text.shape:
        case "tags", _:
            return TagNamesField(**words)
        case name, _ if name in CHOSEN:
            return ChosenField(text, choices=CHOSEN[name].choices, **words)
        case _, "line":
            return OneLineField(text, **words)
    return LinesField(text, **words)


class IdeaForm(forms.Form):
    """A field for each of `ideas.texts`, in their order, on two screens: `first` and `folded`."""

    use_required_attribute = False  # the browser's own check would keep an unfinished draft from being saved

    def __init__(self, *args: Any, whole: bool = True, **kwargs: Any) -> None:
        """`whole`: required texts must be there, to publish; otherwise any text may be missing."""
        super().__init__(*args, **kwargs)
        self.fields |= {text.name: field_for(text) for text in TEXTS}
        self.whole = whole

    def full_clean(self) -> None:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = self.whole
        super().full_clean()
        for field in needed:
            field.required = True

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[text.name] for text in TEXTS if not text.is_folded]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[text.name] for text in TEXTS if text.is_folded]

    @property
    def is_open(self) -> bool:
        """Whether something on the second screen has to be seen: a text, or what is wrong with it."""
        return any(field.value() or field.errors for field in self.folded)

    def tags_or(self, stored: Sequence[str]) -> Sequence[str]:
        """The tags as typed; the stored tags if the typed ones were refused."""
        typed: Sequence[str] = self.cleaned_data.get("tags", stored)
        return typed


def said(idea: Idea) -> dict[str, Any]:
    """The texts of the idea as the form's first values."""
    return idea.text_values | {"tags": ", ".join(idea.tag_names)}


def again(typed: QueryDict) -> dict[str, Any]:
    """The typed values as the first values of a form. A form that was too large ends before its last field."""
    is_whole = LAST in typed
    return typed.dict() | ({name: typed.getlist(name) for name in CHOSEN} if is_whole else {})
