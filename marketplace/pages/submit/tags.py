"""Tags as people type them: one line, separated by commas."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from ideas.texts import ENTRY_LIMITS, LIMITS

MAX_TAGS, MAX_CHARACTERS = LIMITS["tags"], ENTRY_LIMITS["tags"]


class TagNamesField(forms.CharField):
    """Cleans to a list of names in lower case, in order, without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"list": "known-tags", "autocomplete": "off", "autocapitalize": "none"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value))

    def clean(self, value: Any) -> list[str]:
        typed = " ".join(str(super().clean(value)).lower().split()).split(",")
        names: dict[str, str] = {}
        for name in (name.strip(" #") for name in typed):
            if name:
                names.setdefault(slugify(name), name)
        refuse(names)
        return list(names.values())


def refuse(names: dict[str, str]) -> None:
    """Raises ValidationError that names the wrong tag and the remedy. `names`: by slug."""
    for slug, name in names.items():
        if not slug:
            raise ValidationError(f"“{name}” has no letter from a to z and no digit, so it can have no address.")
        if len(name) > MAX_CHARACTERS:
            raise ValidationError(f"“{name[:40]}” has {len(name)} characters; a tag has up to {MAX_CHARACTERS}.")
    if len(names) > MAX_TAGS:
        raise ValidationError(f"These are {len(names)} tags; an idea has up to {MAX_TAGS}. Leave some out.")
