"""Stored answers are scored again when the scorers have changed, so that two versions are never mixed.

Each run keeps the version that all its trials were scored by. A worker scores an open run again before it goes on; the
clock does it for the others, run by run. A run that was interrupted is begun again: scoring twice is scoring once.
"""

from dataclasses import replace
from time import monotonic

from django.db import transaction

from evaluations.prototypes.models import ExampleRevision, Outcome, Run, Trial
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.scorers import NEEDS_VECTORS, VERSION, decimal_mark_of

from .score import DECLINED, ScoredAnswer, as_declined, compared_as_text

AT_ONCE = 500  # trials in memory and in one transaction
SECONDS = 5.0  # after which nothing new is begun, as votes are tallied in the same lane


def rescore_ended() -> int:
    """Score ended runs again whose version is out of date, for some seconds; how many. The next are for beat."""
    until, done = monotonic() + SECONDS, 0
    for run in Run.objects.ended().scored_before(VERSION).for_rows()[:AT_ONCE]:
        if monotonic() > until:
            break
        rescore(run)
        conclude(run.revision, run)
        done += 1
    return done


def rescore(run: Run) -> None:
    """Score every trial of the run by the present scorers. Its numbers are for the caller to derive."""
    if run.scored_by == VERSION:
        return
    revision = with_decimal_mark(run.revision)
    after = 0
    while batch := list(Trial.objects.of_run(run).compared_as_text(after)[:AT_ONCE]):
        store([trial for trial in batch if score_again(trial, revision)])
        after = batch[-1].pk
    Run.objects.filter(pk=run.pk).update(scored_by=VERSION)
    run.scored_by = VERSION


def with_decimal_mark(revision: ExampleRevision) -> ExampleRevision:
    """Examples that were frozen before the mark was stored get theirs."""
    mark = decimal_mark_of(revision.examples.values_list("expected", flat=True).iterator())
    if mark != revision.decimal_mark:
        revision.decimal_mark = mark
        revision.save(update_fields=["decimal_mark"])
    return revision


def score_again(trial: Trial, revision: ExampleRevision) -> bool:
    """Whether its score changed. What was compared by meaning keeps its value: the vectors are not stored."""
    expected = trial.example.expected
    is_cut = trial.outcome == Outcome.TRUNCATED
    answer = trial.raw_answer.strip() if is_cut else trial.answer
    checks = {
        scorer: trial.checks[scorer]
        if scorer in NEEDS_VECTORS
        else compared_as_text(revision, scorer, threshold, answer, expected)
        for scorer, threshold in revision.checks
        if scorer in trial.checks
    }
    if checks == trial.checks:
        return False
    scored = ScoredAnswer(Outcome.ANSWERED, answer, checks, trial.note.removeprefix(DECLINED).strip())
    if is_cut:
        scored = replace(scored, outcome=Outcome.TRUNCATED)
    elif trial.raw_answer:
        scored = as_declined(scored, trial.raw_answer, expected)
    trial.outcome, trial.answer, trial.note = scored.outcome, scored.answer, scored.note[:300]
    trial.checks, trial.score = checks, scored.score
    return True


@transaction.atomic
def store(trials: list[Trial]) -> None:
    Trial.objects.bulk_update(trials, ["outcome", "answer", "checks", "score", "note"])
