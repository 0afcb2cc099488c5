"""The answer of a try in the form of its task: a label, fields, documents or a text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.demos.serve import Tried
from evaluations.prototypes.models import Example, Outcome, Run, Task
from evaluations.prototypes.scorers import folded
from marketplace.pages.templatetags.figures import duration

MAX_FIELDS = 200
OTHERWISE = {
    Outcome.REFUSED: "The server refused to answer this.",
    Outcome.TRUNCATED: "The answer was cut off: it grew longer than the model was allowed to write.",
    Outcome.INVALID: "The model wrote something that is not of the form it was asked for.",
    Outcome.OVERFLOW: "The text is too long for this model. Shorten it.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`trouble`: why there is no proper answer, or ""; `fields`: of `extract`, by path; `same`: as in the example."""

    tried: Tried
    task: str
    trouble: str
    fields: list[tuple[str, str]]
    example: Example | None
    same: bool

    @property
    def summary(self) -> str:
        took = duration(self.tried.total_ms)
        return f"There is no proper answer, after {took}." if self.trouble else f"Answered in {took}."

    @property
    def text(self) -> str:
        """The first value of the field for the expected output, until the visitor corrects it."""
        if self.trouble:
            return ""
        return self.tried.documents[0].name if self.tried.documents else self.tried.answer


def shown_of(run: Run, tried: Tried, example: Example | None) -> Shown:
    trouble = OTHERWISE.get(tried.outcome, "")
    fields = list(fields_in(tried.answer)) if run.revision.task == Task.EXTRACT and not trouble else []
    same = bool(example) and folded(tried.answer) == folded(example.expected if example else "")
    return Shown(tried, run.revision.task, trouble, fields[:MAX_FIELDS], example, same)


def fields_in(answer: str) -> Iterator[tuple[str, str]]:
    try:
        yield from flat(json.loads(answer), "")
    except (ValueError, RecursionError):
        return


def flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The leaves of a JSON value, as (path, text); a list's items are counted from 1."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from flat(inner, f"{path} › {name}" if path else name)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, 1):
            yield from flat(inner, f"{path} {number}".strip())
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
