"""A card to glance at, the answers to it, and the result."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.panel.links import LONGEST, why_not
from evaluations.panel.models import Challenge, Glance, Pay, Use
from evaluations.panel.models.challenge import CHOICES, LASTS
from evaluations.panel.models.glance import PRODUCT, WORDS
from marketplace.api.fields import LineField, StrictBooleanField, StrictIntegerField, VerbatimField
from marketplace.api.links import absolute


class CardExampleSerializer(serializers.Serializer[Any]):
    input = serializers.CharField()
    expected = serializers.CharField()


class CardSerializer(serializers.ModelSerializer[Challenge]):
    """One idea as a stranger sees it, and four lines one of which says who and what it is for."""

    challenge = serializers.CharField(source="token", help_text="Send it back with the answers; it is good for once.")
    title = serializers.CharField(source="idea.title")
    pitch = serializers.CharField(source="idea.pitch")
    example = serializers.SerializerMethodField(help_text="The shortest, if there is a short one.")
    choices = serializers.ListField(child=serializers.CharField(), min_length=CHOICES, max_length=CHOICES)
    until = serializers.SerializerMethodField(help_text="Later answers are refused.")

    class Meta:
        model = Challenge
        fields = ("challenge", "title", "pitch", "example", "choices", "by_clock", "until")
        read_only_fields = fields

    @extend_schema_field(CardExampleSerializer(allow_null=True))
    def get_example(self, card: Challenge) -> dict[str, str] | None:
        example = card.example
        return {"input": example.input, "expected": example.expected} if example else None

    @extend_schema_field(serializers.DateTimeField())
    def get_until(self, card: Challenge) -> str:
        return (card.dealt + LASTS).isoformat()


class DealWriting(serializers.Serializer[Any]):
    by_clock = StrictBooleanField(
        default=False, help_text="Whether it will be shown for five seconds, and then be turned."
    )


class TurnWriting(serializers.Serializer[Any]):
    challenge = VerbatimField(max_length=200)


class ProductWriting(serializers.Serializer[Any]):
    name = LineField(max_length=PRODUCT)
    link = VerbatimField(max_length=LONGEST, allow_blank=True, default="", help_text="A public web address.")

    def validate_link(self, link: str) -> str:
        wrong = why_not(link) if link else ""
        if wrong:
            raise serializers.ValidationError(wrong)
        return link


class GlanceWriting(serializers.Serializer[Any]):
    """What one says after a glance, in the order in which people are asked."""

    challenge = VerbatimField(max_length=200)
    words = LineField(max_length=WORDS, allow_blank=True, default="", help_text="What it is for, in one's own words.")
    picked = StrictIntegerField(min_value=0, max_value=CHOICES - 1, help_text="Which of the choices, from 0.")
    would_use = serializers.ChoiceField(choices=Use.choices)
    would_pay = serializers.ChoiceField(choices=Pay.choices, help_text="US dollars a month.")
    product = ProductWriting(allow_null=True, default=None, help_text="A product that does it, if one knows one.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse unknown fields: a card is answered only once, so a misspelt field must not lose an answer."""
        unknown = sorted(self.initial_data.keys() - self.fields.keys())
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(dict.fromkeys(unknown, f"There is no such field. There are {known}."))
        return given


class RecordSerializer(serializers.Serializer[Any]):
    """One's own record, which nobody else sees."""

    n = serializers.IntegerField(help_text="Glances that count.")
    right = serializers.IntegerField()
    set_aside = serializers.IntegerField(help_text="Glances that do not count.")


class GlanceLinksSerializer(serializers.Serializer[Any]):
    idea = serializers.URLField()
    html = serializers.URLField(help_text="The page for people.")


class GlanceSerializer(serializers.ModelSerializer[Glance]):
    """What came of it, with the truth."""

    truth = serializers.CharField(source="challenge.truth", help_text="The line that was right, as the card had it.")
    set_aside = serializers.CharField(help_text="Why it does not count; blank when it does.")
    record = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Glance
        fields = ("right", "truth", "set_aside", "record", "links")
        read_only_fields = fields

    @extend_schema_field(RecordSerializer)
    def get_record(self, glance: Glance) -> Any:
        return self.context["record"]

    @extend_schema_field(GlanceLinksSerializer)
    def get_links(self, glance: Glance) -> dict[str, str]:
        slug = glance.idea.slug
        return {"idea": absolute("api-idea", slug), "html": absolute("idea", slug)}
