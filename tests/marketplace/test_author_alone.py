"""Whatever an author does alone, without examples, none of their ideas ranks above one honest new post.

Random sequences of acts against the real database. An honest new post has no votes and no evidence, so its rank is its
date alone. After every act, all that the clock counts is counted, and then:

1. no idea ranks above the honest post of the moment when it was first listed, and no act lifts two ideas;
2. no two listed ideas of the author are nearly the same, and none has a date after the author first said it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from evaluations.panel import actions as panel
from evaluations.panel.actions import NewClaim, Refused
from evaluations.panel.models import Claim
from ideas import actions
from ideas.actions.repeats import AnotherIdea, PostedBefore
from ideas.actions.votes import NotOpen
from ideas.likeness import NEAR, likeness, trigrams
from ideas.models import Idea, IdeaVersion, Vote
from ideas.ranking import hot
from ideas.texts import TEXT_COLUMNS
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
SAID = [
    ("Mood ring that knows how gravel feels", "Says of each photo of a quarry whether the pebbles are merry."),
    ("Letters to the court", "A clerk sorts what citizens send in. The judge reads the urgent ones first."),
    ("Beehive diary", "Turns a keeper's notes into a table. Nothing leaves the shed."),
]
VARIED: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: f"{text} Now!",
    lambda text: f"Please: {text}",
    lambda text: f"{text} 7",
    str.upper,
    lambda text: " ".join(reversed(text.split())),
    lambda text: text.replace(".", " –"),
]
ONLY_ONE = NewClaim("Sorter", "Acme", "https://acme.example.org/sorter", by_frontier_lab=True)
FLOAT_ERROR = 1e-9  # weeks
REFUSALS = (PostedBefore, AnotherIdea, PermissionDenied, NotOpen, Refused)

Said = tuple[int, int, int]  # title, pitch, variation
which = st.integers(0, 4)
text = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, len(VARIED) - 1))
plain = st.integers(0, 2).flatmap(lambda base: st.tuples(st.just(base), st.just(base), st.integers(0, 6)))
writing = st.tuples(st.sampled_from(["post", "post", "draft", "edit", "edit"]), which, plain | text)
doing = st.sampled_from(
    [
        "publish",
        "withdraw",
        "publish",
        "withdraw",
        "discard",
        "comment",
        "vote",
        "unvote",
        "claim",
        "unclaim",
        "wait",
        "day",
    ]
)
acts = st.lists(writing | st.tuples(doing, which, st.none()), min_size=3, max_size=25)


class Author:
    """One account; when it first said what, and by the key of an idea the most that it may rank."""

    def __init__(self) -> None:
        self.person = make_person(days_old=400)
        self.first: dict[int, datetime] = {}
        self.most: dict[int, float] = {}

    def ideas(self) -> list[Idea]:
        return list(Idea.objects.by(self.person).order_by("pk"))

    def act(self, verb: str, which: int, said: Said | None) -> None:
        ideas = self.ideas()
        idea = ideas[which % len(ideas)] if ideas else None
        try:
            with transaction.atomic():
                if said:
                    self.write(verb, idea, words(*said))
                elif idea:
                    self.do(verb, idea)
        except REFUSALS:
            pass
        self.note_what_was_said()

    def write(self, verb: str, idea: Idea | None, said: dict[str, Any]) -> None:
        if verb == "edit" and idea and not idea.is_draft:
            whole: dict[str, Any] = {name: getattr(idea, name) for name in TEXT_COLUMNS}
            actions.edit_idea(self.person, idea, whole | said, [])
        elif verb == "edit" and idea:
            actions.save_draft(self.person, said, idea=idea)
        else:
            make_idea(self.person, published=verb == "post", **said)

    def do(self, verb: str, idea: Idea) -> None:
        match verb:
            case "publish":
                actions.publish(self.person, idea)
            case "withdraw":
                actions.unpublish(self.person, idea)
            case "discard":
                actions.discard_draft(self.person, idea)
            case "comment":
                actions.post_comment(self.person, idea, "Is this not the best?")
            case "vote":
                actions.cast_vote(self.person, idea)
            case "unvote":
                actions.withdraw_vote(self.person, idea)
            case "claim":
                panel.claim(self.person, idea, ONLY_ONE)
            case "unclaim":
                for made in Claim.objects.for_idea(idea).standing():
                    panel.withdraw_claim(self.person, made)
            case "wait":
                panel.join(self.person, idea)
            case "day":
                self.let_a_day_pass()

    def let_a_day_pass(self) -> None:
        """All that was, was a day earlier."""
        day = timedelta(days=1)
        Idea.objects.update(published=F("published") - day, first_published=F("first_published") - day)
        IdeaVersion.objects.update(replaced=F("replaced") - day)
        Vote.objects.update(created=F("created") - day)
        self.first = {base: when - day for base, when in self.first.items()}
        self.most = {pk: rank - 1 / 7 for pk, rank in self.most.items()}

    def note_what_was_said(self) -> None:
        for idea in self.ideas():
            if idea.is_published and (base := base_of(idea)) is not None:
                self.first.setdefault(base, timezone.now())


def words(title: int, pitch: int, how: int) -> dict[str, Any]:
    return {"title": VARIED[how](SAID[title][0])[:80], "pitch": VARIED[how](SAID[pitch][1])[:140]}


def base_of(idea: Idea) -> int | None:
    """Which of SAID both the title and the pitch are, in whatever variation."""
    alike = [
        all(trigrams(base) <= trigrams(said) for base, said in zip(SAID[number], (idea.title, idea.pitch), strict=True))
        for number in range(len(SAID))
    ]
    return alike.index(True) if any(alike) else None


def count_all() -> None:
    actions.tally()
    panel.follow_ideas()
    panel.weigh()
    panel.recount()
    assert actions.reconcile() == []


def run(todo: list[tuple[str, int, Said | None]]) -> None:
    with transaction.atomic():
        author, listed = Author(), dict[int, float]()
        for verb, which, said in todo:
            author.act(verb, which, said)
            count_all()
            before, listed = listed if verb != "day" else {}, check(author, timezone.now())
            assert verb == "day" or sum(rank > before.get(pk, 0) for pk, rank in listed.items()) <= 1, "lifts several"
        transaction.set_rollback(True)


def check(author: Author, now: datetime) -> dict[int, float]:
    """The ranks of the ideas that are listed."""
    listed = [idea for idea in author.ideas() if idea.is_published]
    ranks = {idea.pk: float(idea.hot) for idea in listed}
    for idea in listed:
        assert idea.published
        most = author.most.setdefault(idea.pk, hot(0, 0.0, now))
        assert ranks[idea.pk] <= most + FLOAT_ERROR, "above an honest post of the day when it was first listed"
        base = base_of(idea)
        assert base is None or idea.published <= author.first[base], "a fresh date for what was said before"
    for one, other in combinations(listed, 2):
        assert likeness(trigrams(one.title, one.pitch), trigrams(other.title, other.pitch)) < NEAR, "listed twice"
    return ranks


@pytest.fixture(autouse=True)
def no_limit_of_the_day(settings: Settings) -> None:
    """The limits of the day are not what keeps an author from it."""
    settings.IDEAS_PER_DAY = settings.COMMENTS_PER_DAY = settings.CLAIMS_PER_DAY = 10_000


def test_author_alone_gains_nothing_by_each_known_ruse() -> None:
    run([("post", 0, (0, 0, 0)), ("day", 0, None), ("post", 0, (0, 0, 1))])
    run([("post", 0, (0, 0, 0)), ("day", 0, None), ("withdraw", 0, None), ("post", 0, (0, 0, 2))])
    run([("post", 0, (0, 0, 0)), ("day", 0, None), ("edit", 0, (1, 1, 0)), ("post", 0, (0, 0, 0))])
    run([("post", 0, (0, 0, 0)), ("day", 0, None), ("post", 0, (1, 1, 0)), ("edit", 1, (0, 0, 3))])
    run([("post", 0, (0, 0, 0)), ("day", 0, None), ("withdraw", 0, None), ("publish", 0, None), ("vote", 0, None)])


@settings(max_examples=25)
@given(acts)
def test_author_alone_never_ranks_above_one_honest_post(todo: list[tuple[str, int, Said | None]]) -> None:
    run(todo)


@pytest.mark.proof
@settings(max_examples=600)
@given(acts)
def test_author_alone_never_ranks_above_one_honest_post_however_long_one_looks(
    todo: list[tuple[str, int, Said | None]],
) -> None:
    run(todo)
