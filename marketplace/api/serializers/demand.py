"""Signs of demand for an idea other than answers: the waitlist and tries of its demo."""

from typing import Any

from rest_framework import serializers

from evaluations.panel.models import Waiting
from evaluations.prototypes.models import Try
from ideas.models import Idea


class DemandSerializer(serializers.Serializer[Any]):
    waiting = serializers.IntegerField(help_text="Confirmed addresses on its waitlist.")
    tried = serializers.IntegerField(help_text="People with an account who tried its demo, without its author.")
    came_back = serializers.IntegerField(help_text="Those of them who tried it on another day again.")


def demand_for(idea: Idea) -> dict[str, int]:
    returning = Try.objects.returning(idea)
    waiting = Waiting.objects.for_idea(idea).reachable().count()
    return {"waiting": waiting, "tried": returning["n"], "came_back": returning["again"]}
