"""The five answers of an idea: always all five, in the same shape, known or not."""

from typing import Any

from rest_framework import serializers

from ideas.models import Answer, Idea, Question
from ideas.models.answer import AnswerState

NOTHING: dict[str, Any] = {
    "state": AnswerState.UNKNOWN.value,
    "lower": None,
    "point": None,
    "upper": None,
    "floor": None,
    "clears": False,
    "n": 0,
    "headline": "",
    "basis": "",
    "as_of": None,
    "revision": None,
}


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """What is known of one question. Bounds are shares from 0 to 1; null while nothing is known."""

    floor = serializers.FloatField(allow_null=True, help_text="The lower bound that clears this question.")
    clears = serializers.BooleanField(help_text="Whether the lower bound is at or above the floor.")
    as_of = serializers.DateTimeField(allow_null=True, help_text="When this was found out.")
    revision = serializers.IntegerField(allow_null=True, help_text="The revision of the idea that was measured.")

    class Meta:
        model = Answer
        fields = tuple(NOTHING)
        read_only_fields = fields


class FiveAnswersSerializer(serializers.Serializer[Idea]):
    """The answers to the five questions, each by its name."""

    obvious = AnswerSerializer()
    wanted = AnswerSerializer()
    overlooked = AnswerSerializer()
    works = AnswerSerializer()
    cheap = AnswerSerializer()

    def to_representation(self, idea: Idea) -> dict[str, Any]:
        known = {answer.question: answer for answer in idea.answers.all()}
        return {
            question.value: self.fields[question].to_representation(known[question]) if question in known else NOTHING
            for question in Question
        }
