"""A model's record over all ideas, from the finished runs over the latest examples of published ideas.

On each idea a model counts with its best run, the one with the highest lower bound: recipes compete, and a user of the
model would take the best. Over all ideas the record is the median of those runs, each idea with the same weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db.models import Aggregate, Count, F, FloatField, Q

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, OpenModel, Run, RunState, Trial
from evaluations.prototypes.models.runs import RunQuerySet
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR

from .metrics import A_WEEK, content_of
from .revision_results import MIN_TRIALS

RunPair = tuple[Run, Run]  # the smaller model's, and the bigger one's
FRESH = 20  # seconds in the cache
MAX_LISTED = 10
MIN_MARGIN = 0.01  # one percentage point
SURELY = Q(lift__gt=0, lift_p__lte=statistics.CHANCE)
# As `works_floor` says; strangers' examples decide where there are enough of them and their lower bound is less.
CLEARS = Q(n__gte=MIN_TRIALS) & (
    Q(strangers_n__lt=MIN_STRANGERS, lower__gte=WORKS_ALONE_FLOOR)
    | Q(strangers_n__gte=MIN_STRANGERS, lower__gte=WORKS_FLOOR, strangers_lower__gte=WORKS_FLOOR)
)


class Quartiles(Aggregate):
    """[25 %, median, 75 %] of the values that are known; null when none is."""

    function = "percentile_cont"
    template = "%(function)s(array[0.25, 0.5, 0.75]) within group (order by %(expressions)s)"
    output_field = ArrayField(FloatField())


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """`runs`: finished and scored, over `ideas`. `best`: ideas whose best run is this model's. `surely`: ideas on which
    it beats the baseline beyond chance. `does`: those of them on which it also clears the floor of "works", by itself.
    Quartiles over the ideas: score 0 to 1, milliseconds, dollars. Time and cost
    are not known on every idea; `timed`, `priced`: on how many they are."""

    runs: int = 0
    ideas: int = 0
    best: int = 0
    surely: int = 0
    does: int = 0
    score: Sequence[float] | None = None
    p50_ms: Sequence[float] | None = None
    usd_per_1000: Sequence[float] | None = None
    timed: int = 0
    priced: int = 0

    @property
    def does_bounds(self) -> statistics.Interval:
        """The 90 % interval of the share of ideas that it does."""
        return statistics.shown_interval(self.does, self.ideas)


@dataclass(frozen=True, slots=True)
class Upset:
    """On one idea the smaller model's run has a higher lower bound than the bigger one's best run. `versus` compares
    them on the examples that both have scored; None where there is none."""

    run: Run
    bigger: Run
    versus: statistics.PairedDifference | None

    @property
    def by(self) -> float:
        """How much higher the lower bound is, as a share."""
        return (self.run.lower or 0.0) - (self.bigger.lower or 0.0)

    @property
    def is_clear(self) -> bool:
        """Whether it is better example by example, and not by chance."""
        return self.versus is not None and self.versus.point > 0 and self.versus.p <= statistics.CHANCE

    @property
    def words(self) -> str:
        if self.versus is None:
            return "no example that both have scored"
        return statistics.verdict(self.versus.point, self.versus.p, self.versus.n, str(self.bigger.model))


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of a list, and how many rows it has."""

    rows: Sequence[Any]
    count: int


def scored_runs() -> RunQuerySet[Run]:
    """The runs that count for a model's record."""
    current = ExampleRevision.objects.current().values("pk")
    return Run.objects.filter(state=RunState.FINISHED, lower__isnull=False, model__isnull=False, revision__in=current)


def best_of_each() -> RunQuerySet[Run]:
    """The run with the highest lower bound, of every model on every idea."""
    first = scored_runs().order_by("revision_id", "model_id", "-lower", "-score", "pk")
    return Run.objects.filter(pk__in=first.distinct("revision_id", "model_id").values("pk"))


def model_records() -> dict[int, ModelRecord]:
    """By the model's key; a model without a scored run is not in it. Two queries, however many models there are."""
    return cast("dict[int, ModelRecord]", cache.get_or_set("record:each", read_model_records, FRESH))


def best_on(model: OpenModel) -> FirstRows:
    """Ideas whose best run is this model's, the surest first."""
    return cast("FirstRows", cache.get_or_set(f"record:best:{model.pk}", lambda: find_best(model), FRESH))


def upsets_of(model: OpenModel) -> FirstRows:
    """Where it beats a model with more weights on the same examples, the widest margin first."""
    return cast("FirstRows", cache.get_or_set(f"record:upsets:{model.pk}", lambda: find_upsets(model), FRESH))


def read_model_records() -> dict[int, ModelRecord]:
    by_model = scored_runs().order_by().values("model")
    counts = by_model.annotate(runs=Count("pk"), best=Count("pk", filter=Q(is_best=True)))
    counted = {row["model"]: {"runs": row["runs"], "best": row["best"]} for row in counts}
    medians = (
        best_of_each()
        .order_by()
        .values("model")
        .annotate(
            ideas=Count("pk"),
            surely=Count("pk", filter=SURELY),
            does=Count("pk", filter=SURELY & CLEARS),
            scores=Quartiles("score"),
            latencies=Quartiles("p50_ms"),
            costs=Quartiles("usd_per_1000"),
            timed=Count("p50_ms"),
            priced=Count("usd_per_1000"),
        )
    )
    return {
        row["model"]: ModelRecord(
            **counted[row["model"]],
            ideas=row["ideas"],
            surely=row["surely"],
            does=row["does"],
            score=row["scores"],
            p50_ms=row["latencies"],
            usd_per_1000=row["costs"],
            timed=row["timed"],
            priced=row["priced"],
        )
        for row in medians
    }


def find_best(model: OpenModel) -> FirstRows:
    runs = scored_runs().filter(model=model, is_best=True)
    return FirstRows(list(runs.for_rows().order_by("-lower", "pk")[:MAX_LISTED]), runs.count())


def find_upsets(model: OpenModel) -> FirstRows:
    smaller = best_of_each().filter(model=model)
    beaten = smaller.filter(
        revision__runs__in=best_of_each().values("pk"),
        revision__runs__model__parameters__gt=model.parameters,
        revision__runs__lower__lte=F("lower") - MIN_MARGIN,
    ).annotate(bigger=F("revision__runs"), margin=F("lower") - F("revision__runs__lower"))
    pairs = list(beaten.order_by("-margin", "pk", "bigger").values_list("pk", "bigger")[:MAX_LISTED])
    runs = Run.objects.filter(pk__in={pk for pair in pairs for pk in pair}).for_rows().in_bulk()
    compared = differences([(runs[own], runs[other]) for own, other in pairs])
    return FirstRows([Upset(*pair, versus) for pair, versus in compared], beaten.count())


def differences(pairs: Sequence[RunPair]) -> list[tuple[RunPair, statistics.PairedDifference | None]]:
    """Each comparison is cached until one of its runs changes: ten of them take up to two seconds."""
    names = {pair: "paired:" + ":".join(map(content_of, pair)) for pair in pairs}
    known = cache.get_many(names.values())
    missing = [pair for pair, name in names.items() if name not in known]
    scores = Trial.objects.scores_by_run({run.pk for pair in missing for run in pair}) if missing else {}
    found = {names[pair]: difference(*pair, scores) for pair in missing}
    cache.set_many(found, A_WEEK)
    return [(pair, (known | found)[name]) for pair, name in names.items()]


def difference(run: Run, bigger: Run, scores: Mapping[int, Mapping[int, float]]) -> statistics.PairedDifference | None:
    own, other = scores.get(run.pk, {}), scores.get(bigger.pk, {})
    both = sorted(own.keys() & other.keys())
    if not both:
        return None
    paired = [own[example] for example in both], [other[example] for example in both]
    return statistics.compare(*paired, run.revision.content_hash)
