"""An author challenges the strangers' set, and a moderator takes rows out of it."""

import pytest
from django.test import Client

from evaluations.prototypes.models import ExampleRevision, Run, StrangersChallenge, StrangersExample, StrangersTrial
from evaluations.prototypes.results.strangers import renew_strangers
from evaluations.prototypes.scorers import VERSION
from evaluations.prototypes.strangers.give import NotGivable, give
from ideas.models import Idea, ModerationAct
from marketplace.accounts.models import User
from tests.evaluations.prototypes.runs.tried import answer, baseline, tried
from tests.evaluations.prototypes.strangers.cast import agreed
from tests.factories import make_idea, make_person, make_revision
from tests.sentences import unlike

pytestmark = pytest.mark.django_db
BECAUSE = {"reason": "rigged", "note": ""}


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def revision(alice: User) -> ExampleRevision:
    return make_revision(make_idea(alice), size=40)


@pytest.fixture
def idea(revision: ExampleRevision) -> Idea:
    """With a strangers' set of 14, of which its best run has half right."""
    baseline(revision, 10)
    run = tried(revision, 38)
    for number in range(14):
        row = agreed(revision.idea, unlike(number + 50), "tax")
        StrangersTrial.objects.keep(run, row.pk, float(number % 2), VERSION)
    renew_strangers(run)
    return revision.idea


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def challenged(idea: Idea) -> StrangersChallenge:
    client_of(idea.author).post(f"/ideas/{idea.slug}/strangers/challenge/", {"reason": "They are about another town."})
    return StrangersChallenge.objects.get()


def test_moderator_takes_out_what_is_wrong_and_the_numbers_follow(idea: Idea, revision: ExampleRevision) -> None:
    waits = challenged(idea)
    mod = client_of(make_person(staff=True))
    assert "They are about another town." in mod.get("/moderation/").text
    address = f"/moderation/challenges/{waits.pk}/"
    assert unlike(50) in mod.get(address).text
    wrong = StrangersTrial.objects.filter(score=0).values_list("example", flat=True)
    assert mod.post(address, BECAUSE | {"chosen": list(wrong)}).status_code == 302
    run = Run.objects.get(is_best=True)
    assert (run.strangers_n, run.strangers_score) == (7, 1.0)
    assert "strangers" not in answer(revision).headline
    assert StrangersExample.objects.counts(idea)["in_set"] == 7
    act = ModerationAct.objects.get()
    assert (act.verb, act.idea, act.person) == ("change", idea, idea.author)
    assert mod.get(address).status_code == 404
    out = StrangersExample.objects.get(pk=wrong[0])
    with pytest.raises(NotGivable, match="Somebody has given"):
        give(make_person(), idea, out.input, "tax")


def test_set_that_is_kept_stays_as_it_is(idea: Idea) -> None:
    waits = challenged(idea)
    client_of(make_person(staff=True)).post(f"/moderation/challenges/{waits.pk}/", {"reason": "fine"})
    assert StrangersExample.objects.counts(idea)["in_set"] == 14
    waits.refresh_from_db()
    assert waits.closed and ModerationAct.objects.get().verb == "keep"


def test_only_the_author_challenges_once_at_a_time_and_with_a_reason(idea: Idea, alice: User) -> None:
    address, said = f"/ideas/{idea.slug}/strangers/challenge/", {"reason": "They are wrong."}
    assert Client().post(address, said).status_code == 302
    for outsider in (make_person(), make_person(staff=True)):
        assert client_of(outsider).post(address, said).status_code == 403
    author = client_of(alice)
    assert author.post(address, {"reason": " "}).status_code == 422
    assert not StrangersChallenge.objects.exists()
    assert author.post(address, said).status_code == 302
    assert author.post(address, said).status_code == 422
    assert "waits for a moderator" in author.get(f"/ideas/{idea.slug}/strangers/").text
    assert StrangersChallenge.objects.count() == 1


def test_set_without_rows_cannot_be_challenged(alice: User, revision: ExampleRevision) -> None:
    page = client_of(alice).post(f"/ideas/{revision.idea.slug}/strangers/challenge/", {"reason": "They are wrong."})
    assert page.status_code == 422 and "Nobody has given an example yet" in page.text


def test_outsiders_and_parties_decide_nothing(idea: Idea, alice: User) -> None:
    waits = challenged(idea)
    address, sent = f"/moderation/challenges/{waits.pk}/", BECAUSE | {"chosen": list(range(1, 30))}
    assert Client().post(address, sent).status_code == 302
    assert client_of(make_person()).post(address, sent).status_code == 404
    first = StrangersExample.objects.earliest("pk")
    judge_of_it = first.verdicts.earliest("pk").judge
    for party in (alice, first.giver, judge_of_it):
        User.objects.filter(pk=party.pk).update(is_staff=True)
        assert client_of(party).post(address, sent).status_code == 403
    mod = client_of(make_person(staff=True))
    assert mod.post(address, {"chosen": ["x", "9" * 30]}).status_code == 422
    assert StrangersExample.objects.counts(idea)["in_set"] == 14 and not ModerationAct.objects.exists()
