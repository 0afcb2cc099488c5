"""From the card to the answer, and everything that is refused on the way."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest import MonkeyPatch

from evaluations.panel.actions import answer, deal, turn
from evaluations.panel.actions.glances import ANSWERED, CHANGED, IN_A_ROW, LATE, OWN, Forged, Refused, card_in_hand
from evaluations.panel.models import Challenge, Glance, Player
from evaluations.panel.models.challenge import SALT
from ideas.actions import edit_idea, unpublish
from tests.evaluations.panel.cast import dealt, glance, make_glance, make_ideas, player, read, says, stranger
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_glance_keeps_what_was_answered_and_whether_it_was_right() -> None:
    make_ideas()
    who = player()
    kept = glance(
        who, words="Sorting the post", knows_product=True, product_name="Postie", product_link="https://p.example.org/"
    )
    kept.refresh_from_db()
    assert (kept.person, kept.session, kept.right, kept.timed, kept.set_aside) == (who.person, "", True, True, "")
    assert (kept.words, kept.would_pay, kept.product_name) == ("Sorting the post", "under-5", "Postie")
    assert glance(who, right=False).right is False


def test_signed_out_player_is_kept_by_a_hash_alone_and_not_asked_to_pay() -> None:
    make_ideas()
    who = stranger()
    kept = glance(who)
    assert kept.person is None and who.session not in kept.session and len(kept.session) == 64
    assert kept.would_pay == ""
    assert who.network not in kept.challenge.address


def test_card_that_was_looked_at_for_longer_counts_as_seen_without_the_clock() -> None:
    make_ideas()
    who = player()
    card = read(dealt(who))
    Challenge.objects.filter(pk=card.pk).update(turned=timezone.now())
    assert not answer(who, card.token, says(card)).timed
    card = dealt(who, by_clock=False)
    turn(card)
    read(card)
    assert not answer(who, card.token, says(card)).timed


def test_replayed_challenge_is_refused_and_flipping_the_answer_changes_nothing() -> None:
    make_ideas()
    who = player()
    card = read(dealt(who))
    answer(who, card.token, says(card, right=False, would_use="no"))
    with pytest.raises(Refused, match=ANSWERED):
        answer(who, card.token, says(card))
    kept = Glance.objects.get()
    assert (kept.right, kept.would_use) == (False, "no")


@pytest.mark.django_db(transaction=True)
def test_challenge_answered_by_ten_at_one_moment_is_answered_once() -> None:
    make_ideas()
    who = player()
    card = read(dealt(who))

    def try_it(_: int) -> bool:
        try:
            answer(who, card.token, says(card))
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(try_it, range(10))) == 1


def test_forged_challenge_is_refused() -> None:
    make_ideas()
    who = player()
    card = read(dealt(who))
    forgeries = [
        "",
        "x",
        str(card.pk),
        card.token + "x",
        signing.dumps(card.pk, salt="other"),
        signing.dumps("1", salt=SALT),
    ]
    for token in [*forgeries, signing.dumps(card.pk + 1, salt=SALT)]:
        with pytest.raises(Forged):
            answer(who, token, says(card))
    assert not Glance.objects.exists()


def test_challenge_of_somebody_else_is_refused() -> None:
    make_ideas()
    card = read(dealt(player()))
    for other in (player(), stranger(), Player(None, "", "192.0.2.1")):
        with pytest.raises(Forged):
            answer(other, card.token, says(card))


@pytest.mark.parametrize(("minutes", "is_late"), [(29, False), (31, True)])
def test_card_that_is_shown_again_is_late_half_an_hour_after_its_deal(minutes: int, is_late: bool) -> None:
    make_ideas()
    who = player()
    card = read(dealt(who), seconds=60 * minutes)
    fresh = Challenge.objects.get(pk=card.pk).token
    if not is_late:
        assert answer(who, fresh, says(card)).set_aside == ""
        return
    for use in (lambda: card_in_hand(who, fresh), lambda: answer(who, fresh, says(card))):
        with pytest.raises(Refused, match=LATE):
            use()
    assert not Glance.objects.exists()


def test_late_answer_is_refused(monkeypatch: MonkeyPatch) -> None:
    make_ideas()
    who = player()
    card = dealt(who)
    long_ago = timezone.now() - timedelta(minutes=31)
    with monkeypatch.context() as clock:
        clock.setattr("django.core.signing.time.time", long_ago.timestamp)
        token = card.token
    with pytest.raises(Refused, match=LATE):
        answer(who, token, says(card))


def test_idea_that_was_edited_or_withdrawn_in_between_takes_no_answer() -> None:
    make_ideas()
    who = player()
    card = read(dealt(who))
    edit_idea(card.idea.author, card.idea, {"pitch": "Something else now."}, [])
    with pytest.raises(Refused, match=CHANGED):
        answer(who, card.token, says(card))
    following = read(dealt(who))
    assert following.idea_id != card.idea_id
    unpublish(following.idea.author, following.idea)
    with pytest.raises(Refused, match=CHANGED):
        answer(who, following.token, says(following))


def test_own_idea_takes_no_answer_even_with_a_challenge() -> None:
    idea = make_ideas()[0]
    card = dealt(player())
    Challenge.objects.filter(pk=card.pk).update(idea=idea, person=idea.author)
    with pytest.raises(Refused, match=OWN):
        answer(player(idea.author), card.token, says(card))


def test_impossible_speed_is_kept_and_set_aside() -> None:
    make_ideas()
    who = player()
    assert glance(who, seconds=3).set_aside == "too fast"
    assert Glance.objects.record_of(who) == {"n": 0, "right": 0, "set_aside": 1}


def test_straight_line_is_set_aside_from_its_beginning() -> None:
    who = player()
    before = [make_glance(make_idea(), who, picked=2) for _ in range(IN_A_ROW - 1)]
    assert {each.set_aside for each in Glance.objects.all()} == {""}
    make_ideas()
    card = read(dealt(who))
    last = answer(who, card.token, replace(says(card), picked=2))
    assert last.set_aside == "straight-lining"
    assert Glance.objects.record_of(who)["set_aside"] == len(before) + 1


def test_answers_that_differ_are_no_straight_line() -> None:
    who = player()
    for place in range(IN_A_ROW - 1):
        make_glance(make_idea(), who, picked=place % 4)
    make_ideas()
    assert glance(who).set_aside == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None, "session": ""}, {"session": "both"}, {"picked": 4}, {"weight": 2.0},
        {"product_link": "https://x.example.org/"}, {"knows_product": True, "product_link": "javascript:alert(1)"},
        {"answered": timezone.now() - timedelta(days=1)},
    ],
)  # fmt: skip
def test_database_refuses_a_row_that_cannot_be(wrong: dict[str, Any]) -> None:
    idea = make_idea()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_glance(idea, **wrong)


def test_second_glance_of_a_person_at_an_idea_cannot_be_stored() -> None:
    kept = make_glance(make_idea())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_glance(kept.idea, player(kept.person))


def test_card_that_is_open_comes_again_until_it_is_answered() -> None:
    make_ideas()
    who = player()
    card = dealt(who)
    assert deal(who, by_clock=False) == card
    read(card)
    answer(who, card.token, says(card))
    assert dealt(who).idea_id != card.idea_id
