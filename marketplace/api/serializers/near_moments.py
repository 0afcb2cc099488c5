"""How near an idea is to a Moment."""

from typing import Any

from rest_framework import serializers

from evaluations.moments.models import MomentScore
from ideas.models import Question


class GapSerializer(serializers.Serializer[Any]):
    """What an idea lacks, and who can supply it."""

    question = serializers.ChoiceField(choices=[question.value for question in Question])
    say = serializers.CharField(help_text="What is missing.")
    act = serializers.CharField(help_text="What would supply it.")
    who = serializers.ChoiceField(choices=["anyone", "author", "machines"])


class NearnessSerializer(serializers.ModelSerializer[MomentScore]):
    """The Moment score of an idea, or what is missing."""

    in_doubt = serializers.BooleanField(
        source="is_in_doubt", help_text="A Moment whose evidence does not hold now; its score is the last that it had."
    )
    gaps = GapSerializer(many=True)

    class Meta:
        model = MomentScore
        fields = ("score", "is_moment", "in_doubt", "missing", "weakest", "gaps", "as_of")
        read_only_fields = fields
