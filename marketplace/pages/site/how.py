"""`/how-it-works/`: the five questions in five pictures, drawn with one invented idea. The formulas: `formula`."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from evaluations.moments.evidence import FLOORS
from evaluations.panel.answers import CHANCE
from evaluations.prototypes.statistics import SHOWN, Interval, wilson, z_one_sided
from ideas import bar, strip
from ideas.figures import percent
from ideas.pie import Slice, small
from ideas.proof import Cost, Count, Finding, Pair, Rightness

GLANCES = 14
GOT_IT, WOULD_PAY, KNOW_NONE = 13, 5, 12  # of these glances
NOTE = "zip came off in my hand the second time I wore it, I am not rough with things"
PAIR = Pair(11, 24, NOTE, Rightness.RIGHT, "faulty", "faulty", "the one it has not seen", "it says")
COUNT = Count(16, 24, Finding.STANDS, guessing=5, planned=24)
COST = Cost(0.007, 0.04)
OPEN, LABS, MOST = (0.007, 0.004, 0.013), (0.04, 0.024, 0.094), 0.1  # dollars: the cost, and how little or much it is
NEEDED = 0.75  # of an example of a bar


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of so many people, as a picture and as numbers."""

    yes: int
    of: int = GLANCES

    @property
    def drawn(self) -> SafeString:
        return mark_safe(strip.heads(self.yes, self.of))  # noqa: S308 - drawn from numbers


@dataclass(frozen=True, slots=True)
class Sureness:
    """Why a few are not enough: the bar of `right` of `of`."""

    right: int
    of: int

    @property
    def interval(self) -> Interval:
        return wilson(self.right, self.of, z_one_sided(SHOWN))

    @property
    def clears(self) -> bool:
        return self.interval.lower >= NEEDED

    @property
    def drawn(self) -> SafeString:
        lower, upper = self.interval.lower, self.interval.upper
        picture = bar.Bar(
            "known", NEEDED, f"needs {percent(NEEDED)} %", lower, self.right / self.of, upper, clears=self.clears
        )
        title = f"{self.right} of {self.of}: between {percent(lower)} and {percent(upper)} percent"
        return mark_safe(bar.draw(picture, title))  # noqa: S308 - drawn from numbers


def moment() -> SafeString:
    shares = {"obvious": 0.78, "wanted": 0.31, "overlooked": 0.7, "works": 0.92, "cheap": 0.93}
    slices = [Slice(question, "known", lower, min(1.0, lower + 0.1), clears=True) for question, lower in shares.items()]
    return mark_safe(small(slices, moment=True))  # noqa: S308 - drawn from numbers


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    costs = [mark_safe(bar.cost(*each, MOST, kind)) for each, kind in ((OPEN, "open"), (LABS, "lab"))]  # noqa: S308
    context = {
        "got_it": Tally(GOT_IT),
        "by_chance": round(GLANCES * CHANCE),
        "would_pay": Tally(WOULD_PAY),
        "wanted_of_ten": round(10 * FLOORS["wanted"]),
        "know_none": Tally(KNOW_NONE),
        "pair": PAIR,
        "count": COUNT,
        "here": PAIR.row - 1,
        "cost": COST,
        "open_drawn": costs[0],
        "labs_drawn": costs[1],
        "part_of_price": percent(1 - FLOORS["cheap"]),
        "moment": moment(),
        "sure": [Sureness(9, 10), Sureness(90, 100)],
    }
    return render(request, "site/how_it_works.html", context)
