"""Forms that Ada fills: the texts of her idea, and the sheet of examples."""

from typing import Any

from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea

ADDRESS = "/submit/draft-abcdef123456/"
WHOLE: dict[str, Any] = {
    "title": "Route repair-café notes to the right table",
    "pitch": "Visitors write what is broken in their own words. A model on the café's old laptop picks the table.",
    "problem": "Forty people come in two hours.\r\nOne volunteer reads every note.",
    "audience": "Volunteers at the desk of a repair café",
    "why_overlooked": "No café has a budget.",
    "fits": ["offline", "privacy"],
    "why_open": "The hall has no network.",
    "tags": "Repair,  volunteers , repair",
}


def typed(rows: list[tuple[str, str]], **more: object) -> dict[str, object]:
    """A form as the browser sends it."""
    return {"input": [row[0] for row in rows], "expected": [row[1] for row in rows], "do": "go", **more}


def stored(idea: Idea) -> list[tuple[str, str]]:
    return ExampleDraft.objects.of(idea).pairs
