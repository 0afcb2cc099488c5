"""Finished runs with a given number of right answers, and the answers that follow from them."""

from collections.abc import Sequence
from typing import Any

from evaluations.compute.models import Price
from evaluations.prototypes.models import ExampleRevision, Run, Trial
from evaluations.prototypes.results.answers import conclude
from ideas.models import Answer
from tests.factories import make_baselines, make_run

N = 40


def tried(revision: ExampleRevision, right: int, of: int = N, recipe: str = "zero-shot", **fields: Any) -> Run:
    """A finished run whose first trials are right, with its numbers and answers derived."""
    run = make_run(revision, recipe=recipe, state="finished", **fields)
    finish(run, [1.0] * right + [0.0] * (of - right))
    return run


def baseline(revision: ExampleRevision, right: int, recipe: str = "majority") -> Run:
    run = Run.objects.create(
        revision=revision,
        recipe=recipe,
        lane="quick",
        cost_rank=0,
        sample=N,
        state="finished",
        finished=revision.frozen,
    )
    make_baselines(revision)
    finish(run, [1.0] * right + [0.0] * (N - right))
    return run


def finish(run: Run, scores: Sequence[float]) -> None:
    price, timed = Price.objects.machine(), run.model is not None
    Trial.objects.bulk_create(
        Trial(
            run=run,
            example=example,
            outcome="answered",
            answer=example.expected,
            score=score,
            usd=0.00001 if timed else None,
            price=price if timed else None,
            total_ms=100.0 + example.position if timed else None,
            input_tokens=150 if timed else None,
            output_tokens=10 if timed else None,
        )
        for example, score in zip(run.revision.examples.all(), scores, strict=False)
    )
    conclude(run.revision, Run.objects.for_rows().get(pk=run.pk))
    run.refresh_from_db()


def answer(revision: ExampleRevision, question: str = "works") -> Answer:
    return Answer.objects.get(idea=revision.idea_id, question=question)
