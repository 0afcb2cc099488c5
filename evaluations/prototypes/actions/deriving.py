"""A run's numbers, all from its trials' rows, so that they can be derived again at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from sys import intern
from typing import Any

from evaluations.compute.models import Price
from evaluations.prototypes import statistics
from evaluations.prototypes.confusion import cells_of
from evaluations.prototypes.models import Outcome, Run, RunState, Task, Trial
from evaluations.prototypes.models.trial import UNANSWERED

COLUMNS = ("example_id", "example__expected", "outcome", "score", "total_ms", "usd", "input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts of one trial."""

    example: int
    expected: str
    outcome: str
    score: float | None
    total_ms: float | None
    usd: float | None
    input_tokens: int | None
    output_tokens: int | None


def facts_of(run: Run) -> list[Fact]:
    rows = Trial.objects.filter(run=run).order_by("example__turn").values_list(*COLUMNS)
    return [Fact(pk, intern(expected), intern(outcome), *rest) for pk, expected, outcome, *rest in rows.iterator()]


def derive(run: Run, baseline: Sequence[Fact]) -> None:
    """Store the run's numbers. `baseline`: the trials of the baseline, none while it is not finished.

    Intervals by resampling take a good part of a second for 2,000 trials, so they come when the run is finished."""
    facts = facts_of(run)
    numbers = counted(facts)
    if run.state == RunState.FINISHED:
        numbers |= bounded(run, facts) | spent(run, facts) | lifted(run, facts, baseline) | by_label(run)
    Run.objects.filter(pk=run.pk).update(**numbers)
    for name, value in numbers.items():
        setattr(run, name, value)


def counted(facts: Sequence[Fact]) -> dict[str, Any]:
    scores = scores_of(facts)
    errors = sum(fact.outcome == Outcome.ERROR for fact in facts)
    return {
        "trials_done": len(facts),
        "errors": errors,
        "unchecked": len(facts) - len(scores) - errors,
        "n": len(scores),
        "successes": sum(score == 1 for score in scores),
        "score": fsum(scores) / len(scores) if scores else None,
    }


def scores_of(facts: Sequence[Fact]) -> list[float]:
    """Of the trials that were compared with something: not of those without an answer, nor of the unchecked."""
    return [fact.score for fact in facts if fact.score is not None]


def bounded(run: Run, facts: Sequence[Fact]) -> dict[str, Any]:
    scores = scores_of(facts)
    if not scores:
        return {"lower": None, "upper": None}
    interval = statistics.shown_score(scores, run.revision.content_hash, graded=run.revision.is_graded)
    return {"lower": interval.lower, "upper": interval.upper}


def by_label(run: Run) -> dict[str, Any]:
    """Of `classify` alone: the mean F1 of the labels."""
    if run.revision.task != Task.CLASSIFY:
        return {}
    found = statistics.shown_macro_f1(cells_of(run), run.revision.content_hash)
    lower, upper = (found.lower, found.upper) if found else (None, None)
    return {"macro_f1": found.point if found else None, "macro_f1_lower": lower, "macro_f1_upper": upper}


def spent(run: Run, facts: Sequence[Fact]) -> dict[str, Any]:
    """Tokens, times and dollars of the trials that made an answer."""
    made = [fact for fact in facts if fact.outcome not in UNANSWERED]
    times = [fact.total_ms for fact in made if fact.total_ms is not None]
    tokens = {kind: sum(getattr(fact, kind) or 0 for fact in made) for kind in ("input_tokens", "output_tokens")}
    cost = statistics.mean_cost([fact.usd for fact in made], run.revision.content_hash) if run.model else None
    frontier = frontier_cost(tokens, len(made)) if run.model and tokens["input_tokens"] else None
    return tokens | {
        "p50_ms": statistics.percentile(times, 0.5),
        "p95_ms": statistics.percentile(times, 0.95),
        "usd_per_1000": per_1000(cost.point if cost else None),
        "usd_per_1000_lower": per_1000(cost.lower if cost else None),
        "usd_per_1000_upper": per_1000(cost.upper if cost else None),
        "frontier_usd_per_1000": per_1000(frontier),
        "cost_basis": basis_of(run),
    }


def frontier_cost(tokens: Mapping[str, int], tasks: int) -> float | None:
    """What one task with as many tokens costs at the median of the frontier's list prices."""
    return Price.objects.frontier().median_cost(tokens["input_tokens"] / tasks, tokens["output_tokens"] / tasks)


def per_1000(usd: float | None) -> float | None:
    return None if usd is None else usd * 1_000


def basis_of(run: Run) -> str:
    """One sentence on where the costs come from; nothing for the baseline, which asks no model."""
    if run.model is None:
        return ""
    price = run.model.price()
    if price is None:
        return f"The price of {run.model.name} at {run.model.endpoint.name} is not known."
    return f"{run.model.name} costs {price.in_words}."


def lifted(run: Run, facts: Sequence[Fact], baseline: Sequence[Fact]) -> dict[str, Any]:
    """The score less the baseline's on the same examples; null while the baseline is not finished."""
    own, base = paired(run, facts, baseline)
    unknown = dict.fromkeys(("lift", "lift_lower", "lift_upper", "lift_p"))
    if not own:
        return unknown | {"baseline": None}
    reached = {"baseline": sum(base) / len(base)}
    if run.is_baseline:
        return reached | unknown
    lift = statistics.compare(own, base, run.revision.content_hash)
    return reached | {"lift": lift.point, "lift_lower": lift.lower, "lift_upper": lift.upper, "lift_p": lift.p}


def paired(run: Run, facts: Sequence[Fact], baseline: Sequence[Fact]) -> tuple[list[float], list[float]]:
    """The scores of the run and of the baseline on the examples that both have scored, in one order."""
    held_out = {fact.example: fact.score for fact in baseline if fact.score is not None}
    both = [fact for fact in facts if fact.score is not None and fact.example in held_out]
    own = [fact.score or 0.0 for fact in both]
    base = [held_out[fact.example] for fact in both]
    if run.revision.task == Task.CLASSIFY:
        base = statistics.classify_baseline(base, [fact.expected for fact in both])
    return own, base
