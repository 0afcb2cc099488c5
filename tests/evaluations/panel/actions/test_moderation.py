"""Claims are reported and moderated as ideas and comments are, and who is flagged has no say in them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from evaluations.panel.actions import (
    NewClaim,
    Refused,
    claim,
    decide_about_claim,
    follow_accounts,
    recount,
    report_claim,
    show_claim,
    take_stance,
    withdraw_claim,
)
from evaluations.panel.models import Claim
from ideas.actions import flag, report, unflag
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Answer, Idea, Report
from ideas.models.report import Decision
from marketplace.accounts.models import User
from tests.evaluations.panel.cast import make_glance, make_known, player
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db
SAID = NewClaim("Sorter", "Big Lab", "https://example.org/sorter", by_frontier_lab=True)


def upheld(idea: Idea) -> Claim:
    made = claim(make_person(), idea, SAID)
    for _ in range(3):
        person = make_known()
        make_glance(idea, player(person))
        take_stance(person, made, upholds=True, reason="I use it.")
    return made


def is_sunk(idea: Idea) -> bool:
    recount()
    return Answer.objects.filter(idea=idea, question="overlooked", point=0).exists()


def moderator() -> User:
    return make_person(staff=True)


def test_claim_that_is_hidden_counts_no_more_until_it_is_shown_again() -> None:
    made = upheld(make_idea())
    assert is_sunk(made.idea)
    filed, new = report_claim(make_person(), made, "spam")
    assert new and decide_about_claim(moderator(), filed, Decision.HIDDEN, BECAUSE)
    assert not is_sunk(made.idea) and not Claim.objects.standing().exists()
    show_claim(moderator(), made, BECAUSE)
    assert is_sunk(made.idea) and Report.objects.get().decision == Decision.KEPT


def test_claim_its_author_withdrew_is_not_shown_again() -> None:
    made = upheld(make_idea())
    filed, _ = report_claim(make_person(), made, "spam")
    withdraw_claim(made.person, made)
    decide_about_claim(moderator(), filed, Decision.HIDDEN, BECAUSE)
    show_claim(moderator(), made, BECAUSE)
    assert not Claim.objects.standing().exists()


def test_hidden_claim_that_was_made_again_stays_hidden() -> None:
    made = upheld(make_idea())
    filed, _ = report_claim(make_person(), made, "spam")
    decide_about_claim(moderator(), filed, Decision.HIDDEN, BECAUSE)
    claim(make_person(), made.idea, SAID)
    with pytest.raises(Refused):
        show_claim(moderator(), made, BECAUSE)
    assert Report.objects.get().decision == Decision.HIDDEN and Claim.objects.standing().count() == 1


def test_outsider_decides_nothing() -> None:
    made = upheld(make_idea())
    filed, _ = report_claim(make_person(), made, "spam")
    for outsider in (make_person("mallory"), made.idea.author):
        with pytest.raises(PermissionDenied):
            decide_about_claim(outsider, filed, Decision.HIDDEN, BECAUSE)
        with pytest.raises(PermissionDenied):
            show_claim(outsider, made, BECAUSE)
    assert Claim.objects.standing().exists() and Report.objects.open().exists()


def test_second_report_of_a_claim_updates_the_first_and_all_reports_share_a_limit(settings: Settings) -> None:
    settings.REPORTS_PER_DAY = 2
    bob, made = make_person(), upheld(make_idea())
    report(bob, make_idea(), "spam")
    assert [report_claim(bob, made, "spam", details)[1] for details in ("Shoes.", "Hats.")] == [True, False]
    assert Report.objects.exclude(claim=None).get().details == "Hats."
    with pytest.raises(DailyLimit):
        report_claim(bob, upheld(make_idea()), "spam")


def test_claim_that_was_withdrawn_cannot_be_reported() -> None:
    made = upheld(make_idea())
    withdraw_claim(made.person, made)
    made.refresh_from_db()
    with pytest.raises(NotOpen):
        report_claim(make_person(), made, "spam")


def test_flagged_person_claims_and_upholds_nothing_any_more() -> None:
    idea, mallory = make_idea(), make_person("mallory")
    made = upheld(idea)
    User.objects.filter(pk=mallory.pk).update(flagged=timezone.now())
    with pytest.raises(Refused, match="Moderators"):
        claim(mallory, make_idea(), SAID)
    with pytest.raises(Refused, match="Moderators"):
        take_stance(mallory, made, upholds=True, reason="Yes.")
    assert (Claim.objects.count(), made.stances.count()) == (1, 3)


def test_claim_of_a_flagged_person_counts_no_more_until_they_are_unflagged() -> None:
    made = upheld(make_idea())
    for verb, sunk in ((flag, False), (unflag, True)):
        verb(moderator(), made.person, BECAUSE)
        follow_accounts()
        assert is_sunk(made.idea) is sunk


def test_upholding_by_a_flagged_person_counts_no_more() -> None:
    made = upheld(make_idea())
    assert is_sunk(made.idea)
    flag(moderator(), made.stances.all()[0].person, BECAUSE)
    follow_accounts()
    assert not is_sunk(made.idea)


def test_claim_of_a_flagged_person_keeps_nobody_else_from_making_it() -> None:
    first = upheld(make_idea())
    flag(moderator(), first.person, BECAUSE)
    claim(make_person(), first.idea, SAID)
    unflag(moderator(), first.person, BECAUSE)
    assert Claim.objects.standing().get().pk != first.pk
