"""Human-readable list of what an idea lacks to be a Moment, and who can supply it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.panel.answers import CHANCE, glances
from ideas.figures import percent
from ideas.floors import MIN_STRANGERS, WORKS_FLOOR
from ideas.questions import OF_PEOPLE, QUESTIONS

from .score import QuestionEvidence

ANYONE, AUTHOR, MACHINES = "anyone", "author", "machines"
GIVE_EXAMPLES = "anyone can give an example"
ALONE = f"on the author's examples, or {percent(WORKS_FLOOR)} % on {MIN_STRANGERS} by strangers"
EARLIER = "out of date, the examples were changed"


@dataclass(frozen=True, slots=True)
class Known:
    """One question's evidence with its answer's `state` and upper bound.

    `basis`: why nothing is known although it was measured; or the basis of an answer that is stale."""

    evidence: QuestionEvidence
    state: str
    upper: float | None = None
    basis: str = ""

    @property
    def may_reach(self) -> bool:
        """Whether more observations could still raise the lower bound to its floor."""
        return self.upper is not None and self.upper >= self.evidence.floor

    @property
    def is_claimed(self) -> bool:
        """Whether a claim has set it to 0: an answer from people's counts has an upper bound above 0."""
        return self.evidence.is_known and self.evidence.lower == self.upper == 0


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: `say` names it, `act` is what would supply it, `who` can: anyone, author or
    machines."""

    question: str
    say: str
    act: str
    who: str


def gaps(answers: Mapping[str, Known]) -> list[Gap]:
    """One for each question that does not clear its floor, in their order."""
    return [gap(question, answers[question]) for question in QUESTIONS if not answers[question].evidence.clears]


def gap(question: str, known: Known) -> Gap:
    words = of_people if question in OF_PEOPLE else of_works if question == "works" else of_cheap
    return Gap(question, *words(question, known))


def together(found: Iterable[Gap]) -> list[Gap]:
    """For people to read: the same lack of several answers is listed once."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for each in found:
        alike.setdefault((each.say.removeprefix(f"{each.question}: "), each.act, each.who), []).append(each.question)
    return [Gap(names[0], f"{', '.join(names)}: {say}", act, who) for (say, act, who), names in alike.items()]


def of_people(question: str, known: Known) -> tuple[str, str, str]:
    evidence = known.evidence
    if not evidence.is_known:
        return (
            f"{question}: nobody knows yet; {glances(question, evidence.short_by)} would tell",
            "play the glance",
            ANYONE,
        )
    if question == "overlooked" and known.is_claimed:
        return (
            "overlooked: people agree that a big lab has it",
            "who glanced at it can disagree",
            ANYONE,
        )
    if known.may_reach:
        return f"{below(question, known)}; more answers could show it", "play the glance", ANYONE
    return below(question, known), REWRITE[question], AUTHOR


REWRITE = {
    "obvious": "its author can make the pitch plainer",
    "wanted": "its author can say whom it helps more",
    "overlooked": "its author can say what known products lack",
}


def of_works(question: str, known: Known) -> tuple[str, str, str]:
    evidence = known.evidence
    if known.state == "measuring":
        return "works: being tried now", "machines are at it", MACHINES
    if known.state == "stale":
        return f"works: {EARLIER}", "a try of the new ones would tell", MACHINES
    if not evidence.is_known:
        if known.basis:
            return "works: nothing can be told", "its author can add examples or say what counts as right", AUTHOR
        return "works: not tried yet", "its author can add examples", AUTHOR
    if evidence.lower == 0 and known.may_reach:
        return "works: too close to guessing to tell", "its author can add examples", AUTHOR
    if evidence.floor > WORKS_FLOOR and (known.upper or 0.0) >= WORKS_FLOOR:
        return f"{below(question, known)} {ALONE}", GIVE_EXAMPLES, ANYONE
    if known.may_reach:
        return below(question, known), "its author can add examples", AUTHOR
    return below(question, known), "its author can write an instruction", AUTHOR


def of_cheap(question: str, known: Known) -> tuple[str, str, str]:
    evidence = known.evidence
    if known.state == "measuring":
        return "cheap: being tried now", "machines are at it", MACHINES
    if known.state == "stale":
        return f"cheap: {EARLIER}", "a try of the new ones would tell", MACHINES
    if not evidence.is_known:
        return "cheap: no cost is known yet", "a try whose price is known would tell", MACHINES
    if evidence.lower == 0 and known.may_reach:
        return "cheap: counts once it works", "its author can add examples", AUTHOR
    return below(question, known), "a smaller model would have to do", MACHINES


def below(question: str, known: Known) -> str:
    lower, floor = (percent(in_all(question, share)) for share in (known.evidence.lower or 0.0, known.evidence.floor))
    than = " below the big labs' price" if question == "cheap" else ""
    return f"{question}: at least {lower} %{than}, needs {floor} %"


def in_all(question: str, share: float) -> float:
    """Of all who answered, as the bar of the question shows it: obvious counts from what blind guessing gets."""
    return CHANCE + (1 - CHANCE) * share if question == "obvious" else share
