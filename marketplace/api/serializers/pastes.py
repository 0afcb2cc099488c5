"""A table that is tried without posting it: what is sent, and what came of it."""

from typing import Any

from rest_framework import serializers

from evaluations.prototypes.datasets.examples import MAX_BYTES
from evaluations.prototypes.models import MAX_COLUMN_NAME, Lane, Outcome
from evaluations.prototypes.pastes.result import PasteResult, Way
from evaluations.prototypes.pastes.rows import LEAST, MAX_CELL, MOST
from ideas.proof import Unit
from marketplace.api.fields import LineField, VerbatimField


class PastedRowWriting(serializers.Serializer[Any]):
    input = VerbatimField(max_length=MAX_CELL)
    expected = VerbatimField(max_length=MAX_CELL, help_text="What should come of it.")


class PasteWriting(serializers.Serializer[Any]):
    """Either `rows` or `table`."""

    rows = PastedRowWriting(many=True, required=False, default=list, help_text=f"{LEAST} to {MOST} different ones.")
    table = VerbatimField(
        max_length=MAX_BYTES,
        allow_blank=True,
        default="",
        help_text="CSV, TSV, a table in Markdown, JSON or JSON Lines.",
    )
    reading = VerbatimField(
        max_length=40, allow_blank=True, default="", help_text="The `key` of one of the `readings` of a 400."
    )
    input_name = LineField(max_length=MAX_COLUMN_NAME, allow_blank=True, default="")
    expected_name = LineField(max_length=MAX_COLUMN_NAME, allow_blank=True, default="")


class PastedAnswerSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="From 1.")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    answer = serializers.CharField()
    score = serializers.FloatField(allow_null=True, help_text="0 to 1; null: no answer.")
    total_ms = serializers.FloatField(allow_null=True)


class WaySerializer(serializers.Serializer[Any]):
    """One recipe on one model."""

    recipe = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    lane = serializers.ChoiceField(choices=Lane.choices)
    is_baseline = serializers.BooleanField(help_text="Whether it asks no model and shows no skill: guessing.")
    finished = serializers.BooleanField()
    waits_for = serializers.CharField(help_text="Why it cannot go on now; blank when it can.")
    right = serializers.IntegerField(help_text="Rows that are right by every check.")
    of = serializers.IntegerField(help_text="Rows that were answered and compared.")
    answers = PastedAnswerSerializer(many=True)


class PlacedRowSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="From 1.")
    input = serializers.CharField()
    expected = serializers.CharField()
    same_as = serializers.IntegerField(help_text="The row that is asked for it, as it says the same; or its own.")


class PasteSerializer(serializers.Serializer[Any]):
    """What came of it so far. It is there until `ends`, for the holder of the secret or of the token alone."""

    id = serializers.UUIDField()
    ends = serializers.DateTimeField(help_text="When all of it is deleted.")
    task = serializers.CharField(help_text="What the rows ask for.")
    task_reason = serializers.CharField()
    input_name = serializers.CharField()
    expected_name = serializers.CharField()
    rows = PlacedRowSerializer(many=True)
    working = serializers.BooleanField(help_text="Whether more answers will come.")
    ahead = serializers.IntegerField(help_text="How many others come before what waits for a chat model.")
    unit = serializers.ChoiceField(choices=[each.value for each in Unit], help_text="What is counted.")
    right = serializers.IntegerField(help_text="By the best way of asking that has answered all, or the one ahead.")
    of = serializers.IntegerField()
    guessing = serializers.IntegerField(allow_null=True, help_text="What the best answer without a model gets.")
    of_ten = serializers.ListField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="Between how many of ten the truth may lie, with 90 % for each bound; once all rows are answered.",
    )
    ways = WaySerializer(many=True, help_text="The cheapest first.")


class NewPasteSerializer(PasteSerializer):
    secret = serializers.CharField(
        allow_null=True,
        help_text="Opens it without a token, as `Try-Secret`. It is not shown again. Null with a token.",
    )


def paste_data(result: PasteResult) -> dict[str, Any]:
    revision, paste = result.pasted.revision, result.paste
    return {
        "id": paste.key,
        "ends": paste.ends,
        "task": revision.task,
        "task_reason": revision.task_reason,
        "input_name": paste.input_name,
        "expected_name": paste.expected_name,
        "rows": [
            {"row": row.number, "input": row.input, "expected": row.expected, "same_as": row.same_as}
            for row in result.pasted.rows
        ],
        "working": result.is_working,
        "ahead": result.ahead,
        "unit": result.count.unit.value,
        "right": result.count.right,
        "of": result.count.of,
        "guessing": result.count.guessing,
        "of_ten": result.of_ten,
        "ways": [way_data(way) for way in (*result.baselines, *result.ways)],
    }


def way_data(way: Way) -> dict[str, Any]:
    return {
        "recipe": way.run.recipe,
        "model": way.run.model.name if way.run.model else None,
        "lane": way.run.lane,
        "is_baseline": way.run.is_baseline,
        "finished": way.is_whole,
        "waits_for": way.run.trouble,
        "right": way.right,
        "of": len(way.scores),
        "answers": [way.answers[row] for row in sorted(way.answers)],
    }
