from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ideas import actions
from ideas.limits import DailyLimit
from ideas.lists import page_of
from ideas.models import Idea, IdeaState, Tag
from ideas.models.report import Decision
from ideas.texts import TEXT_COLUMNS
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db


def wording(idea: Idea, **changes: Any) -> dict[str, Any]:
    return {name: getattr(idea, name) for name in TEXT_COLUMNS} | changes


def test_draft_keeps_what_there_is_however_little() -> None:
    alice = make_person("alice")
    idea = actions.save_draft(alice, {"title": "Half a"}, ["farms"])
    actions.save_draft(alice, {"title": "Half a thought"}, ["farms", "courts"], idea)
    [draft] = Idea.objects.drafts_of(alice)
    assert (draft.title, draft.pitch) == ("Half a thought", "")
    assert [tag.name for tag in Idea.objects.for_cards().get().tag_list] == ["farms", "courts"]


def test_draft_of_somebody_else_cannot_be_saved_or_published() -> None:
    idea, mallory = make_idea(published=False), make_person("mallory")
    with pytest.raises(PermissionDenied):
        actions.save_draft(mallory, {"title": "Mine now"}, [], idea)
    with pytest.raises(PermissionDenied):
        actions.publish(mallory, idea)
    with pytest.raises(PermissionDenied):
        actions.publish(make_person(staff=True), idea)


def test_published_idea_has_an_address_from_its_title() -> None:
    assert make_idea(title="Sort what citizens report").slug == "sort-what-citizens-report"


def test_same_title_twice_gets_two_addresses() -> None:
    first, second = make_idea(title="Sort post"), make_idea(title="Sort post")
    assert first.slug == "sort-post"
    assert second.slug.startswith("sort-post-")


@pytest.mark.parametrize("title", ["日本語だけ", "!!!", "draft"])
def test_title_that_says_nothing_in_ascii_still_gets_an_address(title: str) -> None:
    assert make_idea(title=title).get_absolute_url().startswith("/ideas/")


def test_publishing_twice_is_publishing_once() -> None:
    idea = make_idea()
    again = actions.publish(idea.author, idea)
    assert (again.slug, again.published) == (idea.slug, idea.published)


def test_idea_without_a_problem_cannot_be_published_by_any_way() -> None:
    idea = make_idea(published=False, problem="")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.publish(idea.author, idea)


def test_day_has_room_for_so_many_ideas_and_no_more(settings: Any) -> None:
    settings.IDEAS_PER_DAY = 2
    alice = make_person("alice")
    make_idea(alice), make_idea(alice)
    with pytest.raises(DailyLimit, match="2 ideas in 24 hours"):
        make_idea(alice)
    make_idea(make_person("house", is_house=True))


def test_new_pitch_grows_the_revision_and_keeps_the_old_words() -> None:
    idea = make_idea(pitch="Before", tags=("farms",))
    edited = actions.edit_idea(idea.author, idea, wording(idea, pitch="After"), ["farms"])
    assert edited.revision == 2
    version = edited.versions.get()
    assert (version.pitch, version.revision, version.tag_names) == ("Before", 1, ["farms"])


def test_new_problem_is_a_version_but_no_new_revision() -> None:
    idea = make_idea()
    edited = actions.edit_idea(idea.author, idea, wording(idea, problem="Worse than we thought."), [])
    assert edited.revision == 1
    assert edited.versions.count() == 1


def test_saving_without_a_change_makes_no_version() -> None:
    idea = make_idea(tags=("farms",))
    assert not actions.edit_idea(idea.author, idea, wording(idea), ["farms"]).versions.exists()


def test_moderator_may_edit_and_an_outsider_may_not() -> None:
    idea = make_idea()
    actions.edit_idea(make_person(staff=True), idea, wording(idea, title="Clearer"), [])
    mallory = make_person("mallory")
    with pytest.raises(PermissionDenied):
        actions.edit_idea(mallory, idea, wording(idea, title="Worse"), [])
    with pytest.raises(PermissionDenied):
        actions.unpublish(mallory, idea)


def test_idea_published_again_keeps_its_first_date() -> None:
    idea = make_idea(hours_old=48, tags=("farms",))
    actions.unpublish(idea.author, idea)
    again = actions.publish(idea.author, idea)
    assert again.published == idea.published
    assert [found.pk for found in page_of("hot", tag=Tag.objects.get()).ideas] == [idea.pk]


def test_idea_reported_withdrawn_and_then_hidden_stays_out_of_the_lists() -> None:
    idea, moderator = make_idea(), make_person(staff=True)
    report, _ = actions.report(make_person(), idea, "spam")
    actions.unpublish(idea.author, idea)
    actions.decide(moderator, report, Decision.HIDDEN, BECAUSE)
    with pytest.raises(PermissionDenied):
        actions.publish(idea.author, idea)
    actions.show(moderator, report.target, BECAUSE)
    assert actions.publish(idea.author, idea).is_published


def test_idea_hidden_by_a_moderator_cannot_be_published_by_its_author() -> None:
    idea, moderator = make_idea(), make_person(staff=True)
    report, _ = actions.report(make_person(), idea, "spam")
    actions.decide(moderator, report, Decision.HIDDEN, BECAUSE)
    for person in (idea.author, moderator):
        with pytest.raises(PermissionDenied):
            actions.publish(person, idea)
    actions.show(moderator, idea, BECAUSE)
    idea.refresh_from_db()
    assert idea.state == IdeaState.PUBLISHED


def test_moderator_hides_and_does_not_withdraw() -> None:
    idea = make_idea()
    with pytest.raises(PermissionDenied, match="hides it, with a reason"):
        actions.unpublish(make_person(staff=True), idea)
    assert Idea.objects.published().exists()
