"""Strict fields: they take what the schema says, and nothing that can only be converted to it."""

import math
from typing import Any

from rest_framework import serializers

from evaluations.prototypes.scorers import composed
from ideas.addresses import MAX_TAG_ADDRESS, tag_name, tag_slug
from ideas.texts import cleaned, shows_nothing


class VerbatimField(serializers.CharField):
    """A string, stored with every space, in NFC form. A number is refused, also if it could be printed as a string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False} | kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        data = composed(data)
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class ProseField(VerbatimField):
    """Lines of prose, trimmed. Control characters show nowhere and make feeds invalid, so they become spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": True} | kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = cleaned(super().to_internal_value(data)).strip()
        text = "" if shows_nothing(text) else text
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class LineField(ProseField):
    """Prose in one line; line breaks become spaces."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).split())


class TagNameField(LineField):
    """A tag as it is stored. It needs a letter or a digit for its address."""

    default_error_messages = {
        "no_address": "“{name}” has no letter and no digit, so it can have no address.",
        "long_address": "“{name}” makes too long an address. Use a shorter tag.",
    }

    def to_internal_value(self, data: Any) -> str:
        typed = super().to_internal_value(data)
        name = tag_name(typed)
        slug = tag_slug(name)
        if not slug:
            self.fail("no_address", name=typed)
        if len(slug) > MAX_TAG_ADDRESS or len(name) > (self.max_length or len(name)):
            self.fail("long_address", name=name)
        return name


class StrictFloatField(serializers.FloatField):
    """A finite JSON number; not true, not "0.5"."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A JSON integer; not true, not "1", not 1.5."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """Only true or false of JSON."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
