"""Claims that a product already does what an idea is for, and the stances of people."""

from typing import Any

from rest_framework import serializers

from evaluations.panel.links import LONGEST, why_not
from evaluations.panel.models import Claim, Stance
from evaluations.panel.models.claim import WORDS
from evaluations.panel.models.glance import PRODUCT
from marketplace.api.fields import LineField, ProseField, StrictBooleanField, VerbatimField

from .comments import CommentSerializer
from .people import PersonSerializer


class StanceSerializer(serializers.ModelSerializer[Stance]):
    person = PersonSerializer(read_only=True)

    class Meta:
        model = Stance
        fields = ("person", "upholds", "reason", "taken")
        read_only_fields = fields


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """`upholders` and `challengers` are what the glances at the idea of those people count
    together; `stances` are the latest 20 of all."""

    person = PersonSerializer(read_only=True)
    upholders = serializers.FloatField(read_only=True)
    challengers = serializers.FloatField(read_only=True)
    needed = serializers.FloatField(read_only=True, help_text="What upholders count together when they uphold it.")
    is_upheld = serializers.BooleanField(read_only=True)
    held = serializers.SerializerMethodField(
        help_text="Whether it waits for a moderator. Only its author sees it then, in the answer to the request."
    )
    stances = StanceSerializer(source="said", many=True, read_only=True)
    reply = CommentSerializer(
        read_only=True,
        allow_null=True,
        help_text="What the idea's author says to it: a comment, which is changed and deleted as one.",
    )

    class Meta:
        model = Claim
        fields = (
            "id", "product", "company", "link", "lacks", "by_frontier_lab", "person", "created",
            "held", "is_upheld", "needed", "upholders", "challengers", "stances", "reply",
        )  # fmt: skip
        read_only_fields = fields

    def get_held(self, claim: Claim) -> bool:
        return claim.held is not None


class ClaimWriting(serializers.Serializer[Any]):
    product = LineField(max_length=PRODUCT)
    company = LineField(max_length=PRODUCT)
    link = VerbatimField(max_length=LONGEST, help_text="A public web address. It is never fetched.")
    lacks = ProseField(max_length=WORDS, allow_blank=True, default="", help_text="What it does not do.")
    by_frontier_lab = StrictBooleanField(default=False, help_text="Whether a frontier lab offers it.")

    def validate_link(self, link: str) -> str:
        if wrong := why_not(link):
            raise serializers.ValidationError(wrong)
        return link


class ReplyWriting(serializers.Serializer[Any]):
    text = ProseField(max_length=WORDS, help_text="Markdown.")


class StanceWriting(serializers.Serializer[Any]):
    upholds = StrictBooleanField()
    reason = ProseField(max_length=WORDS)
