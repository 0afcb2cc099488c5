"""Writing, editing and deleting a comment. Each appends a tally mark, as a vote does."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from ideas import markdown
from ideas.limits import check_comments
from ideas.models import Comment, Idea
from ideas.models.comment import LONGEST_PATH
from marketplace.accounts.models import User

from .votes import NotOpen, mark


@transaction.atomic
def post_comment(author: User, idea: Idea, text: str, parent: Comment | None = None) -> Comment:
    """A new comment under the idea, or under `parent` of the same idea.

    Raises NotOpen for an idea or a parent that takes no comments, DailyLimit at the day's cap.
    """
    if not idea.is_published or (parent and (parent.idea_id != idea.pk or not parent.stands)):
        raise NotOpen
    check_comments(author)
    number = next_comment_id()
    # Deeper down, replies stand beside their parents, in the order of time.
    path = [*(parent.path[: LONGEST_PATH - 1] if parent else []), number]
    comment = Comment.objects.create(
        pk=number, idea=idea, author=author, parent=parent, path=path, text=text, html=markdown.render(text)
    )
    mark([idea.pk])
    return comment


@transaction.atomic
def edit_comment(person: User, comment: Comment, text: str) -> None:
    """Replace the text; only the author may. Raises PermissionDenied."""
    if not comment.can_be_edited_by(person):
        raise PermissionDenied
    comment.text, comment.html, comment.edited = text, markdown.render(text), timezone.now()
    comment.save(update_fields=["text", "html", "edited"])


@transaction.atomic
def delete_comment(person: User, comment: Comment) -> None:
    """Take the words away and keep the place, so that replies still hang somewhere."""
    if not comment.can_be_edited_by(person):
        raise PermissionDenied
    comment.text, comment.html, comment.deleted = "", "", timezone.now()
    comment.save(update_fields=["text", "html", "deleted"])
    mark([comment.idea_id])


def next_comment_id() -> int:
    """The id must be known before the row is written, because it is the end of its own path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ideas_comment', 'id'))")
        return int(cursor.fetchone()[0])
