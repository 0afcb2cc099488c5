"""Examples that the author cannot choose, by programs: the caps and the refusals of the pages."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from evaluations.prototypes.models import StrangersExample, StrangersVerdict
from evaluations.prototypes.publish import publish
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.marketplace.pages.strangers.test_offer import waiting_idea
from tests.sentences import unlike

from .conftest import Api

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]
NEW = "the lamp in front of my house stays dark"


@pytest.fixture
def idea() -> Idea:
    alice = make_person("alice")
    return publish(alice, make_idea(alice, published=False), ROWS)


def give(program: APIClient, idea: Idea, given: str = NEW, expected: str = "roads") -> Any:
    sent = {"input": given, "expected": expected}
    return program.post(f"/api/v1/ideas/{idea.slug}/strangers/", sent, format="json")


def deal(program: APIClient) -> Any:
    return program.post("/api/v1/judging/deal/", {}, format="json")


def judge(program: APIClient, token: str, answer: str = "roads") -> Any:
    return program.post("/api/v1/judging/", {"token": token, "answer": answer}, format="json")


def test_example_is_given_dealt_blind_judged_and_counted(api: Api, idea: Idea) -> None:
    made = give(api(make_person("bob")), idea)
    assert (made.status_code, made.data) == (201, {"in_set": 0, "brought": 0, "waiting": 1, "unclear": 0, "needed": 12})
    for state in ("waiting", "agreed"):
        carol = api(make_person())
        dealt = deal(carol)
        assert set(dealt.data) == {"token", "idea", "task", "labels", "input"}
        assert (dealt.data["input"], dealt.data["labels"]) == (NEW, ["roads", "tax"])
        assert (judge(carol, dealt.data["token"]).data, deal(carol).status_code) == ({"state": state}, 204)
    told = APIClient().get(f"/api/v1/ideas/{idea.slug}/strangers/")
    assert (told.data["in_set"], told.data["brought"]) == (0, 1) and NEW not in told.content.decode()


def test_offered_example_counts_as_one_and_the_offer_is_used_once(api: Api) -> None:
    idea, bob, carol = waiting_idea(), api(make_person("bob")), api(make_person("carol"))
    dealt = bob.post("/api/v1/giving/deal/", {}, format="json")
    assert dealt.data == bob.post("/api/v1/giving/deal/", {}, format="json").data | {"token": dealt.data["token"]}
    assert (dealt.data["idea"], dealt.data["labels"]) == (idea.slug, ["roads", "tax"])
    sent = {"token": dealt.data["token"], "input": NEW, "expected": "roads"}
    for outsider in (carol, api(idea.author)):
        assert outsider.post("/api/v1/giving/", sent, format="json").status_code == 409
    assert APIClient().post("/api/v1/giving/", sent, format="json").status_code == 401
    assert not StrangersExample.objects.exists()
    assert bob.post("/api/v1/giving/", sent, format="json").status_code == 201
    assert StrangersExample.objects.get().is_offered
    again = bob.post("/api/v1/giving/", sent | {"input": unlike(50)}, format="json")
    assert again.status_code == 409 and "used" in again.json()["detail"]
    assert bob.post("/api/v1/giving/deal/", {}, format="json").status_code == 204
    young = api(make_person(days_old=0.1)).post("/api/v1/giving/deal/", {}, format="json")
    assert young.status_code == 409 and "a day old" in young.json()["detail"]


def test_row_is_in_no_other_answer_of_the_api(api: Api, idea: Idea) -> None:
    give(api(make_person("bob")), idea)
    program = api(make_person())
    for address in ("", "examples/", "runs/", "strangers/", "claims/", "versions/", "panels/", "comments/"):
        assert NEW not in program.get(f"/api/v1/ideas/{idea.slug}/{address}").content.decode(), address
    for address in ("", "top/", "ideas/", "moments/", "moderation/log/", f"search/?q={NEW.split()[1]}"):
        assert NEW not in program.get(f"/api/v1/{address}").content.decode(), address


def test_outsiders_give_and_judge_nothing(api: Api, idea: Idea) -> None:
    assert give(APIClient(), idea).status_code == 401
    assert deal(APIClient()).status_code == judge(APIClient(), "x").status_code == 401
    assert give(api(idea.author), idea).status_code == 403
    unconfirmed = give(api(make_person(confirmed=False)), idea)
    assert unconfirmed.status_code == 409 and "Confirm your mail address" in unconfirmed.json()["detail"]
    draft = make_idea(idea.author, published=False)
    assert give(api(make_person()), draft).status_code == 404
    assert not StrangersExample.objects.exists()
    bob = make_person("bob")
    give(api(bob), idea)
    token = deal(api(make_person())).data["token"]
    for person in (idea.author, bob, make_person()):
        assert judge(api(person), token).status_code == 409
    young = api(make_person(days_old=0.1))
    assert deal(young).status_code == 409 and "a day old" in deal(young).json()["detail"]
    assert not StrangersVerdict.objects.exists()


def test_token_that_may_only_read_neither_gives_nor_is_dealt_a_row(api: Api, idea: Idea) -> None:
    give(api(make_person("bob")), idea)
    dave = make_person("dave")
    reader = api(dave)
    dave.api_tokens.update(scopes=["read"])
    assert {give(reader, idea).status_code, deal(reader).status_code, judge(reader, "x").status_code} == {403}


def test_personal_data_names_its_field(api: Api, idea: Idea) -> None:
    refused = give(api(make_person()), idea, f"{NEW}, ada@example.org")
    assert refused.status_code == 400 and "mail address" in refused.content.decode()
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/input"]
    assert not StrangersExample.objects.exists()


def test_caps_of_the_day_hold_for_programs(api: Api, idea: Idea, settings: Settings) -> None:
    settings.STRANGERS_EXAMPLES_PER_DAY = settings.STRANGERS_VERDICTS_PER_DAY = 1
    bob, carol = api(make_person("bob")), api(make_person("carol"))
    give(bob, idea)
    assert give(bob, idea, unlike(50), "tax").status_code == 429
    give(api(make_person()), idea, unlike(51), "tax")
    assert judge(carol, deal(carol).data["token"]).status_code == 201
    assert judge(carol, deal(carol).data["token"]).status_code == 429


def test_suspended_account_has_no_program(api: Api, idea: Idea) -> None:
    bob = make_person("bob")
    program = api(bob)
    User.objects.filter(pk=bob.pk).update(suspended=timezone.now())
    assert give(program, idea).status_code == 401 and deal(program).status_code == 401
