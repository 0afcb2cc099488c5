"""After a glance, one example to judge or to give, where an idea lacks nothing else."""

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.moments import actions
from evaluations.moments.models import MomentScore
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.give import give
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Idea, Question
from ideas.models.answer import AnswerState
from marketplace.pages.strangers.offer import ExampleOffer, offer_for
from tests.evaluations.moments.cast import make_answered
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]


def waiting_idea(floor: float = 0.9) -> Idea:
    """All clears but works, which takes more on its author's examples."""
    idea = make_answered()
    publish(idea.author, idea, ROWS)
    record_answer(idea.pk, Question.CHEAP, AnswerUpdate(AnswerState.KNOWN, 0.8, 1, 40, 0.95, 0.96, 0.97))
    record_answer(idea.pk, Question.WORKS, AnswerUpdate(AnswerState.KNOWN, floor, 1, 40, 0.72, 0.8, 0.88))
    actions.assess(idea.pk, timezone.now())
    return idea


def test_idea_that_lacks_nothing_but_strangers_examples_is_offered() -> None:
    idea, bob = waiting_idea(), make_person("bob")
    assert MomentScore.objects.waiting_for_strangers() == [idea.pk]
    assert offer_for(bob) == ExampleOffer(idea)
    row = give(make_person(), idea, unlike(50), "tax", is_offered=True)
    assert offer_for(bob) == ExampleOffer(), "one waits to be judged"
    assert offer_for(row.giver) is None, "they gave one and may not judge there"
    assert offer_for(idea.author) is None


def test_nothing_is_offered_to_who_may_not_and_for_ideas_that_lack_more() -> None:
    waiting_idea()
    for person in (None, make_person(confirmed=False), make_person(days_old=0.1)):
        assert offer_for(person) is None
    MomentScore.objects.all().delete()
    waiting_idea(floor=0.6)
    zoe = make_person("zoe")
    publish(zoe, make_idea(zoe, published=False), ROWS)
    assert MomentScore.objects.waiting_for_strangers() == [] and offer_for(make_person()) is None


def test_page_of_the_idea_and_near_misses_say_what_it_takes(client: Client) -> None:
    idea = waiting_idea()
    page = client.get(idea.get_absolute_url()).text.replace("&#x27;", "'")
    assert "To clear it takes 90 % on the author's examples, or 60 % on 12 by strangers." in page
    lack = "works: at least 72 %, needs 90 % on the author's examples, or 60 % on 12 by strangers"
    assert lack in page and f'href="/ideas/{idea.slug}/strangers/">anyone can give an example' in page
    assert lack in client.get("/moments").text.replace("&#x27;", "'")
    told = client.get(f"/api/v1/ideas/{idea.slug}/").json()
    assert told["answers"]["works"]["floor"] == 0.9
