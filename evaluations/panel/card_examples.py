"""What is on a card beside title and pitch: one example, short enough for a glance."""

from django.db.models.functions import Length

from evaluations.prototypes.models import Example, ExampleRevision
from ideas.models import Idea

MOST = 240  # characters of input and output together, which is what a quick reader takes in beside the pitch


def example_on_card(idea: Idea) -> Example | None:
    """The shortest of the latest examples; None where there is none that short."""
    latest = ExampleRevision.objects.latest_of(idea)
    if latest is None:
        return None
    lengths = latest.examples.annotate(length=Length("input") + Length("expected"))
    return lengths.filter(length__lte=MOST).exclude(expected="").order_by("length", "position").first()
