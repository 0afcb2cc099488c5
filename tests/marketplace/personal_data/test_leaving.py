from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from evaluations.moments import actions as moments
from evaluations.moments.actions import notices, scout_credit
from evaluations.moments.models import Candidacy, Certificate, Credit, MomentScore, Notice, Scout
from evaluations.panel.actions import join, recount, weigh
from evaluations.panel.models import Glance, GlanceStats, RecountMark, Waiting
from evaluations.prototypes.models import ExampleRevision, Proposal, Run, Trial
from evaluations.prototypes.runs import erased
from ideas import actions
from ideas.models import Answer, Backing, Comment, Idea, IdeaState, IdeaVersion, Report, Vote
from marketplace.accounts.models import ApiToken, User
from marketplace.personal_data.leaving import CannotLeave, TakenAlong, leave
from marketplace.personal_data.table import Fate
from marketplace.personal_data.tables import TABLES
from tests.evaluations.moments.cast import bear_out, make_answered
from tests.evaluations.panel.cast import make_glance, player
from tests.factories import make_comment, make_idea, make_person, make_revision, make_run, make_trial

from .world import make_everything

pytestmark = pytest.mark.django_db
ALL, NOTHING = TakenAlong(ideas=True, comments=True), TakenAlong(ideas=False, comments=False)
BOTH = pytest.mark.parametrize("taken", [NOTHING, ALL], ids=["stay", "go"])


@BOTH
def test_each_table_does_on_leaving_what_it_says(taken: TakenAlong) -> None:
    person = make_everything()
    before = {(table.model, column): rows(table.table, column, person) for table in TABLES for column in table.people}
    leave(person, taken)
    for table in TABLES:
        for column in table.people:
            left = rows(table.table, column, person)
            if table.fate == Fate.GOES:
                assert left == 0, table.model
            elif table.fate == Fate.NAMELESS:
                assert left == before[table.model, column], table.model


def rows(model: Any, column: str, person: User) -> int:
    return int(model._default_manager.filter(**{column: person}).count())


@BOTH
def test_nothing_that_says_who_it_was_is_left_anywhere(taken: TakenAlong) -> None:
    person = make_everything("unmistakable")
    leave(person, taken)
    for table in TABLES:
        for row in table.table._default_manager.values():
            assert "unmistakable" not in repr(row).lower(), table.model


def test_row_of_who_left_has_no_name_and_opens_nothing() -> None:
    person = make_everything()
    leave(person, NOTHING)
    person.refresh_from_db()
    assert person.has_left and person.shown_name == "deleted" and person.get_absolute_url() == ""
    assert not person.has_usable_password() and not person.email and person.last_login is None
    assert not EmailAddress.objects.exists() and not ApiToken.objects.filter(person=person).exists()
    assert person not in User.objects.active()
    again = make_person("ada")  # the name is free
    assert again.pk != person.pk


def test_name_of_who_left_can_be_chosen_by_nobody() -> None:
    person = make_person()
    leave(person, NOTHING)
    person.refresh_from_db()
    for name in (person.username, "deleted", "Deleted"):
        with pytest.raises(ValidationError):
            User._meta.get_field("username").run_validators(name)


def test_row_of_who_left_cannot_get_a_name_again() -> None:
    person = make_person()
    leave(person, NOTHING)
    with pytest.raises(IntegrityError, match="user_left_without_a_name"), transaction.atomic():
        User.objects.filter(pk=person.pk).update(email="ada@example.org")


def test_two_people_who_confirmed_can_both_leave() -> None:
    for _ in range(2):
        leave(make_person(), NOTHING)
    assert User.objects.filter(left__isnull=False, confirmed__isnull=False).count() == 2


def test_house_and_the_last_moderator_are_refused() -> None:
    house, only = make_person("thehouse", is_house=True), make_person(staff=True)
    for person in (house, only):
        with pytest.raises(CannotLeave):
            leave(person, NOTHING)
        person.refresh_from_db()
        assert person.left is None
    make_person(staff=True)
    leave(only, NOTHING)


def test_row_that_evidence_points_to_cannot_be_deleted() -> None:
    person = make_person()
    make_glance(make_idea(), player(person))
    with pytest.raises(ProtectedError):
        person.delete()


# --- What others see of themselves -----------------------------------------------------------------


def numbers_of_others(but: User) -> dict[str, list[Any]]:
    """Everything that is counted about the ideas of others, and about other scouts."""
    moments.recount_scouts(timezone.now())
    for idea_id in Idea.objects.values_list("pk", flat=True):
        RecountMark.objects.leave(idea_id)
    weigh()
    recount()
    moments.assess_marked(timezone.now())
    ideas = Idea.objects.exclude(author=but).order_by("pk")
    of_them = {"idea__in": ideas}
    return {
        "answers": list(Answer.objects.filter(**of_them).order_by("pk").values(*KNOWN)),
        "stats": list(GlanceStats.objects.filter(**of_them).order_by("pk").values()),
        "weights": list(Glance.objects.filter(**of_them).order_by("pk").values("pk", "weight", "set_aside")),
        "scores": list(MomentScore.objects.filter(**of_them).order_by("pk").values("idea", "score", "nearness")),
        "certificates": list(Certificate.objects.order_by("pk").values("pk", "ended", "score", "evidence")),
        "candidacies": list(Candidacy.objects.filter(**of_them).order_by("pk").values()),
        "credit": list(Credit.objects.order_by("pk").values()),
        "scouts": list(Scout.objects.order_by("pk").values("person", *scout_credit.VALUES)),
        "backings": list(Backing.objects.order_by("person", "idea").values("person", "idea", "first")),
        "moments": list(ideas.values("pk", "moment_since", "evidence", "pie")),
        "comments": list(Comment.objects.exclude(author=but).order_by("pk").values("text", "path", "deleted")),
    }


KNOWN = ("idea", "question", "state", "n", "lower", "point", "upper", "headline", "basis")


@BOTH
def test_leaving_changes_no_answer_weight_score_or_credit_of_others(taken: TakenAlong) -> None:
    person = make_everything()
    ideas = [make_answered() for _ in range(3)]
    for idea in ideas:
        make_glance(idea, player(person), would_pay="nothing")
        bear_out(idea, 6)
        join(person, idea)
        actions.cast_vote(person, idea)
        actions.cast_vote(make_person(), idea)
    actions.tally()
    before = numbers_of_others(person)
    assert any(before["stats"]) and any(before["scouts"])
    leave(person, taken)
    after = numbers_of_others(person)
    for name, known in before.items():
        assert after[name] == known, name


def test_moment_that_stands_on_a_leavers_answers_stands() -> None:
    idea, people = make_answered(), [make_person() for _ in range(14)]
    for person in people:
        make_glance(idea, player(person))
    recount()
    moments.assess(idea.pk, timezone.now() - timedelta(hours=25))
    assert moments.certify(idea.pk, timezone.now())
    for person in people[:10]:
        leave(person, ALL)
    RecountMark.objects.leave(idea.pk)
    weigh()
    recount()
    moments.assess(idea.pk, timezone.now())
    idea.refresh_from_db()
    assert idea.is_moment and not Certificate.objects.filter(ended__isnull=False).exists()


def test_credit_for_a_later_moment_is_shared_as_if_nobody_had_left() -> None:
    shares = [shares_of_a_vote_beside(goes=goes) for goes in (False, True)]
    assert shares[0] == shares[1] and len(shares[0]) == 2


def shares_of_a_vote_beside(*, goes: bool) -> list[float]:
    idea, stays, other = make_answered(), make_person(), make_person()
    for person in (stays, other):
        actions.cast_vote(person, idea)
    if not goes:
        actions.tally()  # else the vote is gone before anybody has counted it
    else:
        leave(other, NOTHING)
    actions.tally()
    early = timezone.now() - timedelta(hours=54)
    Backing.objects.filter(idea=idea).update(first=early)
    at = timezone.now() - timedelta(hours=25)
    bear_out(idea, 12, started=at, answered=at)
    moments.assess(idea.pk, at)
    assert moments.certify(idea.pk, timezone.now())
    moments.credit_scouts(timezone.now())
    return sorted(Credit.objects.filter(certificate__idea=idea).values_list("share", flat=True))


def test_place_on_a_waitlist_goes_and_what_it_meant_counts() -> None:
    person = make_person()
    glanced, other = make_idea(), make_idea()
    make_glance(glanced, player(person), would_pay="nothing")
    for idea in (glanced, other):
        join(person, idea)
    leave(person, NOTHING)
    (row,) = Waiting.objects.all()
    assert row.idea == glanced and row.address == "" and not Waiting.objects.reachable().exists()
    assert notices.addresses_for(glanced) == [glanced.author.email]


# --- What goes -------------------------------------------------------------------------------------


def test_votes_go_and_the_counters_follow() -> None:
    person, idea = make_person(), make_idea(votes=2)
    actions.cast_vote(person, idea)
    actions.tally()
    leave(person, NOTHING)
    actions.tally()
    idea.refresh_from_db()
    assert (idea.votes, idea.ranked_votes) == (2, 2) and not Vote.objects.filter(person=person).exists()
    assert actions.reconcile() == []


def test_ideas_that_stay_are_listed_and_those_that_go_are_not() -> None:
    for taken, listed in ((NOTHING, True), (ALL, False)):
        idea = make_idea(title="Unique words")
        leave(idea.author, taken)
        assert Idea.objects.published().filter(pk=idea.pk).exists() is listed


def test_idea_that_goes_leaves_no_word() -> None:
    idea = make_idea(title="Unmistakable", tags=("moss",))
    words = {name: getattr(idea, name) for name in ("pitch", "problem", "audience")}
    actions.edit_idea(idea.author, idea, words | {"title": "Unmistakable as well"}, ["moss"])
    leave(idea.author, ALL)
    idea.refresh_from_db()
    assert idea.state == IdeaState.ERASED and "unmistakable" not in idea.slug
    assert not any(idea.text_values.values()) and not IdeaVersion.objects.exists()
    moderator = make_person(staff=True)
    assert idea not in Idea.objects.visible_to(moderator) and idea not in Idea.objects.posted()


def test_idea_that_goes_ends_its_moment_and_keeps_the_credit_of_its_scouts() -> None:
    idea, scout = make_answered(), make_person()
    actions.cast_vote(scout, idea)
    actions.tally()
    Backing.objects.update(first=timezone.now() - timedelta(hours=54))
    at = timezone.now() - timedelta(hours=25)
    bear_out(idea, 12, started=at, answered=at)
    moments.assess(idea.pk, at)
    moments.certify(idea.pk, timezone.now())  # and nobody was credited yet
    join(make_person(), idea)
    leave(idea.author, ALL)
    moments.assess_marked(timezone.now())
    (certificate,) = Certificate.objects.all()
    assert certificate.ended and Credit.objects.filter(person=scout).exists()
    assert not Waiting.objects.exists() and not Notice.objects.exists()


def test_examples_runs_and_trials_of_an_idea_that_goes_are_deleted_by_a_worker() -> None:
    idea, other = make_idea(), make_trial(make_run(state="finished"))
    run = make_run(make_revision(idea), state="running", lease=LEASE, leased_until=timezone.now())
    make_trial(run)
    leave(idea.author, ALL)
    run.refresh_from_db()
    assert run.state == "stopped"
    assert erased.clear_erased() == 0 and Run.objects.filter(pk=run.pk).exists()  # its worker may still look at it
    Run.objects.filter(pk=run.pk).update(finished=timezone.now() - timedelta(minutes=2))
    assert erased.clear_erased() == 1
    assert not Run.objects.filter(pk=run.pk).exists() and not ExampleRevision.objects.filter(idea=idea).exists()
    assert list(Trial.objects.all()) == [other] and erased.clear_erased() == 0


LEASE = "00000000-0000-0000-0000-000000000001"


def test_many_trials_go_in_several_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erased, "AT_ONCE", 3)
    run = make_run(state="finished")
    for row in range(1, 8):
        make_trial(run, row)
    leave(run.revision.idea.author, ALL)
    Run.objects.update(finished=timezone.now() - timedelta(minutes=2))
    assert [erased.clear_erased() for _ in range(4)] == [3, 3, 1, 0]


def test_drafts_and_withdrawn_ideas_go_also_when_ideas_stay() -> None:
    person = make_person()
    draft, withdrawn = make_idea(person, published=False), make_idea(person)
    actions.unpublish(person, withdrawn)
    leave(person, NOTHING)
    withdrawn.refresh_from_db()
    assert withdrawn.state == IdeaState.ERASED and not Idea.objects.filter(pk=draft.pk).exists()


def test_comments_that_go_keep_the_thread_together() -> None:
    person, idea = make_person(), make_idea()
    first = make_comment(idea, person, "First.")
    reply = make_comment(idea, text="Reply.", parent=first)
    leave(person, TakenAlong(ideas=False, comments=True))
    first.refresh_from_db()
    actions.tally()
    idea.refresh_from_db()
    assert first.text == first.html == "" and first.deleted and idea.comment_count == 1
    assert list(Comment.objects.in_thread_order()) == [first, reply]


def test_proposals_and_reports_of_others_about_an_idea_that_goes() -> None:
    """A proposal was a bet of its author, so it stays; an open report has nothing left to decide."""
    idea = make_idea()
    Proposal.objects.create(idea=idea, author=make_person(), input="in", expected="out")
    actions.report(make_person(), idea, "spam")
    leave(idea.author, ALL)
    assert Proposal.objects.count() == 1 and not Report.objects.exists()


def test_leaving_takes_as_many_statements_for_much_as_for_little(django_assert_max_num_queries: Any) -> None:
    person = make_person()
    for _ in range(12):
        idea = make_idea()
        actions.cast_vote(person, idea)
        make_comment(idea, person)
        make_idea(person)
    with django_assert_max_num_queries(60):
        leave(person, ALL)
