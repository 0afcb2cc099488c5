"""From runs to answers: whether the idea works, and whether it is cheap."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from evaluations.compute import costs
from evaluations.prototypes.models import ExampleRevision, Run
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate, record_proof
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR, works_floor
from ideas.models import Answer, Question
from ideas.models.answer import AnswerState
from ideas.proof import VERSION, Proof
from ideas.questions import MAX_HEADLINE

from . import answer_texts
from .metrics import derive
from .proof import proof_of
from .revision_results import RevisionResults

WORKS_REASON = (
    "of examples that the prototype had not seen; 0 unless it is surely better than an answer without a model. "
    "Chosen low, for a first try by machines alone: two answers in five may still be wrong. On the author's examples "
    f"alone it takes {WORKS_ALONE_FLOOR:.2f}, because whoever writes the exam passes it; {WORKS_FLOOR:.2f} holds from "
    f"{MIN_STRANGERS} strangers' examples on"
)
FLOORS = {Question.WORKS: WORKS_ALONE_FLOOR, Question.CHEAP: costs.CHEAP_FLOOR}


def begin_measuring(revision: ExampleRevision) -> None:
    """New examples: the answers from the earlier ones, final or not, are stale until the first run is in."""
    make_stale(revision, f"As of examples {revision.number - 1}.")
    conclude(revision)


def begin_comparing_again(revision: ExampleRevision) -> None:
    """The runs are compared with other baselines than before: the answers are out of date until those are in."""
    make_stale(revision, "Out of date: it is being compared with more answers without a model.")
    conclude(revision)


def make_stale(revision: ExampleRevision, why: str) -> None:
    answers = Answer.objects.filter(state__in=(AnswerState.KNOWN, AnswerState.MEASURING), lower__isnull=False)
    for answer in answers.filter(idea=revision.idea_id, question__in=FLOORS):
        headline, basis = answer_texts.was(answer.headline), answer_texts.as_of(answer.basis, why)
        stale = replace(update_of(answer), state=AnswerState.STALE, headline=headline, basis=basis)
        record_answer(revision.idea_id, Question(answer.question), stale)


@transaction.atomic
def conclude(revision: ExampleRevision, run: Run | None = None) -> None:
    """Derive the numbers of `run`, choose the best run and record both answers."""
    # One at a time per revision, so that two runs that end together cannot both be the best.
    revision = ExampleRevision.objects.locked(revision.pk)
    if run:
        renew_numbers(run)
    if revision != ExampleRevision.objects.latest_of(revision.idea):
        return
    results = RevisionResults(revision, list(Run.objects.of_revision(revision).for_rows()))
    mark_best(results)
    proof = proof_of(results, revision.idea.proof)
    record_proof(revision.idea_id, proof)
    for question, finding in ((Question.WORKS, works(results, proof)), (Question.CHEAP, cheap(results))):
        record_answer(revision.idea_id, question, finding)


def conclude_what_is_missing() -> int:
    """Conclude every run that lacks a number, after an update that derives more than before; and every idea that has
    examples and shows nothing of them, or what an earlier version rendered. Returns how many."""
    lacking = list(Run.objects.lacking_numbers().for_rows())
    for run in lacking:
        conclude(run.revision, run)
    drawn = Q(idea__proof_row__version=VERSION)
    unshown = list(ExampleRevision.objects.current().filter(Q(idea__proof_row=None) | ~drawn))
    for revision in unshown:
        conclude(revision)
    return len(lacking) + len(unshown)


def renew_numbers(run: Run) -> None:
    """Of this run; if it is a baseline, of all runs, which are compared with the best of them."""
    if run.is_baseline:
        derive(run, run)  # which of them is the best depends on its score
    baseline = Run.objects.best_baseline(run.revision)
    for each in Run.objects.of_revision(run.revision).for_rows() if run.is_baseline and baseline else [run]:
        derive(each, each if each.is_baseline else baseline)


def mark_best(results: RevisionResults) -> None:
    best = [results.best.pk] if results.best else []
    runs = Run.objects.of_revision(results.revision)
    runs.filter(is_best=True).exclude(pk__in=best).update(is_best=False, best_of=None)
    runs.filter(pk__in=best).update(is_best=True, best_of=results.m)


def works(results: RevisionResults, proof: Proof) -> AnswerUpdate:
    best, earlier = results.best, earlier_answer(results, Question.WORKS)
    if best is None or (earlier and results.baseline is None):
        return earlier or unmeasured(results, Question.WORKS, answer_texts.so_far(results, proof))
    bounds, by_strangers = results.deciding_bounds, results.is_decided_by_strangers
    return AnswerUpdate(
        state=results.state,
        floor=works_floor(best.strangers_n),
        revision=results.revision.idea.revision,
        n=best.strangers_n if by_strangers else best.n,
        lower=bounds.lower if results.beats_baseline else 0.0,
        point=best.strangers_score if by_strangers else best.score,
        upper=bounds.upper,
        headline=proof.headline[:MAX_HEADLINE],
        basis=answer_texts.works_basis(results),
    )


def cheap(results: RevisionResults) -> AnswerUpdate:
    """An idea that is no better than the baseline is never cheap: it would rank for failing at low cost."""
    best, earlier = results.best, earlier_answer(results, Question.CHEAP)
    if best is None or (earlier and results.baseline is None):
        return earlier or unmeasured(results, Question.CHEAP)
    frontier, shown = best.frontier_usd_per_1000, (best.usd_per_1000_lower, best.usd_per_1000, best.usd_per_1000_upper)
    if not frontier or None in shown:
        unknown = AnswerUpdate(AnswerState.UNKNOWN, costs.CHEAP_FLOOR, results.revision.idea.revision)
        return replace(unknown, basis=best.cost_basis or "What it costs is not known.")
    # The upper bound of the cost gives the lower bound of the cheapness.
    upper, point, lower = (costs.cheapness(usd, frontier) for usd in shown if usd is not None)
    return AnswerUpdate(
        state=results.state,
        floor=costs.CHEAP_FLOOR,
        revision=results.revision.idea.revision,
        n=best.n,
        lower=lower if results.beats_baseline else 0.0,
        point=point,
        upper=upper,
        headline=answer_texts.cheap(best),
        basis=answer_texts.cheap_basis(results, best),
    )


def unmeasured(results: RevisionResults, question: Question, headline: str = "") -> AnswerUpdate:
    """The answer while no run is scored."""
    basis = answer_texts.why_unmeasured(results)
    return AnswerUpdate(results.state, FLOORS[question], results.revision.idea.revision, headline=headline, basis=basis)


def earlier_answer(results: RevisionResults, question: Question) -> AnswerUpdate | None:
    """The answer that is out of date. It stays until a run is scored and can be compared with every baseline."""
    stale = Answer.objects.filter(idea=results.revision.idea_id, question=question, state=AnswerState.STALE).first()
    return update_of(stale) if stale and not results.is_unchecked else None


def update_of(answer: Answer) -> AnswerUpdate:
    return AnswerUpdate(**{name: getattr(answer, name) for name in AnswerUpdate.__slots__})
