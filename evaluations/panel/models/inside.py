"""What those say whom an idea is for, counted from their glances."""

from evaluations.panel.audience import AudienceCounts, floor_for
from ideas.models import Idea, in_words

from .glance import Glance
from .known_fields import FieldVoices
from .waitlist import Waiting


def inside_of(idea: Idea) -> AudienceCounts | None:
    """None where the idea names no field of work. Two queries."""
    if not idea.work_fields:
        return None
    said = Glance.objects.said_inside(idea, Waiting.objects.for_idea(idea).confirmed().values("person"))
    return AudienceCounts(whom=in_words(idea.work_fields), floor=floor_of(idea), **said)


def floor_of(idea: Idea) -> float:
    """By the smallest of its fields: a large one beside it must not lower its floor."""
    voices = FieldVoices.objects.in_bulk(["", *idea.work_fields])
    sizes = {name: row.voices for name, row in voices.items()}
    return floor_for(min(sizes.get(field, 0.0) for field in idea.work_fields), sizes.get("", 0.0))
