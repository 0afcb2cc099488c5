from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Comment
from ideas.models.comment import MAX_PATH_LENGTH
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db


def test_thread_is_read_in_order_with_replies_under_their_parents() -> None:
    idea = make_idea()
    first = make_comment(idea, text="first")
    second = make_comment(idea, text="second")
    reply = make_comment(idea, text="reply to first", parent=first)
    make_comment(idea, text="reply to reply", parent=reply)
    thread = [(comment.depth, comment.text) for comment in Comment.objects.in_thread_order()]
    assert thread == [(0, "first"), (1, "reply to first"), (2, "reply to reply"), (0, "second")]
    assert second.parent is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*yes*", "<em>yes</em>"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](https://example.org)", 'rel="nofollow ugc noopener"'),
        ("![t](https://tracker.example/p.gif)", "!<a"),
        ("# big", "# big"),
        ("<img src=x onerror=alert(1)>", "&lt;img"),
    ],
)
def test_markdown_is_shown_without_anything_that_acts(text: str, shown: str) -> None:
    html = make_comment(text=text).html
    assert shown in html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_comment_edited_by_its_author_says_so_and_nobody_else_may() -> None:
    comment = make_comment(text="before")
    actions.edit_comment(comment.author, comment, "after")
    assert (comment.text, comment.html, comment.edited is not None) == ("after", "<p>after</p>\n", True)
    for outsider in (make_person("mallory"), make_person(staff=True)):
        with pytest.raises(PermissionDenied):
            actions.edit_comment(outsider, comment, "defaced")
        with pytest.raises(PermissionDenied):
            actions.delete_comment(outsider, comment)


def test_deleted_comment_loses_its_words_and_keeps_its_replies() -> None:
    comment = make_comment(text="regretted")
    reply = make_comment(comment.idea, parent=comment)
    actions.delete_comment(comment.author, comment)
    assert [row.text for row in Comment.objects.in_thread_order()] == ["", reply.text]


def test_deleted_comment_takes_no_reply_and_no_edit() -> None:
    comment = make_comment()
    actions.delete_comment(comment.author, comment)
    with pytest.raises(NotOpen):
        make_comment(comment.idea, parent=comment)
    with pytest.raises(PermissionDenied):
        actions.edit_comment(comment.author, comment, "back again")


def test_reply_to_a_comment_of_another_idea_is_refused() -> None:
    with pytest.raises(NotOpen):
        make_comment(make_idea(), parent=make_comment())


def test_thread_goes_on_however_deep_it_is(settings: Any) -> None:
    """The path of each comment stands in an index and in an address, and both have an end."""
    settings.COMMENTS_PER_DAY = 1_000
    idea, alice = make_idea(), make_person("alice")
    chain = [make_comment(idea, alice)]
    for _ in range(MAX_PATH_LENGTH + 1):
        chain.append(make_comment(idea, alice, parent=chain[-1]))
    assert max(len(comment.path) for comment in chain) == MAX_PATH_LENGTH
    assert list(idea.comments.in_thread_order()) == chain
    assert chain[-1].parent == chain[-2]


def test_unpublished_idea_takes_no_comment() -> None:
    with pytest.raises(NotOpen):
        make_comment(make_idea(published=False))


def test_day_has_room_for_so_many_comments_and_no_more(settings: Any) -> None:
    settings.COMMENTS_PER_DAY = 1
    alice, idea = make_person("alice"), make_idea()
    make_comment(idea, alice)
    with pytest.raises(DailyLimit, match="1 comments in 24 hours"):
        make_comment(idea, alice)
