"""Panels by link: who may invite and sit, what they are dealt, and that nothing of it counts in anybody's answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from evaluations.panel.actions import (
    Refused,
    answer,
    close_panel,
    close_panels_of,
    deal,
    deal_in_panel,
    hide_panel,
    invite_panel,
    recount,
    show_panel,
    weigh,
)
from evaluations.panel.models import Challenge, Glance, InvitedPanel, Player, voices_about, voices_of
from evaluations.panel.models.invited_panel import LONGEST, MAX_SIZE
from ideas.limits import DailyLimit
from ideas.models import Answer, Idea
from marketplace.accounts.models import User
from tests.evaluations.panel.cast import AUDIENCES, make_glance, make_ideas, player, read, says, stranger
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db


def invite(maker: User, *ideas: Idea, **said: Any) -> InvitedPanel:
    given: dict[str, Any] = {"name": "Year 11", "whom": "A class", "size": 30, "of_all_ideas": False}
    given |= {"ends": timezone.now() + timedelta(days=14), "ideas": list(ideas)} | said
    return invite_panel(maker, **given)


def card_in(panel: InvitedPanel, who: Player) -> Challenge:
    card = deal_in_panel(panel, who, by_clock=True)
    assert card is not None
    return read(card)


def sit(panel: InvitedPanel, who: Player | None = None, *, right: bool = True, **said: Any) -> Glance:
    """From the link to the answer of one card."""
    who = who or stranger()
    card = card_in(panel, who)
    return answer(who, card.token, says(card, right=right, **said))


def own_ideas(*audiences: str) -> tuple[User, list[Idea]]:
    """Ideas of one author, so many as `audiences`, among ideas of others that lend their lines."""
    maker = make_person()
    names = audiences or ("Smiths", "Millers")
    make_ideas()
    return maker, make_ideas(*names, author=maker)


def counted() -> list[Any]:
    """What the site knows of every idea from glances, after all counting is done."""
    weigh(), recount()
    columns = ("idea", "question", "state", "lower", "point", "upper", "n")
    return list(Answer.objects.order_by("idea", "question").values_list(*columns))


def test_players_of_a_panel_are_dealt_its_ideas_and_no_others() -> None:
    maker, ideas = own_ideas()
    panel = invite(maker, *ideas)
    who = stranger()
    assert {sit(panel, who).idea for _ in ideas} == set(ideas)
    assert deal_in_panel(panel, who, by_clock=True) is None


def test_panel_of_all_ideas_deals_any_and_only_staff_make_one() -> None:
    make_ideas()
    with pytest.raises(Refused, match="Only staff"):
        invite(make_person(), of_all_ideas=True)
    panel = invite(make_person(staff=True), of_all_ideas=True)
    who = stranger()
    assert len({sit(panel, who).idea_id for _ in AUDIENCES}) == len(AUDIENCES)


def test_class_in_one_network_is_not_taken_for_one_person(settings: Settings) -> None:
    settings.GLANCES_PER_HOUR_BY_ADDRESS = 1
    maker, ideas = own_ideas("Smiths")
    panel = invite(maker, *ideas)
    for _ in range(10):
        sit(panel, stranger("192.0.2.7"))
    (voice,) = voices_about(ideas[0])
    assert (voice.name, voice.n, voice.right) == ("Year 11", 10, 10)
    assert deal(stranger("192.0.2.7"), by_clock=True), "the network has its card of everybody's game left"


def test_full_panel_takes_nobody_else_and_lets_its_players_go_on() -> None:
    maker, ideas = own_ideas()
    panel = invite(maker, *ideas, size=2)
    first, second = stranger(), stranger()
    sit(panel, first), sit(panel, second)
    with pytest.raises(Refused, match="full"):
        card_in(panel, stranger())
    assert card_in(panel, first).idea != Glance.everything.earliest("pk").idea


def test_maker_cannot_sit_in_their_panel_nor_an_author_see_their_idea_in_it() -> None:
    maker, ideas = own_ideas()
    with pytest.raises(Refused, match="own panel"):
        card_in(invite(maker, *ideas), player(maker))
    staff = make_person(staff=True)
    everybodys = invite(staff, of_all_ideas=True)
    dealt = {sit(everybodys, player(maker)).idea_id for _ in AUDIENCES}
    assert not dealt & {idea.pk for idea in ideas}


def test_closed_and_ended_panels_take_no_card_and_no_answer() -> None:
    maker, ideas = own_ideas()
    closed, ended = invite(maker, *ideas), invite(maker, *ideas)
    who = stranger()
    card = card_in(closed, who)
    assert close_panel(closed) and not close_panel(closed)
    begun = timezone.now() - timedelta(days=20)
    InvitedPanel.objects.filter(pk=ended.pk).update(created=begun, ends=begun + timedelta(days=14))
    with pytest.raises(Refused, match="closed"):
        answer(who, card.token, says(card))
    for panel in (closed, ended):
        with pytest.raises(Refused, match="closed"):
            card_in(panel, stranger())


def test_panel_of_somebody_who_is_suspended_is_closed_and_not_heard() -> None:
    maker, ideas = own_ideas("Smiths")
    panel = invite(maker, *ideas)
    for _ in range(5):
        sit(panel)
    assert voices_about(ideas[0])
    User.objects.filter(pk=maker.pk).update(suspended=timezone.now())
    assert not voices_about(ideas[0])
    with pytest.raises(Refused, match="closed"):
        card_in(panel, stranger())


def test_hidden_panel_asks_nobody_and_is_shown_nowhere_until_it_is_shown_again() -> None:
    maker, ideas = own_ideas("Smiths")
    panel, moderator = invite(maker, *ideas), make_person(staff=True)
    for _ in range(5):
        sit(panel)
    with pytest.raises(PermissionDenied):
        hide_panel(make_person(), panel, BECAUSE)
    assert hide_panel(moderator, panel, BECAUSE) and not hide_panel(moderator, panel, BECAUSE)
    assert not voices_about(ideas[0])
    with pytest.raises(Refused, match="closed"):
        card_in(panel, stranger())
    assert show_panel(moderator, panel, BECAUSE) and voices_about(ideas[0])


def test_nobody_sees_an_idea_twice_whether_in_a_panel_or_not() -> None:
    maker, ideas = own_ideas()
    panel, again = invite(maker, *ideas), invite(maker, *ideas)
    who = stranger()
    for _ in ideas:
        sit(panel, who)
    assert deal_in_panel(again, who, by_clock=True) is None
    Idea.objects.exclude(pk__in=[idea.pk for idea in ideas]).update(published=None, state="withdrawn")
    assert deal(who, by_clock=True) is None


def test_answers_that_nobody_can_have_meant_are_set_aside_and_counted_apart() -> None:
    maker, ideas = own_ideas("Smiths")
    panel = invite(maker, *ideas)
    for number in range(1, 7):
        who = stranger()
        card = read(card_in(panel, who), seconds=1)
        assert answer(who, card.token, says(card)).set_aside == "too fast"
        sit(panel)
        shown = [(voice.n, voice.aside) for voice in voices_of(panel)]
        assert shown == ([(5, 5)] if number >= 5 else [])


def test_single_answer_changes_nothing_that_anybody_sees() -> None:
    maker, ideas = own_ideas("Smiths", "Bakers")
    panel = invite(maker, *ideas)
    for _ in range(5):
        who = stranger()
        sit(panel, who), sit(panel, who)
    before = voices_of(panel)
    assert [voice.n for voice in before] == [5, 5]
    for said in ({"would_use": "no", "would_pay": "nothing"}, {"would_use": "yes"}, {"knows_product": True}, {}):
        who = stranger()
        sit(panel, who, **said), sit(panel, who, **said)
        assert voices_of(panel) == before and voices_about(ideas[0]) == before[:1]
    who = stranger()
    sit(panel, who), sit(panel, who)
    assert [voice.n for voice in voices_of(panel)] == [10, 10]


def test_players_without_an_account_say_what_they_would_pay_in_a_panel_alone() -> None:
    maker, ideas = own_ideas("Smiths")
    assert sit(invite(maker, *ideas), would_pay="under-20").would_pay == "under-20"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_glance(ideas[0], stranger(), would_pay="under-20")


def test_two_hundred_browsers_of_its_author_move_no_answer_that_people_gave() -> None:
    maker, (idea,) = own_ideas("Smiths")
    for _ in range(12):
        make_glance(idea, right=False, would_use="no", would_pay="nothing", knows_product=True)
    before = counted()
    assert {state for _, _, state, *_ in before} == {"known"}
    panel = invite(maker, idea, size=MAX_SIZE)
    now, said = timezone.now(), {"would_use": "yes", "would_pay": "more", "weight": None}
    for _ in range(MAX_SIZE):
        make_glance(idea, stranger(), panel=panel, started=now, answered=now, **said)
    assert counted() == before
    (voice,) = voices_about(idea)
    assert (voice.n, voice.right, voice.would) == (MAX_SIZE, MAX_SIZE, MAX_SIZE), "and it is shown, as the panel's"


def test_panel_alone_answers_nothing() -> None:
    maker, (idea,) = own_ideas("Smiths")
    before = counted()
    panel = invite(maker, idea)
    for _ in range(20):
        sit(panel)
    assert counted() == before


def test_people_with_accounts_in_a_panel_count_with_it_and_with_nothing_else() -> None:
    maker, (idea,) = own_ideas("Smiths")
    before = counted()
    panel = invite(maker, idea)
    for _ in range(15):
        sit(panel, player())
    assert counted() == before and voices_about(idea)[0].n == 15
    assert not Glance.objects.filter(idea=idea).exists()


def test_panel_is_heard_about_the_present_text_alone() -> None:
    maker, (idea,) = own_ideas("Smiths")
    panel = invite(maker, idea)
    for _ in range(5):
        sit(panel)
    assert voices_about(idea)
    Idea.objects.filter(pk=idea.pk).update(revision=2)
    assert not voices_about(idea)


def test_nobody_is_asked_by_an_account_too_new_about_ideas_of_others_or_about_none() -> None:
    maker, ideas = own_ideas()
    theirs, draft = make_idea(), make_idea(maker, published=False)
    for who, chosen, why in (
        (make_person(days_old=0), ideas, "a day old"),
        (make_person(confirmed=False), ideas, "confirmed"),
        (maker, [theirs], "your own"),
        (maker, [draft], "your own"),
        (maker, [], "at least one"),
    ):
        with pytest.raises(Refused, match=why):
            invite(who, *chosen)
    assert not InvitedPanel.objects.exists()


def test_operator_of_a_site_that_began_today_invites_a_panel() -> None:
    assert invite(make_person(days_old=0, staff=True), of_all_ideas=True).is_open


def test_three_panels_are_open_at_once_and_five_made_in_a_day(settings: Settings) -> None:
    maker, ideas = own_ideas()
    made = [invite(maker, *ideas) for _ in range(3)]
    with pytest.raises(Refused, match="3 open panels"):
        invite(maker, *ideas)
    close_panel(made[0])
    settings.PANELS_PER_DAY = 4
    close_panel(invite(maker, *ideas))
    with pytest.raises(DailyLimit, match="4 panels"):
        invite(maker, *ideas)


@pytest.mark.parametrize("wrong", [{"size": 1}, {"size": MAX_SIZE + 1}, {"name": ""}, {"days": LONGEST.days + 1}])
def test_database_refuses_a_panel_that_is_too_large_too_long_or_nameless(wrong: dict[str, Any]) -> None:
    maker, ideas = own_ideas("Smiths")
    days = wrong.pop("days", 14)
    with pytest.raises(IntegrityError), transaction.atomic():
        invite(maker, *ideas, ends=timezone.now() + timedelta(days=days), **wrong)


def test_panels_of_who_leaves_are_closed_and_lose_their_words() -> None:
    maker, ideas = own_ideas("Smiths")
    panel = invite(maker, *ideas)
    close_panels_of(maker)
    panel.refresh_from_db()
    assert not panel.is_open and "Year 11" not in panel.name and not panel.whom


def test_links_are_long_and_no_two_the_same() -> None:
    maker, ideas = own_ideas("Smiths")
    tokens = {invite(maker, *ideas).token for _ in range(3)}
    assert len(tokens) == 3 and all(len(token) >= 22 for token in tokens)
