"""Who wants an idea among the people it is for."""

from typing import Any

from rest_framework import serializers

from evaluations.panel.audience import MIN_INSIDE
from evaluations.panel.shares import MIN_SHOWN


class AudienceGroupSerializer(serializers.Serializer[Any]):
    """`yes` of `n` people would use it and pay, or joined its waitlist."""

    yes = serializers.IntegerField()
    n = serializers.IntegerField(source="people")
    weight = serializers.FloatField(source="asked", help_text="What their answers weigh together.")
    lower = serializers.FloatField(help_text="One-sided 90 % bound of the weighed answers, a share from 0 to 1.")
    upper = serializers.FloatField(help_text="Likewise.")


class AudienceSerializer(serializers.Serializer[Any]):
    """Those who had said before the card came that they work in one of its fields, and the others."""

    floor = serializers.FloatField(
        help_text=f"The lower bound inside that clears wanted, with a weight of at least {MIN_INSIDE}."
    )
    inside = AudienceGroupSerializer(
        allow_null=True, help_text=f"Null while fewer than {MIN_SHOWN} of them have answered."
    )
    others = AudienceGroupSerializer(source="outside", allow_null=True, help_text="Null as long as `inside` is.")
