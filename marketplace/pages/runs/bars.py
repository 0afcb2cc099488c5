"""The five questions of an idea as bars with plain sentences, and the cost as two bars. The exact terms are in the fold
below them, "How we know"."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from evaluations.panel.answers import CHANCE, FLOORS, MIN_N, glances
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.answers import FLOORS as OF_MACHINES
from ideas.bar import Bar, cost, draw
from ideas.figures import percent, price
from ideas.floors import WORKS_FLOOR
from ideas.models import Answer, Question
from ideas.models.answer import AnswerState
from ideas.proof import Proof
from ideas.questions import OF_PEOPLE

from .score_and_cost import ScoreAndCost

NOT_SEEN = "on examples it had not seen"
BEFORE_THE_LINE = "The bar starts before the line."
PEOPLE = {
    Question.OBVIOUS: "said what it is for after five seconds",
    Question.WANTED: "would use it and pay for it",
    Question.OVERLOOKED: "know no product that does it",
}


@dataclass(frozen=True, slots=True)
class QuestionBar:
    """`told`: in two words; `number`: in bold, then `says`; `more`: what explains it; `glances`: how many more would
    tell, in words."""

    answer: Answer
    told: str
    picture: SafeString
    number: str = ""
    says: str = ""
    more: str = ""
    glances: str = ""


@dataclass(frozen=True, slots=True)
class CostBar:
    """What 1,000 tasks cost, as a bar: whose cost it is, a word more, the bar and the price."""

    whose: str
    note: str
    picture: SafeString
    price: str


def five_bars(answers: Sequence[Answer], proof: Proof | None) -> list[QuestionBar]:
    return [of_people(answer) if answer.question in OF_PEOPLE else of_machines(answer, proof) for answer in answers]


def of_people(answer: Answer) -> QuestionBar:
    question = Question(answer.question)
    guess = CHANCE if question == Question.OBVIOUS else None
    floor = beyond(answer.floor or FLOORS[question], guess)
    picture = drawn(answer, floor, f"needs {percent(floor)} %", guess)
    if answer.point is None:
        short = glances(question, max(1, MIN_N - answer.n))
        return QuestionBar(answer, told_as(answer), picture, "Nobody knows yet", glances=short)
    if question == Question.OVERLOOKED and not answer.upper:
        return QuestionBar(answer, told_as(answer), picture, "A big lab has it", "say those who were asked")
    share = beyond(answer.point, guess)
    heads = f"{round(share * answer.n):,} of {answer.n:,}"
    return QuestionBar(answer, told_as(answer), picture, heads, PEOPLE[question], why(answer))


def beyond(share: float, guess: float | None) -> float:
    """Of all people: a share beyond guessing is stretched to 0."""
    return share if guess is None else guess + (1 - guess) * share


def of_machines(answer: Answer, proof: Proof | None) -> QuestionBar:
    return works(answer, proof) if answer.question == Question.WORKS else cheap(answer, proof)


def works(answer: Answer, proof: Proof | None) -> QuestionBar:
    count = proof.count if proof else None
    guess = count.guessing / count.of if count and count.guessing is not None and count.of else None
    floor = answer.floor or OF_MACHINES[Question.WORKS]
    picture = drawn(answer, floor, f"needs {percent(floor)} %", guess)
    if count is None:
        return QuestionBar(answer, told_as(answer), picture, "Nobody knows yet", more=answer.basis)
    caveats = "; ".join([*count.caveats, *([] if count.caveats else filter(None, [why(answer)]))])
    more = caveats[:1].upper() + caveats[1:]
    more = f"{more}." if more and not more.endswith(".") else more
    return QuestionBar(answer, told_as(answer), picture, count.number, NOT_SEEN, more)


def cheap(answer: Answer, proof: Proof | None) -> QuestionBar:
    picture = drawn(answer, answer.floor or OF_MACHINES[Question.CHEAP], "needs a fifth of the price")
    known = proof.cost if proof else None
    if answer.point is None or known is None or not known.frontier:
        number = "Being measured" if answer.state == AnswerState.MEASURING else "Nobody knows yet"
        number = answer.headline or number if answer.point is not None else number
        return QuestionBar(answer, told_as(answer), picture, number, more=answer.basis)
    more = "" if answer.clears else "It has to be surely a fifth of the price or less, and to work."
    return QuestionBar(answer, told_as(answer), picture, f"{known.own} instead of {known.frontier}", "for 1,000", more)


def why(answer: Answer) -> str:
    """Why it does not clear though more than enough seem to be right."""
    reaches = answer.point is not None and answer.point >= answer.floor
    return BEFORE_THE_LINE if answer.state == AnswerState.KNOWN and reaches and not answer.clears else ""


def told_as(answer: Answer) -> str:
    if answer.clears:
        return "clears"
    if answer.state == AnswerState.KNOWN:
        least = WORKS_FLOOR if answer.question == Question.WORKS else answer.floor
        return "not yet" if (answer.upper or 0.0) >= least else "no"
    return {
        AnswerState.MEASURING.value: "being measured",
        AnswerState.STALE.value: "out of date",
    }.get(answer.state, "not known yet")


def drawn(answer: Answer, floor: float, needs: str, guess: float | None = None) -> SafeString:
    scale = CHANCE if answer.question == Question.OBVIOUS else None
    lower, point, upper = (
        None if value is None else beyond(value, scale) for value in (answer.lower, answer.point, answer.upper)
    )
    bar = Bar(answer.state, floor, needs, lower, point, upper, guess, answer.clears)
    return mark_safe(draw(bar, described(bar, answer)))  # noqa: S308 - drawn from numbers and words of ours


def described(bar: Bar, answer: Answer) -> str:
    name = answer.get_question_display()
    guessing = "" if bar.guess is None else f"; guessing gets {percent(bar.guess)} %"
    if bar.lower is None or bar.upper is None:
        return f"{name}: {told_as(answer)}; {bar.needs}{guessing}"
    return f"{name}: between {percent(bar.lower)} and {percent(bar.upper)} %, {told_as(answer)}; {bar.needs}{guessing}"


def cost_bars(best: Run | None, proof: Proof | None, priced: ScoreAndCost | None) -> list[CostBar]:
    """The open model's and the big labs'; none while one of them is not known."""
    if best is None or not proof or not proof.cost or not priced or not priced.listed or best.usd_per_1000 is None:
        return []
    listed = [one.usd_per_1000 for one in priced.listed]
    own = (
        best.usd_per_1000,
        best.usd_per_1000_lower or best.usd_per_1000,
        best.usd_per_1000_upper or best.usd_per_1000,
    )
    labs = (best.frontier_usd_per_1000 or 0.0, min(listed), max(listed))
    most = max(*own, *labs)
    if not most:
        return []
    bars = [mark_safe(cost(*each, most, kind)) for each, kind in ((own, "open"), (labs, "lab"))]  # noqa: S308 - numbers
    name = str(best.model) if best.model else f"{best.recipe}, which asks no model"
    many = f"the middle of {len(listed)} models, {price(min(listed))} to {price(max(listed))}"
    return [
        CostBar("open model", name, bars[0], proof.cost.own),
        CostBar("the big labs’ list price", many, bars[1], proof.cost.frontier),
    ]
