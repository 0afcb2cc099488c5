"""Score against cost: the numbers of the chart, of its sentence and of its table. `chart` places them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from evaluations.compute.costs import money
from evaluations.compute.models import Price
from evaluations.prototypes.models import Run
from evaluations.prototypes.results import answer_texts
from evaluations.prototypes.results.metrics import tokens_per_task

from .chart import Chart, Dot, Reference, chart
from .labels import cut

MAX_OF_MODEL = 13  # letters of its name at a point, so that the recipe is readable, too


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A frontier model's list price for 1,000 of the tasks, in dollars, and its entry in the price book."""

    price: Price
    usd_per_1000: float
    is_median: bool


@dataclass(frozen=True, slots=True)
class ScoreAndCost:
    """`drawn`: the runs in the chart, each with its number there; `unpriced`: scored runs whose cost is not known."""

    chart: Chart | None
    drawn: list[tuple[int, Run]]
    unpriced: list[Run]
    listed: list[ListPrice]
    sentence: str
    same_tokens: str

    @property
    def below(self) -> list[tuple[int, Run]]:
        """The runs that the list below the chart has: the best, and those whose name found no place at its point."""
        unnamed = self.chart.unnamed if self.chart else set()
        return [(number, run) for number, run in self.drawn if run.place or number in unnamed]


def score_and_cost_of(runs: Sequence[Run]) -> ScoreAndCost | None:
    """Of the finished runs over one revision; None while none of them is scored. Two queries."""
    scored = [run for run in runs if run.state == "finished" and run.score is not None]
    if not scored:
        return None
    best = next((run for run in scored if run.is_best), None)
    priced = [run for run in scored if cost_of(run) is not None]
    drawn = list(enumerate(priced, 1))
    listed = list_prices(best) if best else []
    references = [Reference(one.price.name, one.usd_per_1000, one.is_median) for one in listed]
    models = {run.model_id for run in priced if run.model_id}
    dots = [dot(number, run, names_model=len(models) > 1) for number, run in drawn]
    picture = chart(dots, references, graded=scored[0].revision.is_graded)
    unpriced = [run for run in scored if cost_of(run) is None]
    same_tokens = answer_texts.compared(best) if best else ""
    return ScoreAndCost(picture, drawn, unpriced, listed, sentence(best, listed) if best else "", same_tokens)


def cost_of(run: Run) -> float | None:
    """Dollars for 1,000 tasks; None if not known. What asks no model costs nothing."""
    return 0.0 if run.asks_no_model else run.usd_per_1000


def dot(number: int, run: Run, *, names_model: bool) -> Dot:
    """`names_model`: whether the runs differ in their models, which are then named before the recipe."""
    score, usd = run.score or 0.0, cost_of(run) or 0.0
    return Dot(
        number=number,
        name=str(run),
        score=score,
        lower=score if run.lower is None else run.lower,
        upper=score if run.upper is None else run.upper,
        usd=usd,
        usd_lower=run.usd_per_1000_lower or usd,
        usd_upper=run.usd_per_1000_upper or usd,
        is_best=run.is_proven_best,
        is_baseline=run.is_baseline,
        short=f"{cut(str(run.model), MAX_OF_MODEL)}, {run.recipe}" if run.model and names_model else run.recipe,
    )


def list_prices(best: Run) -> list[ListPrice]:
    """The list prices of the frontier models for the tokens of the best run, cheapest first. Of an even number, the
    cheaper of the middle two counts as the median, which is in the favour of the frontier models."""
    tokens = tokens_per_task(best)
    costs = Price.objects.frontier().costs_of(*tokens) if tokens else []
    middle = (len(costs) - 1) // 2
    return [ListPrice(price, 1_000 * usd, place == middle) for place, (price, usd) in enumerate(costs)]


def achieved(best: Run) -> str:
    """Only a run that is surely better than the baseline "does this"."""
    score, lower, upper = (each or 0.0 for each in (best.score, best.lower, best.upper))
    if best.revision.is_graded:
        score_text = f"a mean score of {score:.2f} ({lower:.2f} to {upper:.2f}, n = {best.n:,})"
    else:
        score_text = f"{100 * score:.0f}\u00a0% ({100 * lower:.0f} to {100 * upper:.0f}, n = {best.n:,})"
    if best.is_proven_best:
        return f"does this at {score_text}"
    versus = best.versus_baseline_as_picked
    return f"reaches {score_text}" + (f", {versus}," if versus else "")


def sentence(best: Run, listed: Sequence[ListPrice]) -> str:
    """Open model X does this at 93 % (88 to 96) for $0.020 per 1,000; the frontier's list price would be $1.80."""
    said = f"{best} {achieved(best)}"
    if best.usd_per_1000 is None:
        return f"{said}; what it costs is not known."
    said = f"{said} for {money(best.usd_per_1000)} per 1,000"
    for one in listed:
        if one.is_median:
            tokens = answer_texts.compared(best)
            tokens += "," if "," in tokens else ""
            dated = date_format(one.price.as_of, "j F Y")
            beside = f"{one.price.name}, the median of {len(listed)}, list price of {dated}"
            return f"{said}; the frontier’s list price for {tokens} would be {money(one.usd_per_1000)} ({beside})."
    return f"{said}."
