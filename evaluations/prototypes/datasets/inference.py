"""The task that the examples ask for, and how its answers are scored: by the author's choice, where it goes with the
task; otherwise as the rows suggest, with the reason in words for the author."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Levenshtein

from evaluations.prototypes.scorers import (
    CHOICES,
    SCORERS,
    TAKES_THRESHOLD,
    TEXTS,
    UNCHECKED,
    USUAL_THRESHOLDS,
    Scorer,
    ScorerCheck,
    contains,
    exact,
    fields,
    folded,
    label,
    recall_at_1,
    similarity,
    strict,
    suits,
)
from evaluations.prototypes.scorers.objects import looks_like_object

from .documents import NamedText, check_documents, named_in
from .problems import ExampleProblems, Problem

MAX_LABELS = 50
MAX_LABEL_CHARACTERS = 80  # characters
REPEATED_SHARE = 0.8  # of the rows have an output that occurs at least twice
SHORT_OUTPUT = 24  # characters; up to here a typical output is compared exactly
PHRASE_OUTPUT = 60  # characters; up to here the answer has to contain it
CORRECTED = 0.8  # similarity by edits; a correction of a sentence stays above, and a label in a sentence far below
CORRECTED_SHARE = 0.8  # of the rows are corrections
MAX_COMPARED, COMPARED_CHARACTERS = 100, 500  # rows, and characters of each
MAJORITY = 0.5  # of the outputs; if more are JSON, or name a document, that is no accident

# The scorer of each task whose author chooses none; of an answer it depends on the length.
DEFAULTS = {"classify": label, "extract": fields, "answer": None, "search": recall_at_1}


@dataclass(frozen=True, slots=True)
class Inferred:
    """`threshold`: the scorer's parameter, 0 to 1, or None. `more_checks`: beside the first. `brackets_are_minus`: of
    the numbers in texts and fields alone. `case_counts`: of labels alone."""

    task: str
    reason: str
    scorer: str
    threshold: float | None = None
    more_checks: Sequence[ScorerCheck] = ()
    brackets_are_minus: bool = False
    case_counts: bool = False


def measure(
    rows: Sequence[tuple[str, str]],
    documents: Sequence[NamedText],
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Sequence[ScorerCheck] = (),
    brackets_are_minus: bool = False,
    case_counts: bool = False,
) -> Inferred:
    """The task and its checks, of rows and documents without problems. Raises ExampleProblems for unknown names and for
    thresholds beyond the bounds of their scorer.

    What does not go with the task is ignored, as a form may hold it from another task."""
    refuse_unknown(task, [scorer, *(name for name, _ in more_checks)])
    inferred = infer(rows, check_documents(documents).by_name)
    reason = inferred.reason if task in ("", inferred.task) else "chosen by the author"
    task = task or inferred.task
    first = with_threshold(scorer, threshold) if suits(task, scorer) else default_scorer(task, rows)
    if first[0] == UNCHECKED:
        return Inferred(task, reason, first[0])
    beside = dict(with_threshold(*each) for each in more_checks if suits(task, each[0]))
    more = [each for each in beside.items() if each[0] not in (first[0], UNCHECKED)]
    said = (brackets_are_minus and task in TEXTS, case_counts and task == "classify")
    return Inferred(task, reason, *first, more, *said)


def refuse_unknown(task: str, scorers: Sequence[str]) -> None:
    if task and task not in DEFAULTS:
        raise refused(f"There is no task “{task}”. Choose {' or '.join(DEFAULTS)}.")
    for scorer in scorers:
        if scorer and scorer not in CHOICES:
            raise refused(f"There is no scorer “{scorer}”. Choose one of {', '.join(CHOICES)}.")


def with_threshold(scorer: str, threshold: float | None) -> ScorerCheck:
    """Raises ExampleProblems for a threshold beyond the bounds."""
    if scorer not in TAKES_THRESHOLD:
        return scorer, None
    threshold = USUAL_THRESHOLDS.get(scorer) if threshold is None else threshold
    bounds = SCORERS[scorer].threshold
    if threshold is not None and bounds and not bounds.lowest <= threshold <= bounds.highest:
        why = f"The threshold of {scorer} is a number from {bounds.lowest:g} to {bounds.highest:g}"
        raise refused(f"{why}: beyond it nearly every answer would be right, or none.")
    return scorer, threshold


def refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "rows", message)])


def infer(rows: Sequence[tuple[str, str]], documents: Mapping[str, str] | None = None) -> Inferred:
    """The task that the outputs suggest. Rows with a blank output are ignored.

    `documents`: the names of the given documents, by their folded form."""
    outputs = [expected for _, expected in rows if expected.strip()]
    task, reason = _task_of(outputs, documents or {})
    scorer, threshold = default_scorer(task, rows)
    return Inferred(task, reason, scorer, threshold)


def _task_of(outputs: Sequence[str], documents: Mapping[str, str]) -> tuple[str, str]:
    naming = sum(bool(named_in(output, documents)[0]) for output in outputs) if documents else 0
    if documents and naming >= MAJORITY * len(outputs):
        return "search", f"{_counted(len(documents), 'document')} to look in, named by {naming} of {len(outputs)} rows"
    objects = sum(map(looks_like_object, outputs))
    if outputs and objects > MAJORITY * len(outputs):
        return "extract", f"JSON objects in {objects} of {len(outputs)} rows: fields to fill in"
    if are_labels(outputs):
        return "classify", _labels_in_words(outputs)
    return "answer", _texts_in_words(outputs)


def are_labels(outputs: Sequence[str]) -> bool:
    """Few short outputs that repeat: at most one different output for two rows."""
    counts = Counter(folded(output) for output in outputs)
    repeated = sum(count for count in counts.values() if count > 1)
    return (
        0 < len(counts) <= min(MAX_LABELS, len(outputs) / 2)
        and repeated >= REPEATED_SHARE * len(outputs)
        and max(map(len, counts)) <= MAX_LABEL_CHARACTERS
    )


def default_scorer(task: str, rows: Sequence[tuple[str, str]]) -> ScorerCheck:
    """The scorer, with its threshold, of a task whose author chooses none.

    Labels are compared as labels, objects field by field, and in a search the first document counts. A text is compared
    to the last character where outputs are their inputs with other case, punctuation or spelling; else exactly if a
    typical (median) output has up to 24 characters; up to 60 the answer has to contain it; longer texts are compared by
    meaning."""
    scorer = DEFAULTS.get(task) or (strict if are_corrections(rows) else _scorer_of_texts([out for _, out in rows]))
    return scorer.name, USUAL_THRESHOLDS.get(scorer.name)


def are_corrections(rows: Sequence[tuple[str, str]]) -> bool:
    """Whether outputs are what their inputs are, but for case, punctuation or spelling."""
    whole = [(given.strip(), expected.strip()) for given, expected in rows if expected.strip()][:MAX_COMPARED]
    changed = sum(given != expected for given, expected in whole)
    close = sum(_is_close(given, expected) for given, expected in whole)
    return bool(changed) and close >= CORRECTED_SHARE * len(whole)


def _is_close(given: str, expected: str) -> bool:
    one, other = given[:COMPARED_CHARACTERS].casefold(), expected[:COMPARED_CHARACTERS].casefold()
    return Levenshtein.normalized_similarity(one, other, score_cutoff=CORRECTED) >= CORRECTED


def _scorer_of_texts(outputs: Sequence[str]) -> Scorer:
    typical = median([len(output.strip()) for output in outputs] or [0])
    if typical <= SHORT_OUTPUT:
        return exact
    return contains if typical <= PHRASE_OUTPUT else similarity


def _labels_in_words(outputs: Sequence[str]) -> str:
    counts = Counter(folded(output) for output in outputs)
    least = min(counts.values())
    each = f"each at least {least} times" if least > 1 else f"{_repeated(counts)} of them more than once"
    if len(counts) == 1:
        return f"1 output over all {len(outputs)} rows: a label, but nothing to choose from yet"
    return f"{len(counts)} different outputs over {len(outputs)} rows, {each}: a label to choose"


def _repeated(counts: Counter[str]) -> int:
    return sum(count > 1 for count in counts.values())


def _texts_in_words(outputs: Sequence[str]) -> str:
    if not outputs:
        return "no outputs yet: a text to write"
    typical = round(median(map(len, outputs)))
    different = len({folded(output) for output in outputs})
    found = f"{_counted(different, 'different output')} over {_counted(len(outputs), 'row')}"
    return f"{found}, typically {_counted(typical, 'character')}: a text to write"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
