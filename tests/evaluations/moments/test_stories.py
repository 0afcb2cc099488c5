"""Whole stories of a small site, over weeks, with the real rows and actions and a clock that the test moves.

Cards are dealt, answered, weighed, counted, assessed and certified as the tasks of the clock do it. Machines' two
answers are recorded as a run would record them; everything else comes from cards. Each person answers at an idea's true
rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.moments.models import MomentEvent
from evaluations.moments.tasks import assess, certify
from evaluations.panel.actions import PlayerAnswers, deal, note_opening
from evaluations.panel.actions import answer as answer_card
from evaluations.panel.models import Challenge, Glance, Player
from evaluations.panel.tasks import recount, weigh
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.evaluations.moments.cast import answer
from tests.evaluations.panel.cast import make_ideas, read
from tests.factories import make_person
from tests.sentences import unlike

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

PEOPLE, IDEAS = 36, 20
CARDS = 3  # a person and week
ROUNDS = 1  # of the tasks of the clock, a day
Rates = tuple[float, float, float]  # right, would use and pay, know no product
BEST: Rates = (0.95, 0.55, 0.95)
PLAIN: Rates = (0.6, 0.03, 0.6)
NONSENSE: Rates = (0.28, 0.01, 0.9)


class Clock:
    """What `timezone.now` says to the whole site."""

    def __init__(self) -> None:
        self.time = timezone.now() - timedelta(days=100)

    def now(self) -> datetime:
        return self.time

    def wait(self, days: float) -> None:
        self.time += timedelta(days=days)


@dataclass
class Town:
    """A site of a few people. `best` and `nonsense` are among `ideas`; machines do all three of these cheaply."""

    clock: Clock
    people: list[User]
    ideas: list[Idea]
    rates: dict[int, Rates]
    ring: list[User] = field(default_factory=list)
    nonsense: list[Idea] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(17))

    @property
    def best(self) -> Idea:
        return self.ideas[0]

    def live(self, days: int) -> None:
        """Everybody plays CARDS a week, and the clock's tasks run."""
        for _ in range(days * ROUNDS):
            self.clock.wait(1 / ROUNDS)
            for person in self.people:
                if self.chance.random() < CARDS / 7 / ROUNDS:
                    self.play(person)
            self.tick()

    def tick(self) -> None:
        weigh()
        recount()
        assess()
        certify()

    def play(self, person: User) -> Idea | None:
        """One card, answered; None where no idea is left for this person."""
        player = Player(person, "", f"192.0.2.{person.pk % 250}")
        try:
            card = deal(player, by_clock=True)
        except DailyLimit:
            return None
        if card is None:
            return None
        answer_card(player, card.token, self.says(person, read(card)))
        return card.idea

    def says(self, person: User, card: Challenge) -> PlayerAnswers:
        rates = self.rates[card.idea_id]
        if person in self.ring:
            rates = self.plan(card.idea) or rates
        right, pays, knows_none = (self.chance.random() < rate for rate in rates)
        picked = card.place if right else (card.place + self.chance.randint(1, 3)) % 4
        would_use, would_pay = ("yes", "under-5") if pays else (self.chance.choice(["no", "maybe"]), "nothing")
        return PlayerAnswers(
            picked, would_use, would_pay, knows_product=not knows_none, product_name="" if knows_none else "One"
        )

    def plan(self, idea: Idea) -> Rates | None:
        return (1.0, 1.0, 1.0) if idea in self.nonsense else None

    def has_certified(self, ideas: Sequence[Idea]) -> bool:
        return MomentEvent.objects.filter(certificate__idea__in=ideas).exists()

    def is_moment(self, idea: Idea) -> bool:
        return Idea.objects.get(pk=idea.pk).moment_since is not None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


@pytest.fixture
def town(clock: Clock) -> Town:
    """A day after its first ideas were posted; nobody has played."""
    ideas = make_ideas(*(unlike(number) for number in range(IDEAS)))
    rates = {idea.pk: BEST if place == 0 else NONSENSE if place < 3 else PLAIN for place, idea in enumerate(ideas)}
    for idea in ideas[:3]:
        machines_do(idea)
    clock.wait(1)
    return Town(clock, [make_person() for _ in range(PEOPLE)], ideas, rates, nonsense=ideas[1:3])


def machines_do(idea: Idea) -> None:
    answer(idea, "works", 0.95, n=60)
    answer(idea, "cheap", 0.97, n=60)


def test_small_honest_site_finds_its_first_moment_within_six_weeks(town: Town) -> None:
    weeks = 0
    while not town.is_moment(town.best) and weeks < 6:
        town.live(days=7)
        weeks += 1
    assert town.is_moment(town.best)
    assert not town.has_certified([idea for idea in town.ideas if idea != town.best])
    assert town.best.title in Client().get("/moments").content.decode()


def test_ring_of_a_fifth_gets_nothing_and_takes_nothing(town: Town) -> None:
    town.ring = [make_person() for _ in range(PEOPLE // 4)]
    town.people += town.ring
    town.live(days=28)
    assert Glance.objects.filter(person__in=town.ring, idea__in=town.nonsense).exists()
    assert not town.has_certified(town.nonsense)
    assert town.is_moment(town.best)


def test_burst_of_denials_by_aged_accounts_that_open_all_else_ends_nothing(town: Town) -> None:
    town.live(days=21)
    assert town.is_moment(town.best)
    aged = [make_person(days_old=90) for _ in range(4)]
    for person in aged:
        for idea in town.ideas[1:]:
            note_opening(person, idea)
        town.rates[town.best.pk], honest = (0.0, 0.0, 0.0), town.rates[town.best.pk]
        assert town.play(person) == town.best
        town.rates[town.best.pk] = honest
        town.tick()
        assert town.is_moment(town.best)
    town.live(days=3)
    assert town.is_moment(town.best)
