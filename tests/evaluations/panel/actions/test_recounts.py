"""From rows to the pie: counted as often as one likes, and only what is said of the present text."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations.panel.actions import follow_accounts, follow_ideas, recount, recounts
from evaluations.panel.models import GlanceStats, Player, RecountMark
from ideas.actions import edit_idea, set_vector, unpublish
from ideas.models import Answer, Idea
from tests.evaluations.panel.cast import make_glance, stranger
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def glanced(idea: Idea, times: int = 12, **fields: Any) -> None:
    for _ in range(times):
        make_glance(idea, **fields)


def answers_of(idea: Idea) -> dict[str, Answer]:
    return {answer.question: answer for answer in idea.answers.all()}


def test_twelve_glances_make_three_answers_known_and_the_pie_shows_them() -> None:
    idea = make_idea()
    glanced(idea, 11)
    recount()
    assert answers_of(idea)["obvious"].headline == "needs 1 more glance"
    glanced(idea, 1)
    recount()
    found = answers_of(idea)
    assert {name: (answer.state, answer.n) for name, answer in found.items()} == dict.fromkeys(
        ("obvious", "wanted", "overlooked"), ("known", 12)
    )
    idea.refresh_from_db()
    assert idea.evidence > 0.9 and "got it at a glance" in idea.evidence_line


def test_card_says_once_what_three_answers_need_alike() -> None:
    idea = make_idea()
    lines = []
    for who in (stranger(), None, *(stranger() for _ in range(5))):
        make_glance(idea, who)
        recount()
        idea.refresh_from_db()
        lines.append(idea.evidence_line)
    assert lines[:2] == ["needs 12 more glances", "needs 11 more glances"]
    assert lines[-1] == "needs 10 more glances · needs 11 more signed-in glances"


def test_counting_again_changes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    idea = make_idea()
    glanced(idea, 3)
    recount()
    before = list(Answer.objects.values())
    assert follow_accounts() == 1 and recount() == 1
    assert list(Answer.objects.values()) == before
    with django_assert_num_queries(1):
        assert recount() == 0


def test_worker_killed_before_the_count_leaves_the_mark() -> None:
    idea = make_idea()
    glanced(idea, 2)
    assert RecountMark.objects.filter(idea_id=idea.pk).count() == 2
    recount()
    assert not RecountMark.objects.exists()


def test_signed_out_new_and_flagged_people_weigh_less() -> None:
    idea = make_idea()
    for who in (make_person(days_old=0.1), make_person(confirmed=False)):
        make_glance(idea, Player(who, "", ""))
    make_glance(idea, Player(make_person(flagged=timezone.now()), "", ""))
    for _ in range(5):
        make_glance(idea, stranger())
    make_glance(idea)
    recount()
    assert GlanceStats.objects.get(idea=idea).n == pytest.approx(1 + 7 * 0.2)


def test_only_people_who_would_use_and_pay_make_it_wanted() -> None:
    idea = make_idea()
    glanced(idea, 6)
    glanced(idea, 3, would_pay="nothing")
    glanced(idea, 3, would_use="maybe")
    make_glance(idea, stranger())
    recount()
    stats = GlanceStats.objects.get(idea=idea)
    assert (stats.asked, stats.would) == (12, 6)
    assert answers_of(idea)["wanted"].point == pytest.approx(0.5)


def test_what_was_set_aside_does_not_count_and_is_said() -> None:
    idea = make_idea()
    glanced(idea, 12)
    glanced(idea, 2, set_aside="too fast", right=False)
    recount()
    found = answers_of(idea)["obvious"]
    assert (found.n, found.point) == (12, 1.0) and "2 glances were set aside" in found.basis


def test_edited_text_makes_the_answers_out_of_date_until_it_was_glanced_at_as_often() -> None:
    idea = make_idea()
    glanced(idea, 12)
    recount()
    idea = edit_idea(idea.author, idea, {"pitch": "Another pitch altogether."}, [])
    assert (follow_ideas(), recount()) == (1, 1)
    was = answers_of(idea)["obvious"]
    assert (was.state, was.revision, was.headline) == ("stale", 1, "was: 94 to 100 % got it at a glance")
    assert "no glances yet" in was.basis
    glanced(idea, 12, right=False)
    recount()
    now = answers_of(idea)["obvious"]
    assert (now.state, now.revision, now.lower) == ("known", 2, 0.0)


def test_idea_is_offered_while_it_is_published_and_placed_among_the_others() -> None:
    idea = make_idea()
    states = []
    for change in ("posted", "placed", "edited", "withdrawn"):
        if change == "placed":
            set_vector(idea.pk, idea.revision, [1.0] * 384, "test")
        if change == "edited":
            edit_idea(idea.author, idea, {"title": "Another"}, [])
        if change == "withdrawn":
            set_vector(idea.pk, 2, [1.0] * 384, "test")
            follow_ideas()
            recount()
            unpublish(idea.author, idea)
        states.append((follow_ideas(), recount(), GlanceStats.objects.get(idea=idea).offered, follow_ideas()))
    assert states == [(1, 1, False, 0), (1, 1, True, 0), (1, 1, False, 0), (1, 1, False, 0)]


def test_idea_marked_the_longest_ago_is_counted_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounts, "AT_ONCE", 1)
    younger, older = make_idea(), make_idea()
    RecountMark.objects.all().delete()
    for idea in (older, younger, older):
        RecountMark.objects.leave(idea.pk)
    recount()
    assert set(RecountMark.objects.values_list("idea_id", flat=True)) == {younger.pk}
