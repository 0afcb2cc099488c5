"""The examples of an idea in answers: frozen for everybody, or a draft for their author."""

from typing import Any

from rest_framework import serializers


class ExampleReading(serializers.Serializer[Any]):
    input = serializers.CharField()
    expected = serializers.CharField()


class DocumentReading(serializers.Serializer[Any]):
    name = serializers.CharField()
    text = serializers.CharField()


class CheckReading(serializers.Serializer[Any]):
    scorer = serializers.CharField()
    threshold = serializers.FloatField(allow_null=True)


class ExampleSetSerializer(serializers.Serializer[Any]):
    """All examples. What is sent back by PUT as it was read changes nothing."""

    frozen = serializers.DateTimeField(allow_null=True, help_text="Null while they are a draft.")
    revision = serializers.IntegerField(allow_null=True, help_text="Null while they are a draft.")
    saves = serializers.IntegerField(help_text="How often they were saved. Sent back, it guards what came between.")
    content_hash = serializers.CharField(help_text="SHA-256 of the rows, in hex. Blank while they are a draft.")
    size = serializers.IntegerField()
    different = serializers.IntegerField(
        allow_null=True,
        help_text="How many examples there are when rows that say the same count once. Null while they are a draft.",
    )
    same = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="The rows, from 1, that say the same, of each such group; once they are frozen.",
    )
    task = serializers.CharField(help_text="What they ask for. Blank: not inferred yet.")
    task_reason = serializers.CharField(help_text="Why this task, in words.")
    scorer = serializers.CharField(help_text="How an answer is compared with what was expected.")
    threshold = serializers.FloatField(allow_null=True)
    more_checks = CheckReading(many=True, help_text="What is compared beside the scorer.")
    brackets_are_minus = serializers.BooleanField(
        help_text="Whether the author says that numbers in brackets are negative: (5) means -5."
    )
    schema = serializers.DictField(
        allow_null=True,
        help_text="JSON schema of the expected outputs; of the task `extract` alone, once they are frozen.",
    )
    case_counts = serializers.BooleanField(
        help_text="Whether the author says that labels that differ in case alone are different."
    )
    input_name = serializers.CharField(help_text="What the author calls what goes in. Blank: nothing names it.")
    expected_name = serializers.CharField(help_text="What the author calls what comes out. Blank: nothing names it.")
    rows = ExampleReading(many=True)
    documents = DocumentReading(many=True, help_text="What is searched; of the task `search` alone.")
