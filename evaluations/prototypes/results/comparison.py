"""Runs over the same examples, side by side: which of them is better, and on which examples they differ.

The number of queries depends neither on the number of runs nor on that of examples.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, Func, TextField, Value, When
from django.db.models.functions import MD5, Left

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Outcome, Run, Task, Trial
from evaluations.prototypes.scorers import folded
from marketplace.accounts.models import DELETED

MAX_RUNS = 6
INITIAL_RUNS = 3  # with the baseline: so many fit beside each other
NAME = Case(When(author__left=None, then="author__username"), default=Value(DELETED))
START = 400  # characters of a text that are read; a link leads to the whole text
MAX_RANKED = 5  # documents of a search


@dataclass(frozen=True, slots=True)
class MeanScore:
    """The mean score of `n` examples with its two-sided 90 % interval, 0 to 1."""

    n: int
    point: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """One of the runs. `versus`: its difference from the first run; None for the first itself and where they share no
    scored example. `by_author`, `by_others`: its score on the examples of the idea's author, and of other people.
    """

    run: Run
    versus: statistics.PairedDifference | None
    words: str
    by_author: MeanScore | None
    by_others: MeanScore | None


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A document that a search found, and whether it is one of those that were expected."""

    name: str
    is_expected: bool


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """A run's answer to an example. `outcome` is "" for an example beyond its sample or not answered yet. `documents`:
    the first that a search found."""

    run: Run
    outcome: str = ""
    answer: str = ""
    score: float | None = None
    documents: Sequence[RankedDocument] = ()

    @property
    def outcome_in_words(self) -> str:
        return Outcome(self.outcome).label


@dataclass(frozen=True, slots=True)
class ComparedExample:
    """One example and each run's answer to it, in the order of the runs. Texts are cut just beyond START. `differs`:
    how the answers differ, in words; "" where they do not. `copies`: how many rows that say the same it
    counts for."""

    position: int
    author: str
    input: str
    expected: str
    answers: list[ComparedAnswer]
    differs: str
    by_other: bool
    copies: int


def choose(runs: Sequence[Run], asked: Collection[str]) -> list[Run]:
    """The runs with the requested keys, the best first; if those are fewer than two, the best runs and the baseline."""
    chosen = [run for run in runs if str(run.pk) in asked][:MAX_RUNS]
    if len(chosen) > 1:
        return chosen
    baselines = [run for run in runs if run.is_baseline][:1]
    tried = [run for run in runs if not run.is_baseline]
    usual = [*tried[: INITIAL_RUNS - len(baselines)], *baselines]
    return [run for run in runs if run in usual]


class Comparison:
    def __init__(self, revision: ExampleRevision, runs: Sequence[Run]) -> None:
        self.revision = revision
        self.runs = list(runs)
        self.scores: dict[int, dict[int, float]] = defaultdict(dict)
        self.results: dict[int, set[tuple[float | None, str]]] = defaultdict(set)
        self.read_results()

    def read_results(self) -> None:
        """The scores by run and example; and for each example the different results, which are a score and, where the
        answer is not right, its text; in a search, the first document."""
        text = first_line("answer") if self.revision.task == Task.SEARCH else F("answer")
        wrong_text = Case(When(score=1, then=Value("")), default=MD5(text), output_field=TextField())
        trials = Trial.objects.filter(run__in=self.runs).exclude(outcome=Outcome.ERROR)
        for run, example, score, text_digest in trials.values_list("run_id", "example_id", "score", wrong_text):
            self.results[example].add((score, text_digest))
            if score is not None:
                self.scores[run][example] = score

    @cached_property
    def differing(self) -> set[int]:
        return {example for example, results in self.results.items() if len(results) > 1}

    def how_they_differ(self, example: int) -> str:
        if example not in self.differing:
            return ""
        same_score = len({score for score, _ in self.results[example]}) == 1
        return "the answers differ" if same_score else "they differ"

    @cached_property
    def authors(self) -> dict[int, int]:
        """Who wrote each example, by key."""
        return dict(self.revision.examples.values_list("pk", "author_id"))

    @cached_property
    def labels(self) -> Mapping[int, str]:
        return dict(self.revision.examples.values_list("pk", "expected"))

    @cached_property
    def sides(self) -> list[ComparedRun]:
        return [self.side(run) for run in self.runs]

    def side(self, run: Run) -> ComparedRun:
        first, scores = self.runs[0], self.scores[run.pk]
        versus = self.difference(run, first) if run != first else None
        words = statistics.verdict(versus.point, versus.p, versus.n, str(first)) if versus else ""
        author = self.revision.idea.author_id
        own = [score for example, score in scores.items() if self.authors[example] == author]
        others = [score for example, score in scores.items() if self.authors[example] != author]
        return ComparedRun(run, versus, words, self.scored(own), self.scored(others))

    @property
    def has_others(self) -> bool:
        return any(author != self.revision.idea.author_id for author in self.authors.values())

    def scored(self, scores: Sequence[float]) -> MeanScore | None:
        if not scores:
            return None
        graded, digest = self.revision.is_graded, self.revision.content_hash
        interval = statistics.shown_score(scores, digest, graded=graded)
        return MeanScore(len(scores), sum(scores) / len(scores), interval.lower, interval.upper)

    def difference(self, one: Run, other: Run) -> statistics.PairedDifference | None:
        """On the examples that both have scored; None where there is none."""
        both = sorted(self.scores[one.pk].keys() & self.scores[other.pk].keys())
        if not both:
            return None
        return statistics.compare(self.vector(one, both), self.vector(other, both), self.revision.content_hash)

    def vector(self, run: Run, examples: Sequence[int]) -> statistics.Values:
        scores = [self.scores[run.pk][example] for example in examples]
        if run.is_baseline and self.revision.task == Task.CLASSIFY:
            return statistics.classify_baseline(scores, [self.labels[example] for example in examples])
        return scores

    def rows(self, *, after: int, limit: int, only_different: bool) -> list[ComparedExample]:
        """Up to `limit` examples beyond row `after`."""
        examples = self.revision.examples.filter(position__gt=after, copies__gt=0)
        if only_different:
            examples = examples.filter(pk__in=self.differing)
        columns = ("pk", "position", "copies", "author_id", NAME, start("input"), start("expected"))
        shown = list(examples.values_list(*columns)[:limit])
        answers = self.answers_to([pk for pk, *_ in shown])
        return [
            ComparedExample(
                position,
                name,
                given,
                expected,
                [answers.get((run.pk, pk)) or ComparedAnswer(run) for run in self.runs],
                self.how_they_differ(pk),
                author != self.revision.idea.author_id,
                copies,
            )
            for pk, position, copies, author, name, given, expected in shown
        ]

    def answers_to(self, examples: Sequence[int]) -> dict[tuple[int, int], ComparedAnswer]:
        runs = {run.pk: run for run in self.runs}
        trials = Trial.objects.filter(run__in=self.runs, example__in=examples)
        rows = trials.values_list("run_id", "example_id", "outcome", start("answer"), "score")
        return {
            (run, example): ComparedAnswer(runs[run], outcome, answer, score, self.documents(example, answer))
            for run, example, outcome, answer, score in rows
        }

    def documents(self, example: int, answer: str) -> list[RankedDocument]:
        """The first that a search found, the best first."""
        if self.revision.task != Task.SEARCH:
            return []
        names = list(filter(str.strip, answer.splitlines()))
        whole = names[:-1] if len(answer) > START and len(names) > 1 else names
        expected = {folded(name) for name in self.labels[example].splitlines()}
        return [RankedDocument(name, folded(name) in expected) for name in whole[:MAX_RANKED]]


def first_line(column: str) -> Func:
    return Func(F(column), Value("\n"), Value(1), function="split_part", output_field=TextField())


def start(column: str) -> Left:
    return Left(column, START + 1)
