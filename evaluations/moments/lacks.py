"""Human-readable list of what an idea lacks to be a Moment, and who can supply it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.panel.answers import glances
from ideas.figures import percent
from ideas.floors import MIN_STRANGERS, WORKS_FLOOR
from ideas.questions import OF_PEOPLE, QUESTIONS

from .score import QuestionEvidence

ANYONE, AUTHOR, MACHINES = "anyone", "author", "machines"
GIVE_EXAMPLES = "anyone can give an example"
ALONE = f"on the author's examples, or {percent(WORKS_FLOOR)} % on {MIN_STRANGERS} by strangers"
EARLIER = "known of earlier examples alone"


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
        return f"{question}: {glances(question, evidence.short_by)} short", "play the glance", ANYONE
    if question == "overlooked" and known.is_claimed:
        return (
            "overlooked: a claim stands that a frontier lab has it",
            "who glanced at it can challenge the claim",
            ANYONE,
        )
    if known.may_reach:
        return f"{below(question, known)}, and more answers could show it", "play the glance", ANYONE
    return below(question, known), REWRITE[question], AUTHOR


SCALE = {"obvious": " beyond chance"}  # its headline says how many got it, and one of four would by chance
REWRITE = {
    "obvious": "its author can make the pitch plainer",
    "wanted": "its author can find whom it helps more",
    "overlooked": "its author can find what the known products lack",
}


def of_works(question: str, known: Known) -> tuple[str, str, str]:
    evidence = known.evidence
    if known.state == "measuring":
        return "works: being measured", "machines are at it", MACHINES
    if known.state == "stale":
        return f"works: {EARLIER}", "it takes a finished run over the latest ones", MACHINES
    if not evidence.is_known:
        if known.basis:
            return "works: nothing can be told", "its author can add examples or say what counts as right", AUTHOR
        return "works: not tried yet", "its author can add examples", AUTHOR
    if evidence.lower == 0 and known.may_reach:
        return "works: could be chance", "its author can add examples", AUTHOR
    if evidence.floor > WORKS_FLOOR and (known.upper or 0.0) >= WORKS_FLOOR:
        return f"{below(question, known)} {ALONE}", GIVE_EXAMPLES, ANYONE
    if known.may_reach:
        return below(question, known), "its author can add examples", AUTHOR
    return below(question, known), "its author can write an instruction", AUTHOR


def of_cheap(question: str, known: Known) -> tuple[str, str, str]:
    evidence = known.evidence
    if known.state == "measuring":
        return "cheap: being measured", "machines are at it", MACHINES
    if known.state == "stale":
        return f"cheap: {EARLIER}", "it takes a finished run over the latest ones", MACHINES
    if not evidence.is_known:
        return "cheap: no cost is known yet", "it takes a finished run whose price is known", MACHINES
    if evidence.lower == 0 and known.may_reach:
        return "cheap: counts once it works", "its author can add examples", AUTHOR
    return below(question, known), "a smaller model would have to do", MACHINES


def below(question: str, known: Known) -> str:
    lower, floor = percent(known.evidence.lower or 0.0), percent(known.evidence.floor)
    return f"{question}: at least {lower} %{SCALE.get(question, '')}, and it takes {floor} %"
