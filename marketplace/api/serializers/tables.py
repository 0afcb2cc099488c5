"""A table to be read, and its rows."""

from typing import Any

from rest_framework import serializers

from evaluations.prototypes.datasets.examples import MAX_BYTES
from marketplace.api.fields import VerbatimField

from .examples import ExampleReading


class TableWriting(serializers.Serializer[Any]):
    table = VerbatimField(max_length=MAX_BYTES, help_text="CSV, TSV, a table in Markdown, JSON or JSON Lines.")
    reading = VerbatimField(
        max_length=40, allow_blank=True, default="", help_text="The `key` of one of the `readings` of a 400."
    )


class TableSerializer(serializers.Serializer[Any]):
    """As `rows` of the examples of an idea are written."""

    rows = ExampleReading(many=True)
    input_name = serializers.CharField(help_text="The name of the column that goes in; blank where it has none.")
    expected_name = serializers.CharField(help_text="The name of the column that comes out.")
    notices = serializers.ListField(
        child=serializers.CharField(), help_text="How the table was read, and what of it was left out, in words."
    )
