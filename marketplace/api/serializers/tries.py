"""A try of a demo: the request, the result, and a place in the queue."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from evaluations.prototypes.demos.serve import Tried
from evaluations.prototypes.models import Example, Outcome, Run
from marketplace.api.fields import VerbatimField


class TicketField(serializers.UUIDField):
    """Only a string: the library would also accept a number as a UUID."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


class TryWriting(serializers.Serializer[Any]):
    input = VerbatimField(max_length=MAX_CHARACTERS, help_text="What to try. It is not stored.")
    ticket = TicketField(
        required=False, allow_null=True, default=None, help_text="The one that an answer 202 gave, to keep the place."
    )


class PickedSerializer(serializers.Serializer[Example]):
    """The author's row with this very input. The demo was fitted with it, so being right there proves little."""

    row = serializers.IntegerField(source="position")
    expected = serializers.CharField()


class FoundSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    passage = serializers.CharField()


class TriedSerializer(serializers.Serializer[Any]):
    """What came of a try. Milliseconds, US dollars; what is not known is null."""

    run = serializers.IntegerField(help_text="The run whose recipe answered.")
    recipe = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    answer = serializers.CharField(help_text="A label, a JSON object, a text, or names of documents, one per line.")
    raw = serializers.CharField(help_text="What the model wrote.")
    note = serializers.CharField()
    documents = FoundSerializer(many=True, help_text="Of `search` alone, best first.")
    example = PickedSerializer(allow_null=True)
    first_token_ms = serializers.FloatField(allow_null=True)
    total_ms = serializers.FloatField()
    input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    usd = serializers.FloatField(allow_null=True)


class TryEventSerializer(serializers.Serializer[Any]):
    """One server-sent event; its data is JSON: a string for `piece`, an object for the others."""

    event = serializers.CharField(help_text="`piece`, `restart`, `result`, `waiting` or `problem`.")
    data = serializers.CharField()  # type: ignore[assignment]  # a field, which the metaclass takes away


class InLineSerializer(serializers.Serializer[Any]):
    """Every place at the model is taken. Send the same again with the ticket, about once a second."""

    ticket = serializers.UUIDField()
    ahead = serializers.IntegerField(help_text="How many people go first.")


def tried_data(run: Run, tried: Tried, example: Example | None) -> dict[str, Any]:
    fields = {name: getattr(tried, name) for name in Tried.__slots__}
    named = {"run": run.pk, "recipe": run.recipe, "model": run.model.name if run.model else None, "example": example}
    return dict(TriedSerializer(fields | named).data)
