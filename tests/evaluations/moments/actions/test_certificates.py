from datetime import datetime, timedelta
from math import prod
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.moments import actions
from evaluations.moments.actions import certificates as certifying
from evaluations.moments.evidence import FLOORS
from evaluations.moments.models import Candidacy, Certificate, EventKind, MomentEvent, MomentScore, Notice
from evaluations.moments.score import A_DAY
from evaluations.panel.actions import NewClaim, claim, follow_ideas, recount
from evaluations.panel.models import Claim, GlanceStats
from evaluations.panel.next_idea import UNLIKELY
from ideas.actions import edit_idea, unpublish
from ideas.floors import exponent
from ideas.models import EvidenceMark, Idea
from ideas.models.answer import AnswerState
from ideas.questions import OF_PEOPLE
from marketplace.accounts.models import User
from tests.evaluations.moments.cast import ALL_CLEAR, answer, make_answered
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def tick(at: datetime) -> None:
    """What the clock calls, twice: a second time must change nothing."""
    for _ in range(2):
        actions.assess_marked(at)
        actions.end_doubted(at)
        actions.certify_ripe(at)


def recount_all() -> None:
    follow_ideas()
    recount()


def certified() -> Idea:
    idea = make_answered()
    tick(NOW)
    tick(hours(24))
    return idea


def events() -> list[str]:
    return [event.kind for event in MomentEvent.objects.order_by("pk")]


def test_idea_that_clears_for_a_day_becomes_a_moment() -> None:
    idea = make_answered()
    tick(NOW)
    tick(hours(23))
    assert not Certificate.objects.exists()
    tick(hours(24))
    certificate = Certificate.objects.get()
    assert (certificate.certified, certificate.ended) == (hours(24), None)
    assert set(certificate.evidence) == set(ALL_CLEAR)
    assert certificate.evidence["works"]["lower"] == 0.85 and certificate.evidence["works"]["n"] == 20
    terms = (lower ** exponent(FLOORS[name]) for name, lower in ALL_CLEAR.items())
    assert certificate.score == pytest.approx(prod(terms))
    idea.refresh_from_db()
    assert idea.is_moment and 'class="crust"' in idea.pie
    assert events() == [EventKind.CERTIFIED]
    assert not Candidacy.objects.exists()


def test_what_machines_find_moves_an_idea_up_or_down_in_the_glance_game() -> None:
    idea = make_answered()
    recount_all()
    assert GlanceStats.objects.get(idea=idea).machines > UNLIKELY
    answer(idea, "works", 0.4)
    tick(NOW)
    recount_all()
    assert GlanceStats.objects.get(idea=idea).machines == UNLIKELY


def test_dip_of_an_answer_begins_the_day_anew() -> None:
    idea = make_answered()
    tick(NOW)
    answer(idea, "works", 0.4)
    tick(hours(12))
    answer(idea, "works", 0.9)
    tick(hours(13))
    tick(hours(36))
    assert not Certificate.objects.exists()
    tick(hours(37))
    assert Certificate.objects.get().certified == hours(37)


def test_edited_text_begins_the_day_anew() -> None:
    idea = make_answered()
    tick(NOW)
    edit_idea(idea.author, idea, {"pitch": "Another one."}, ())
    tick(hours(12))
    assert not Candidacy.objects.exists()
    for question in ("obvious", "wanted", "overlooked"):
        answer(idea, question, 0.9)
    tick(hours(13))
    assert Candidacy.objects.get().since == hours(13)


@pytest.mark.parametrize("question", ALL_CLEAR)
def test_moment_is_lost_when_an_answer_is_below_its_floor_for_a_day(question: str) -> None:
    idea = certified()
    answer(idea, question, 0.02)
    tick(hours(25))
    tick(hours(48.9))
    assert Certificate.objects.standing().get().doubted == hours(25)
    tick(hours(49))
    certificate = Certificate.objects.get()
    assert certificate.ended == hours(49)
    told = "likely 7" if question in OF_PEOPLE else "at least 2"
    assert certificate.why_ended.startswith(f"{question}: now {told} %, below its floor")
    idea.refresh_from_db()
    assert not idea.is_moment and 'class="crust"' not in idea.pie
    assert events() == [EventKind.CERTIFIED, EventKind.LOST]


@pytest.mark.parametrize("question", OF_PEOPLE)
def test_few_denials_that_leave_most_people_in_favour_end_no_moment(question: str) -> None:
    idea, floor = certified(), FLOORS[question]
    answer(idea, question, floor - 0.04, point=floor + 0.01)
    tick(hours(25))
    tick(hours(80))
    certificate, told = Certificate.objects.standing().get(), MomentScore.objects.get()
    assert certificate.doubted is None and not told.is_in_doubt
    assert told.score is not None and told.score < certificate.score, "it is listed by what is known now"
    answer(idea, question, floor - 0.04, point=floor - 0.01)
    tick(hours(81))
    assert MomentScore.objects.get().is_in_doubt and Certificate.objects.get().doubted == hours(81)


@pytest.mark.parametrize("question", ["works", "cheap"])
def test_moment_needs_the_bounds_of_machines_answers_all_the_time(question: str) -> None:
    idea, floor = certified(), FLOORS[question]
    answer(idea, question, floor - 0.04, point=floor + 0.01)
    tick(hours(25))
    assert Certificate.objects.get().doubted == hours(25)


def test_candidate_needs_the_bounds_of_all_answers() -> None:
    idea = make_answered()
    answer(idea, "obvious", 0.46, point=0.6)
    tick(NOW)
    assert not Candidacy.objects.exists()


def test_burst_that_is_over_within_a_day_ends_no_moment() -> None:
    idea = certified()
    for start in (25, 60, 90):
        answer(idea, "wanted", 0.02)
        tick(hours(start))
        answer(idea, "wanted", 0.3)
        tick(hours(start + 23))
    assert Certificate.objects.standing().get().doubted is None
    assert events() == [EventKind.CERTIFIED]


def test_moment_is_lost_when_its_text_changes_or_it_is_withdrawn() -> None:
    edited, withdrawn = certified(), certified()
    edit_idea(edited.author, edited, {"title": "Another title"}, ())
    unpublish(withdrawn.author, Idea.objects.get(pk=withdrawn.pk))
    tick(hours(25))
    assert not Certificate.objects.standing().exists()


def test_answer_that_is_measured_again_leaves_a_moment_in_doubt_for_a_day() -> None:
    idea = certified()
    answer(idea, "works", None)
    tick(hours(25))
    assert Certificate.objects.get().doubted == hours(25)
    answer(idea, "works", 0.9)
    tick(hours(26))
    assert Certificate.objects.get().doubted is None
    answer(idea, "works", 0.8, state=AnswerState.STALE)
    tick(hours(30))
    tick(hours(53))
    assert Certificate.objects.standing().exists()
    tick(hours(54))
    assert not Certificate.objects.standing().exists()


def claimed(idea: Idea) -> None:
    """As `panel` records it while a claim is upheld that a frontier lab has it."""
    answer(idea, "overlooked", 0.0, point=0.0, upper=0.0)


def test_upheld_claim_leaves_a_moment_in_doubt_and_ends_it_if_it_stands_for_a_day() -> None:
    idea = certified()
    claimed(idea)
    tick(hours(25))
    tick(hours(48))
    certificate = Certificate.objects.standing().get()
    assert (certificate.claimed, certificate.doubted) == (hours(25), None)
    assert MomentScore.objects.get().score == certificate.score
    tick(hours(49))
    certificate.refresh_from_db()
    assert (certificate.ended, certificate.why_ended) == (hours(49), certifying.CLAIMED)


def test_claim_that_is_challenged_within_the_day_ends_no_moment() -> None:
    idea = certified()
    claimed(idea)
    tick(hours(25))
    answer(idea, "overlooked", 0.8)
    tick(hours(40))
    tick(hours(60))
    assert Certificate.objects.standing().get().claimed is None


def test_claim_has_its_own_day_beside_an_answer_that_is_measured_again() -> None:
    idea = certified()
    answer(idea, "works", None)
    tick(hours(25))
    claimed(idea)
    tick(hours(48))
    answer(idea, "works", 0.9)
    tick(hours(48.5))
    tick(hours(71))
    assert Certificate.objects.standing().exists()
    tick(hours(72))
    assert Certificate.objects.get().why_ended == certifying.CLAIMED


def test_idea_that_falls_short_otherwise_is_lost_after_its_day_although_a_claim_stands() -> None:
    idea = certified()
    answer(idea, "works", 0.1)
    tick(hours(25))
    claimed(idea)
    tick(hours(30))
    tick(hours(49))
    assert Certificate.objects.get().why_ended.startswith("works")


def test_claim_against_a_candidate_costs_as_long_as_it_was_upheld() -> None:
    idea = make_answered()
    tick(NOW)
    claimed(idea)
    tick(hours(20))
    tick(hours(30))
    assert not Certificate.objects.exists()
    answer(idea, "overlooked", 0.8)
    tick(hours(31))
    tick(hours(34))
    assert not Certificate.objects.exists() and Candidacy.objects.get().since == hours(11)
    tick(hours(35))
    assert Certificate.objects.get().certified == hours(35)


def test_candidate_that_falls_short_otherwise_begins_anew_although_a_claim_stands() -> None:
    idea = make_answered()
    tick(NOW)
    claimed(idea)
    tick(hours(1))
    answer(idea, "works", 0.1)
    tick(hours(2))
    assert not Candidacy.objects.exists()


def test_idea_that_is_claimed_already_is_no_candidate() -> None:
    idea = make_answered()
    claimed(idea)
    tick(NOW)
    assert not Candidacy.objects.exists()


def claim_at(idea: Idea, when: datetime, **fields: Any) -> Claim:
    """A claim that nobody upholds."""
    said = NewClaim(f"Sorter {Claim.objects.count()}", "Big Lab", "https://example.org/", by_frontier_lab=True)
    made = claim(make_person(), idea, said)
    Claim.objects.filter(pk=made.pk).update(created=when, **fields)
    return made


def test_claim_that_nobody_upholds_delays_a_certification_until_it_is_a_day_old_and_sinks_nothing() -> None:
    idea = make_answered()
    tick(NOW)
    claim_at(idea, hours(20))
    tick(hours(43.9))
    assert not Certificate.objects.exists() and Candidacy.objects.get().since == NOW
    tick(hours(44))
    certificate = Certificate.objects.get()
    assert certificate.certified == hours(44) and certificate.evidence["overlooked"]["lower"] == ALL_CLEAR["overlooked"]
    claim_at(idea, hours(45))
    tick(hours(80))
    certificate.refresh_from_db()
    assert (certificate.ended, certificate.claimed) == (None, None)


@pytest.mark.parametrize(
    "fields",
    [{"by_frontier_lab": False}, {"withdrawn": NOW}, {"held": NOW}, {"when": hours(-1)}],
    ids=["no lab's", "withdrawn", "held", "a day old"],
)
def test_claim_that_does_not_stand_or_is_a_day_old_delays_nothing(fields: dict[str, Any]) -> None:
    idea = make_answered()
    tick(NOW)
    claim_at(idea, **{"when": hours(20)} | fields)
    tick(hours(24))
    assert Certificate.objects.get().certified == hours(24)


def test_claim_of_somebody_flagged_delays_nothing() -> None:
    idea = make_answered()
    tick(NOW)
    made = claim_at(idea, hours(20))
    User.objects.filter(pk=made.person_id).update(flagged=NOW)
    tick(hours(24))
    assert Certificate.objects.exists()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(-48, 48), max_size=4))
def test_claims_that_nobody_upholds_delay_by_at_most_a_day_however_many_there_are(made: list[float]) -> None:
    with transaction.atomic():
        idea = make_answered()
        tick(NOW)
        for at in sorted(made):
            claim_at(idea, hours(at))
        looked_at = max([at + 24 for at in made], default=0.0)
        expected = hours(max(24, min(looked_at, 48)))
        times = Candidacy.objects.times_of(idea)
        assert times and times.certified_from == expected <= NOW + 2 * A_DAY
        tick(expected - timedelta(seconds=1))
        assert not Certificate.objects.exists()
        tick(expected)
        assert Certificate.objects.get().certified == expected
        transaction.set_rollback(True)


def test_lost_moment_can_become_one_again() -> None:
    idea = certified()
    answer(idea, "works", 0.3)
    tick(hours(25))
    tick(hours(49))
    answer(idea, "works", 0.9)
    tick(hours(50))
    tick(hours(74))
    assert Certificate.objects.count() == 2 and Certificate.objects.standing().count() == 1
    assert events() == [EventKind.CERTIFIED, EventKind.LOST, EventKind.CERTIFIED]


def test_postgres_refuses_a_second_certificate_while_one_stands() -> None:
    idea = certified()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(idea=idea, revision=1, certified=NOW, score=0.5, evidence={})


def test_worker_killed_half_way_leaves_nothing_and_the_next_certifies_once() -> None:
    idea = make_answered()
    tick(NOW)

    class Killed(BaseException):
        pass

    def kill_when_the_event_is_written(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "moments_momentevent"'):
            raise Killed
        return execute(sql, params, many, context)

    with pytest.raises(Killed), connection.execute_wrapper(kill_when_the_event_is_written):
        actions.certify(idea.pk, hours(24))
    assert not Certificate.objects.exists() and Candidacy.objects.exists()
    assert [actions.certify(idea.pk, hours(24)) for _ in range(2)] == [True, False]
    assert (Certificate.objects.count(), MomentEvent.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_score_and_what_is_missing_follow_the_evidence() -> None:
    idea = make_idea()
    tick(NOW)
    row = MomentScore.objects.get()
    assert (row.score, row.short, len(row.missing)) == (None, 12, 5)
    assert row.gaps[0]["say"] == "obvious: nobody knows yet; 12 glances would tell"
    assert row.gaps[3]["act"] == "its author can add examples"
    for question, lower in ALL_CLEAR.items():
        answer(idea, question, lower)
    tick(hours(1))
    row.refresh_from_db()
    assert row.score and (row.short, row.eyes, row.gaps, row.nearness) == (0, None, [], 1.0)


def test_ideas_from_before_there_were_scores_are_found() -> None:
    make_idea()
    EvidenceMark.objects.all().delete()
    assert (actions.assess_missed(NOW), actions.assess_missed(NOW)) == (1, 0)


def test_mark_of_an_idea_that_is_gone_is_taken_away() -> None:
    EvidenceMark.objects.leave(10**9)
    assert (actions.assess_marked(NOW), EvidenceMark.objects.count()) == (1, 0)


def test_idea_marked_the_longest_ago_is_assessed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifying, "AT_ONCE", 1)
    younger, older = make_idea(), make_idea()
    EvidenceMark.objects.all().delete()
    for idea in (older, younger, older):
        EvidenceMark.objects.leave(idea.pk)
    actions.assess_marked(NOW)
    assert set(EvidenceMark.objects.values_list("idea_id", flat=True)) == {younger.pk}


step = st.one_of(
    st.tuples(st.sampled_from(sorted(ALL_CLEAR)), st.sampled_from([None, 0.05, 0.95])),
    st.tuples(st.just("clear"), st.none()),
    st.tuples(st.just("edit"), st.none()),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(step, st.floats(0.5, 30)), max_size=5))
def test_certificates_are_only_of_what_cleared_for_a_day(history: list[tuple[tuple[str, float | None], float]]) -> None:
    """Whatever happens in whatever order; and what clears in the end is a Moment a day later."""
    with transaction.atomic():
        idea, at, lowers = make_answered(author=make_person()), NOW, dict[str, float | None](ALL_CLEAR)
        tick(at)
        timeline = [(at, True)]
        for (what, lower), wait in [*history, (("clear", None), 1.0), (("clear", None), 25.0)]:
            at += timedelta(hours=wait)
            tick(at)
            lowers = happen(idea, what, lower, lowers)
            tick(at)
            timeline.append((at, all(value is not None and value > 0.05 for value in lowers.values())))
            check_rows(idea)
        assert Certificate.objects.standing().exists()
        for certificate in Certificate.objects.all():
            assert cleared_throughout(timeline, certificate.certified - A_DAY, certificate.certified)
        transaction.set_rollback(True)


def cleared_throughout(timeline: list[tuple[datetime, bool]], begin: datetime, end: datetime) -> bool:
    """Each entry holds until the next one."""
    at_the_beginning = [clear for at, clear in timeline if at <= begin][-1:]
    return all(at_the_beginning + [clear for at, clear in timeline if begin < at < end])


def happen(idea: Idea, what: str, lower: float | None, lowers: dict[str, float | None]) -> dict[str, float | None]:
    """Let it happen to the idea; what its answers are then."""
    if what == "clear":
        for question, value in ALL_CLEAR.items():
            answer(idea, question, value)
        return dict(ALL_CLEAR)
    if what == "edit":
        edit_idea(idea.author, idea, {"pitch": f"{timezone.now().timestamp()}"}, ())
        return lowers | dict.fromkeys(("obvious", "wanted", "overlooked"))
    answer(idea, what, lower)
    return lowers | {what: lower}


def check_rows(idea: Idea) -> None:
    certificates = list(Certificate.objects.filter(idea=idea))
    assert sum(each.ended is None for each in certificates) <= 1
    for each in certificates:
        kinds = sorted(event.kind for event in each.events.all())
        assert kinds == (["certified"] if each.ended is None else ["certified", "lost"])
        assert all(event.notices.count() == 1 for event in each.events.all())
    idea.refresh_from_db()
    assert idea.is_moment == any(each.ended is None for each in certificates)
    assert MomentScore.objects.get(idea=idea).is_moment == idea.is_moment
    assert not (idea.is_moment and Candidacy.objects.filter(idea=idea).exists())
