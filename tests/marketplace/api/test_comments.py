"""Comments by API: read in threads, written by anyone signed in, changed by their authors alone."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from ideas.actions import lock
from ideas.models import Comment, Report
from tests.factories import BECAUSE, make_comment, make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db


def test_comment_is_posted_with_its_text_and_safe_html(api: Api) -> None:
    author, idea = make_person("ada"), make_idea()
    response = api(author).post(
        f"/api/v1/ideas/{idea.slug}/comments/", {"text": "*Yes* <script>alert(1)</script>"}, format="json"
    )
    assert response.status_code == 201
    comment = response.json()
    assert response["Location"] == comment["links"]["self"]
    assert (comment["author"]["username"], comment["depth"], comment["stands"]) == ("ada", 0, True)
    assert comment["html"].startswith("<p><em>Yes</em> &lt;script&gt;")


def test_threads_are_read_in_order_whatever_came_first(api: Api, anyone: APIClient) -> None:
    idea = make_idea()
    first, second = make_comment(idea), make_comment(idea)
    program = api()
    sent = {"text": "I agree.", "parent": first.pk}
    reply = program.post(f"/api/v1/ideas/{idea.slug}/comments/", sent, format="json").json()
    seen = anyone.get(f"/api/v1/ideas/{idea.slug}/comments/").json()["results"]
    assert [comment["id"] for comment in seen] == [first.pk, reply["id"], second.pk]
    assert (seen[1]["parent"], seen[1]["depth"]) == (first.pk, 1)


def test_pages_of_comments_join_without_gap_or_repeat(anyone: APIClient) -> None:
    idea, author = make_idea(), make_person()
    roots = [make_comment(idea, author) for _ in range(3)]
    replies = [make_comment(idea, author, parent=root) for root in roots]
    seen: list[int] = []
    address = f"/api/v1/ideas/{idea.slug}/comments/?limit=2"
    while address:
        page = anyone.get(address).json()
        seen += [comment["id"] for comment in page["results"]]
        address = page["next"]
    assert seen == [comment.pk for pair in zip(roots, replies, strict=True) for comment in pair]


@pytest.mark.parametrize("cursor", ["nonsense", "MDE", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "NzY1NDMyMQ", "4pyT"])
def test_cursor_of_comments_from_elsewhere_is_refused(anyone: APIClient, cursor: str) -> None:
    response = anyone.get(f"/api/v1/ideas/{make_idea().slug}/comments/?cursor={cursor}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


def test_what_was_deleted_or_removed_keeps_its_place_and_loses_its_words(anyone: APIClient) -> None:
    idea = make_idea()
    hidden, kept = make_comment(idea, text="Buy my watches."), make_comment(idea)
    Comment.objects.filter(pk=hidden.pk).update(hidden=timezone.now())
    seen = anyone.get(f"/api/v1/ideas/{idea.slug}/comments/")
    assert b"watches" not in seen.content
    assert [comment["stands"] for comment in seen.json()["results"]] == [False, True]
    assert anyone.get(f"/api/v1/comments/{hidden.pk}/").json()["text"] == ""
    assert anyone.get(f"/api/v1/comments/{kept.pk}/").json()["text"] == "Good."


def test_author_edits_and_deletes_a_comment(api: Api) -> None:
    comment = make_comment()
    program = api(comment.author)
    edited = program.patch(f"/api/v1/comments/{comment.pk}/", {"text": "Better."}, format="json")
    assert (edited.status_code, edited.json()["text"]) == (200, "Better.")
    assert edited.json()["edited"]
    assert program.delete(f"/api/v1/comments/{comment.pk}/").status_code == 204
    assert program.get(f"/api/v1/comments/{comment.pk}/").json()["stands"] is False


def test_comment_of_somebody_else_is_not_edited_or_deleted(api: Api) -> None:
    comment = make_comment(text="Mine.")
    for stranger in (api(), api(make_person(staff=True))):
        assert stranger.patch(f"/api/v1/comments/{comment.pk}/", {"text": "Yours."}, format="json").status_code == 403
        assert stranger.delete(f"/api/v1/comments/{comment.pk}/").status_code == 403
    comment.refresh_from_db()
    assert (comment.text, comment.stands) == ("Mine.", True)


def test_comments_without_token_are_read_and_not_written(anyone: APIClient) -> None:
    comment = make_comment()
    comments, one = f"/api/v1/ideas/{comment.idea.slug}/comments/", f"/api/v1/comments/{comment.pk}/"
    assert anyone.get(comments).status_code == anyone.get(one).status_code == 200
    assert anyone.post(comments, {"text": "x"}, format="json").status_code == 401
    assert anyone.patch(one, {"text": "x"}, format="json").status_code == 401
    assert anyone.delete(one).status_code == 401
    assert anyone.post(f"{one}report/", {"reason": "spam"}, format="json").status_code == 401
    assert Comment.objects.count() == 1


def test_comment_on_a_draft_of_somebody_else_is_404_and_on_ones_own_a_conflict(api: Api) -> None:
    author = make_person()
    address = f"/api/v1/ideas/{make_idea(author, published=False).slug}/comments/"
    assert api().post(address, {"text": "x"}, format="json").status_code == 404
    assert api(author).post(address, {"text": "x"}, format="json").status_code == 409


def test_comment_of_a_withdrawn_idea_is_404_for_others(api: Api, anyone: APIClient) -> None:
    comment = make_comment()
    api(comment.idea.author).delete(f"/api/v1/ideas/{comment.idea.slug}/")
    assert anyone.get(f"/api/v1/comments/{comment.pk}/").status_code == 404
    assert api(comment.author).patch(f"/api/v1/comments/{comment.pk}/", {"text": "x"}, format="json").status_code == 404


@pytest.mark.parametrize("parent", [10**18, 10**30, -1, 0, "one", True])
def test_parent_that_cannot_be_answered_is_an_error_of_its_field(api: Api, parent: object) -> None:
    sent = {"text": "x", "parent": parent}
    response = api().post(f"/api/v1/ideas/{make_idea().slug}/comments/", sent, format="json")
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/parent"]


def test_parent_of_another_idea_is_refused(api: Api) -> None:
    sent = {"text": "x", "parent": make_comment().pk}
    assert api().post(f"/api/v1/ideas/{make_idea().slug}/comments/", sent, format="json").status_code == 400


def test_account_that_wrote_its_fill_for_the_day_is_told_so(api: Api, settings: Settings) -> None:
    settings.COMMENTS_PER_DAY = 1
    idea, program = make_idea(), api()
    address = f"/api/v1/ideas/{idea.slug}/comments/"
    statuses = [program.post(address, {"text": "x"}, format="json").status_code for _ in range(2)]
    assert statuses == [201, 429]


def test_idea_and_comment_are_reported_once_by_each_person(api: Api) -> None:
    comment, program = make_comment(), api()
    for address in (f"/api/v1/ideas/{comment.idea.slug}/report/", f"/api/v1/comments/{comment.pk}/report/"):
        sent = {"reason": "spam", "details": "It sells watches."}
        assert program.post(address, sent, format="json").status_code == 201
        assert program.post(address, sent | {"reason": "abuse"}, format="json").status_code == 200
    assert sorted(Report.objects.values_list("reason", flat=True)) == ["abuse", "abuse"]


def test_report_of_what_one_cannot_see_is_404(api: Api) -> None:
    draft = make_idea(published=False)
    assert api().post(f"/api/v1/ideas/{draft.slug}/report/", {"reason": "spam"}, format="json").status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("comments", [1, 30])
def test_comments_take_as_many_queries_for_one_as_for_thirty(
    anyone: APIClient, django_assert_num_queries: DjangoAssertNumQueries, comments: int
) -> None:
    idea = make_idea()
    for _ in range(comments):
        make_comment(idea)
    # the idea with its author, taggings, answers; the comments with their authors and idea
    with django_assert_num_queries(4):
        anyone.get(f"/api/v1/ideas/{idea.slug}/comments/")


@pytest.mark.parametrize("text", ["", " \n", "\x07", 5, None, ["x"], "x" * 10_001])
def test_comment_without_words_or_with_too_many_is_refused(api: Api, text: object) -> None:
    response = api().post(f"/api/v1/ideas/{make_idea().slug}/comments/", {"text": text}, format="json")
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/text"]


def test_locked_comments_take_no_more_and_say_so(api: Api) -> None:
    idea = make_idea()
    lock(make_person(staff=True), idea, BECAUSE)
    refused = api(make_person()).post(f"/api/v1/ideas/{idea.slug}/comments/", {"text": "Yes."}, format="json")
    assert refused.status_code == 409 and "A moderator has locked the comments" in refused.json()["detail"]
