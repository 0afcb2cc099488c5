"""From runs to the proof of an idea: a pair, one number and its cost.

The pair is picked by a rule and never by the author: of the kind that most of the run's answers are, right or not, the
shortest third of the inputs, and of these the one that the hash of all examples draws. A row of the strangers' set is
no trial, so it is never shown.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Any, NamedTuple

from django.db.models.functions import MD5, Length

from evaluations.prototypes.models import ExampleRevision, Outcome, Run, RunState, Task, Trial
from evaluations.prototypes.scorers import field_by_field, fields, fields_in_order, fields_right
from evaluations.prototypes.scorers.objects import NotAnObject
from ideas.floors import WORKS_FLOOR
from ideas.proof import (
    MAX_ANSWER,
    MAX_FIELDS,
    MAX_GIVEN,
    MAX_NAME,
    Cost,
    Count,
    FieldAnswer,
    Finding,
    Pair,
    Proof,
    Rightness,
    Unit,
    cut,
)

from .highlight import best_passage
from .revision_results import RevisionResults

# What stands in the place of an answer that is none.
NO_ANSWER = {
    Outcome.REFUSED: "(it refused)",
    Outcome.INVALID: "(not in the form asked for)",
    Outcome.OVERFLOW: "(too long for it)",
}
NOTHING = "(nothing)"


class PairCandidate(NamedTuple):
    """An example that may be shown. `digest`: of its texts."""

    key: int
    length: int
    digest: str


def proof_of(results: RevisionResults, earlier: Proof | None) -> Proof:
    """`earlier`: what was shown before; its number stays, as out of date, until newer examples have one."""
    run = run_shown(results)
    trial = trial_shown(run, earlier) if run else None
    if run is None or trial is None:
        return Proof(pair_to_come(results), earlier.out_of_date if earlier else None)
    count = count_of(results, run)
    return Proof(pair_of(trial), count, cost_of(run, count), run.pk)


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded answer to an example that the prototype had not seen. `square`: its place, from 0, in the picture of
    the number; `next_row`: the example to replay after it, its own if there is no other."""

    pair: Pair
    square: int
    next_row: int


def replay(proof: Proof, row: int | None) -> Replay | None:
    """The recorded answer to the example in this row, else to the one that cards show; None while nothing has answered
    any. No model is asked. At most five queries."""
    if proof.run is None or proof.pair is None:
        return None
    trials = Trial.objects.filter(run=proof.run).exclude(outcome=Outcome.ERROR)
    asked = trials.filter(example__position__in=[row or 0, proof.pair.row])
    found = {trial.example.position: trial for trial in asked.select_related("example", "run__revision")}
    trial = found.get(row or 0) or found.get(proof.pair.row)
    if trial is None:
        return None
    turn, right = trial.example.turn, trials.filter(score=1)
    if trial.score == 1:
        square = right.filter(example__turn__lt=turn).count()
    else:
        square = right.count() + trials.filter(score__lt=1, example__turn__lt=turn).count()
    rows = trials.order_by("example__turn").values_list("example__position", flat=True)
    after = rows.filter(example__turn__gt=turn).first() or rows.first() or trial.example.position
    return Replay(pair_of(trial, room=3), square, after)


def run_shown(results: RevisionResults) -> Run | None:
    """The best run; before there is one, the surest of those that are finished; before that, the one that is ahead."""
    answered = [run for run in results.candidates if run.trials_done > run.errors]
    finished = [run for run in answered if run.state == RunState.FINISHED]
    surest = max(finished, key=lambda run: (run.lower or 0.0, -run.cost_rank, -run.pk), default=None)
    ahead = max(answered, key=lambda run: (run.trials_done, -run.cost_rank, -run.pk), default=None)
    return results.best or surest or ahead


def trial_shown(run: Run, earlier: Proof | None) -> Trial | None:
    """While a run is under way the first one drawn stays: a card should not change every few seconds. None where the
    answers were taken away, to be given again."""
    trials = Trial.objects.of_run(run).exclude(outcome=Outcome.ERROR).select_related("example", "run__revision")
    if run.is_open and earlier and earlier.pair and earlier.run == run.pk:
        kept = trials.filter(example__position=earlier.pair.row).first()
        if kept:
            return kept
    columns = ("score", "example_id", Length("example__input"), MD5("example__input"), MD5("example__expected"))
    rows = list(trials.order_by().values_list(*columns))
    if not rows:
        return None
    right = [row for row in rows if row[0] == 1]
    most = right if 2 * len(right) > len(rows) else [row for row in rows if row[0] != 1]
    candidates = (PairCandidate(key, length, given + expected) for _, key, length, given, expected in most)
    return trials.get(example=drawn(run.revision.content_hash, candidates))


def drawn(content_hash: str, candidates: Iterable[PairCandidate]) -> int:
    """The key of one of the shortest third, whatever their order; of equal lengths the hash decides, too."""
    lots = sorted((each.length, lot(content_hash, each), each.key) for each in candidates)
    shortest = lots[: ceil(len(lots) / 3)]
    return min(shortest, key=lambda each: each[1:])[2]


def lot(content_hash: str, candidate: PairCandidate) -> str:
    return sha256(f"{content_hash} {candidate.digest}".encode()).hexdigest()


def pair_to_come(results: RevisionResults) -> Pair:
    """An example that nothing has answered yet, drawn from all by the same rule."""
    revision = results.revision
    columns = ("pk", Length("input"), MD5("input"), MD5("expected"))
    rows = revision.examples.order_by().values_list(*columns)
    candidates = (PairCandidate(key, length, given + expected) for key, length, given, expected in rows)
    example = revision.examples.get(pk=drawn(revision.content_hash, candidates))
    return Pair(
        example.position,
        revision.size,
        cut(example.input, MAX_GIVEN),
        Rightness.WAITING,
        input_name=revision.input_name,
        expected_name=revision.expected_name,
        note="in line" if any(run.is_open and not run.waiting_for for run in results.runs) else "",
    )


def pair_of(trial: Trial, room: int = 1) -> Pair:
    """What went in and what came out. `room`: how many times longer texts may be than on a card."""
    revision, example = trial.run.revision, trial.example
    of_fields = fields_of(trial, room) if revision.task == Task.EXTRACT else []
    answer, expected, passage = texts_of(trial)
    return Pair(
        example.position,
        revision.size,
        cut(example.input, room * MAX_GIVEN),
        rightness_of(trial),
        answer=cut(answer, room * MAX_ANSWER),
        expected=cut(expected, room * MAX_ANSWER),
        input_name=revision.input_name,
        expected_name=revision.expected_name,
        fields=tuple(of_fields[: room * MAX_FIELDS]),
        more_fields=max(0, len(of_fields) - room * MAX_FIELDS),
        passage=cut(passage, room * MAX_ANSWER),
        is_prose=revision.task == Task.ANSWER and len(answer) > MAX_NAME,
        score=trial.score,
        by=trial.model_name or trial.run.recipe,
        ms=trial.total_ms,
    )


def rightness_of(trial: Trial) -> Rightness:
    if trial.score is None:
        return Rightness.UNCHECKED
    return Rightness.RIGHT if trial.score == 1 else Rightness.PARTLY if trial.score > 0 else Rightness.WRONG


def texts_of(trial: Trial) -> tuple[str, str, str]:
    """The answer, what it should be, and of a search the passage that was found."""
    answer = trial.answer.strip() or NO_ANSWER.get(Outcome(trial.outcome), NOTHING)
    expected = trial.example.expected
    if trial.run.revision.task != Task.SEARCH:
        return answer, expected, ""
    first = answer.splitlines()[0]
    document = trial.run.revision.documents.filter(name=first).first()
    found = best_passage(document.text, trial.example.input) if document else ""
    return first, ", ".join(expected.splitlines()), found


def fields_of(trial: Trial, room: int) -> list[FieldAnswer]:
    """Each field of the answer; none where the answer is no object."""
    revision = trial.run.revision
    try:
        found = field_by_field(trial.answer, trial.example.expected, revision.notation, any_order=any_order(revision))
    except NotAnObject:
        return []
    long = room * MAX_NAME
    return [
        FieldAnswer(cut(name, MAX_NAME), cut(plainly(own), long), cut(plainly(right), long), is_right)
        for name, own, right, is_right in found
    ]


def plainly(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def any_order(revision: ExampleRevision) -> bool:
    return fields_in_order.name not in dict(revision.checks)


def count_of(results: RevisionResults, run: Run) -> Count | None:
    """None where the answers are compared with nothing."""
    if not run.n:
        return None
    unit = unit_of(results.revision)
    right, of = right_of(run, unit)
    finding = finding_of(results, run)
    if run.is_open:
        return Count(right, of, finding, unit, planned=run.sample)
    goes_on = any(each.is_open and not each.waiting_for for each in results.runs)
    harder = run == results.best and results.is_decided_by_strangers
    return Count(right, of, finding, unit, guessed(results, run, unit, of), of, goes_on, harder)


def unit_of(revision: ExampleRevision) -> Unit:
    if not revision.is_graded:
        return Unit.EXAMPLES
    by_fields = {fields.name, fields_in_order.name} & dict(revision.checks).keys()
    return Unit.FIELDS if by_fields else Unit.POINTS


def right_of(run: Run, unit: Unit) -> tuple[int, int]:
    if unit == Unit.FIELDS:
        return all_fields_right(run, run)
    return (run.successes, run.n) if unit == Unit.EXAMPLES else (round(100 * (run.score or 0.0)), 100)


def all_fields_right(run: Run, beside: Run) -> tuple[int, int]:
    """Of the examples that the other run has scored."""
    also = {"example__trials__run": beside, "example__trials__score__isnull": False}
    trials = Trial.objects.of_run(run).scored().filter(**also)
    notation, in_any = run.revision.notation, any_order(run.revision)
    texts = trials.values_list("answer", "example__expected").iterator()
    counted = [fields_right(answer, expected, notation, any_order=in_any) for answer, expected in texts]
    return sum(right for right, _ in counted), sum(of for _, of in counted)


def guessed(results: RevisionResults, run: Run, unit: Unit, of: int) -> int | None:
    """How much the best baseline gets of the same; None while one of them is to come."""
    if results.baseline is None or run.baseline is None:
        return None
    return all_fields_right(results.baseline, run)[0] if unit == Unit.FIELDS else round(run.baseline * of)


def finding_of(results: RevisionResults, run: Run) -> Finding:
    if run.is_open:
        return Finding.TRYING
    if run != results.best:
        return Finding.FEW
    if results.deciding_bounds.upper < WORKS_FLOOR:
        return Finding.FAILS
    return Finding.STANDS if results.beats_baseline or results.lift is None else Finding.CHANCE


def cost_of(run: Run, count: Count | None) -> Cost | None:
    """None where it is not known, and for what does not work: it would be praised for failing at low cost."""
    if run.is_open or run.usd_per_1000 is None or (count and count.finding == Finding.FAILS):
        return None
    return Cost(run.usd_per_1000, run.frontier_usd_per_1000)
