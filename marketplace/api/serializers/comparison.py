"""Runs side by side: the difference of each to the first, and the answers to every example."""

from typing import Any

from rest_framework import serializers

from evaluations.prototypes.results.comparison import START, ComparedExample


class DifferenceSerializer(serializers.Serializer[Any]):
    """Score less that of the first run, example by example, -1 to 1, with an interval that holds nine times of ten."""

    n = serializers.IntegerField(help_text="Examples that both have scored.")
    won = serializers.IntegerField(help_text="Examples on which it did better.")
    lost = serializers.IntegerField(help_text="Examples on which it did worse.")
    point = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()
    p = serializers.FloatField(
        help_text="Two-sided: exact McNemar where every score is 0 or 1, else a paired bootstrap."
    )


class ScoredSerializer(serializers.Serializer[Any]):
    """A score on some of the examples, 0 to 1, with an interval that holds nine times of ten."""

    n = serializers.IntegerField()
    point = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class SideSerializer(serializers.Serializer[Any]):
    run = serializers.IntegerField(source="run.pk")
    name = serializers.CharField(source="run", help_text="Recipe and model.")
    versus_first = DifferenceSerializer(source="versus", allow_null=True)
    words = serializers.CharField(help_text="The same in words; blank for the first run.")
    by_author = ScoredSerializer(allow_null=True, help_text="On the examples that the idea's author wrote.")
    by_others = ScoredSerializer(allow_null=True, help_text="On the examples that somebody else wrote.")


class ComparedAnswerSerializer(serializers.Serializer[Any]):
    run = serializers.IntegerField()
    outcome = serializers.CharField()
    answer = serializers.CharField(help_text=f"Its first {START} characters.")
    score = serializers.FloatField(allow_null=True)


class ComparedExampleSerializer(serializers.Serializer[Any]):
    """One example and what each run made of it. Texts are cut; the whole is in the trials of the runs."""

    row = serializers.IntegerField(help_text="The example's row, from 1.")
    input = serializers.CharField(help_text=f"Its first {START} characters.")
    expected = serializers.CharField(help_text=f"Its first {START} characters.")
    by_author = serializers.BooleanField(help_text="Whether the idea's author wrote it.")
    differs = serializers.BooleanField(
        help_text="Whether the runs' scores differ, or their answers where these are not right; of a search, the first "
        "document."
    )
    answers = ComparedAnswerSerializer(many=True)

    def to_representation(self, row: ComparedExample) -> dict[str, Any]:
        return {
            "row": row.position,
            "input": row.input[:START],
            "expected": row.expected[:START],
            "by_author": not row.by_other,
            "differs": bool(row.differs),
            "answers": [
                {"run": said.run.pk, "outcome": said.outcome, "answer": said.answer[:START], "score": said.score}
                for said in row.answers
                if said.outcome
            ],
        }
