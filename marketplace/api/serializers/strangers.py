"""The strangers' set of an idea: its numbers, an example that is given, and one that is dealt to be judged blind."""

from typing import Any

from rest_framework import serializers

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from evaluations.prototypes.models import StrangersState, Task
from marketplace.api.fields import VerbatimField

MAX_TOKEN = 300


class StrangersSetSerializer(serializers.Serializer[Any]):
    """Numbers alone: nobody reads the rows of the set."""

    in_set = serializers.IntegerField(help_text="Examples that the lot offered and that count.")
    brought = serializers.IntegerField(help_text="Examples by people who chose the idea. They decide nothing.")
    waiting = serializers.IntegerField(help_text="For judges.")
    unclear = serializers.IntegerField(help_text="Judges did not answer as their giver did.")
    needed = serializers.IntegerField(help_text="From so many answered ones on they decide about works.")


class GivenWriting(serializers.Serializer[Any]):
    input = VerbatimField(max_length=MAX_CHARACTERS)
    expected = VerbatimField(max_length=MAX_CHARACTERS)


class OfferedSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="To send back with the example, within a day.")
    idea = serializers.SlugField()
    task = serializers.ChoiceField(Task.choices)
    labels = serializers.ListField(child=serializers.CharField(), help_text="The author's, where one is to be chosen.")


class OfferedWriting(GivenWriting):
    token = VerbatimField(max_length=MAX_TOKEN)


class DealtSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="To send back with the answer, within a day.")
    idea = serializers.SlugField()
    task = serializers.ChoiceField(Task.choices)
    labels = serializers.ListField(child=serializers.CharField(), help_text="The author's, where one is to be chosen.")
    input = serializers.CharField()


class VerdictWriting(serializers.Serializer[Any]):
    token = VerbatimField(max_length=MAX_TOKEN)
    answer = VerbatimField(
        max_length=MAX_CHARACTERS, allow_blank=True, help_text="Blank where it cannot be told from the input."
    )


class StateSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        StrangersState.choices, help_text="What became of the example. What its giver expects stays unknown."
    )
