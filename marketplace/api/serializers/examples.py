"""The examples of an idea as they are read: frozen for everybody, or as their author is still typing them."""

from typing import Any

from rest_framework import serializers


class ExampleReading(serializers.Serializer[Any]):
    input = serializers.CharField()
    expected = serializers.CharField()


class ExampleSetSerializer(serializers.Serializer[Any]):
    """All examples. What is sent back by PUT as it was read changes nothing."""

    frozen = serializers.DateTimeField(allow_null=True, help_text="Null while they are a draft.")
    revision = serializers.IntegerField(allow_null=True, help_text="Null while they are a draft.")
    content_hash = serializers.CharField(help_text="SHA-256 of the rows, in hex. Blank while they are a draft.")
    size = serializers.IntegerField()
    task = serializers.CharField(help_text="What they ask for. Blank: not inferred yet.")
    task_reason = serializers.CharField(help_text="Why this task, in words.")
    scorer = serializers.CharField(help_text="How an answer is compared with what was expected.")
    threshold = serializers.FloatField(allow_null=True)
    rows = ExampleReading(many=True)
