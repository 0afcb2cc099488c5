"""Glances by API: the same challenge, the same refusals, said as problems."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evaluations.panel.models import Challenge, Glance
from ideas.actions import edit_idea
from tests.evaluations.panel.cast import make_ideas, read
from tests.factories import make_person

from .conftest import Api

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"would_use": "yes", "would_pay": "nothing"}


def dealt(program: APIClient, **said: Any) -> Any:
    return program.post("/api/v1/glances/card/", said, format="json")


def card_of(program: APIClient) -> Challenge:
    """Dealt and looked at for a while."""
    assert dealt(program).status_code == 200
    return read(Challenge.objects.latest("pk"))


def answer(program: APIClient, card: Challenge, **said: Any) -> Any:
    sent = SAID | {"challenge": card.token, "picked": card.place} | said
    return program.post("/api/v1/glances/", sent, format="json")


def test_card_has_title_pitch_and_four_choices_and_comes_again_until_answered(api: Api) -> None:
    make_ideas()
    program = api()
    first, again, read_again = dealt(program), dealt(program), program.get("/api/v1/glances/")
    assert set(first.data) == {"challenge", "title", "pitch", "example", "choices", "by_clock", "until"}
    assert len(set(first.data["choices"])) == 4
    assert first.data["title"] == again.data["title"] == read_again.data["title"]
    assert read_again["Cache-Control"] == "private, no-cache" and Challenge.objects.count() == 1


def test_reading_deals_no_card(api: Api) -> None:
    make_ideas()
    program = api()
    assert program.get("/api/v1/glances/").status_code == 204 and not Challenge.objects.exists()
    answer(program, card_of(program))
    assert program.get("/api/v1/glances/").status_code == 204 and Challenge.objects.count() == 1


@pytest.mark.parametrize(("by_clock", "after", "timed"), [(True, 5, True), (True, 9, False), (False, 5, False)])
def test_glance_is_timed_if_the_program_says_so_and_the_clock_of_the_server_does_too(
    api: Api, by_clock: bool, after: float, timed: bool
) -> None:
    make_ideas()
    program = api()
    assert dealt(program, by_clock=by_clock).data["by_clock"] is by_clock
    card = Challenge.objects.get()
    Challenge.objects.update(dealt=timezone.now() - timedelta(seconds=after))
    turned = {"challenge": card.token}
    assert [program.post("/api/v1/glances/turn/", turned, format="json").status_code for _ in range(2)] == [204, 204]
    assert api().post("/api/v1/glances/turn/", turned, format="json").status_code == 400
    assert answer(program, card).status_code == 201
    assert Glance.objects.get().timed is timed
    assert program.post("/api/v1/glances/turn/", turned, format="json").status_code == 409


def test_glance_without_a_turn_is_untimed(api: Api) -> None:
    make_ideas()
    program = api()
    dealt(program, by_clock=True)
    assert answer(program, Challenge.objects.get()).status_code == 201
    assert Glance.objects.get().timed is False


def test_answer_tells_the_truth_and_the_record(api: Api) -> None:
    make_ideas()
    person = make_person()
    program = api(person)
    card = card_of(program)
    response = answer(program, card, product={"name": "Postie", "link": "https://postie.example.org/"})
    assert response.status_code == 201
    assert (response.data["right"], response.data["truth"], response.data["set_aside"]) == (True, card.truth, "")
    assert response.data["record"] == {"n": 1, "right": 1, "set_aside": 0}
    kept = Glance.objects.get()
    assert (kept.person, kept.timed, kept.product_name) == (person, False, "Postie")


def test_nothing_left_is_204_and_without_token_is_401(api: Api, anyone: APIClient) -> None:
    assert dealt(api()).status_code == 204
    assert [anyone.get("/api/v1/glances/").status_code, anyone.post("/api/v1/glances/", {}).status_code] == [401, 401]
    assert [dealt(anyone).status_code, anyone.post("/api/v1/glances/turn/", {}).status_code] == [401, 401]
    assert dealt(api(), by_clock="soon").status_code == 400


def test_forged_challenge_is_400_replayed_and_changed_are_409(api: Api) -> None:
    make_ideas()
    program = api()
    card = card_of(program)
    for forged in (answer(program, card, challenge="made up"), answer(api(), card)):
        assert (forged.status_code, forged.json()["errors"][0]["pointer"]) == (400, "#/challenge")
    assert answer(program, card).status_code == 201
    replayed = answer(program, card, would_use="no")
    assert (replayed.status_code, replayed["Content-Type"]) == (409, "application/problem+json")
    assert "the first answer stands" in replayed.json()["detail"]
    changed = card_of(program)
    edit_idea(changed.idea.author, changed.idea, {"audience": "Others"}, [])
    assert answer(program, changed).status_code == 409
    assert Glance.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"picked": 4}, {"picked": "1"}, {"picked": True}, {"would_use": "perhaps"}, {"would_pay": "9"},
     {"words": "x" * 201}, {"words": "x" * 1_000_000}, {"challenge": None}, {"product": "P"}, {"product": {"name": ""}},
     {"product": {"name": "P", "link": "javascript:alert(1)"}},
     {"product": {"name": "P", "link": "http://192.168.0.1/"}}],
)  # fmt: skip
def test_nonsense_is_refused_at_its_place(api: Api, wrong: dict[str, Any]) -> None:
    make_ideas()
    program = api()
    response = answer(program, card_of(program), **wrong)
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"].startswith(f"#/{next(iter(wrong))}")
    assert not Glance.objects.exists()


def test_field_that_there_is_not_is_named_and_the_card_is_not_spent(api: Api) -> None:
    make_ideas()
    program = api()
    card = card_of(program)
    refused = answer(program, card, product_name="Postie")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/product_name")
    assert answer(program, card).status_code == 201
