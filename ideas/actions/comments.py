"""Write, edit and delete a comment. Writing and deleting append a tally mark, as a vote does."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from ideas import markdown
from ideas.limits import check_comments, check_links
from ideas.models import Comment, Idea
from ideas.models.comment import MAX_PATH_LENGTH
from marketplace.accounts.models import User

from .holds import forget_print, look_at
from .votes import NotOpen, mark

LOCKED = "A moderator has locked the comments of this idea, so nobody can add one."


class CommentsLocked(NotOpen):
    """A moderator lets nobody comment; the message says so."""


@transaction.atomic
def post_comment(
    author: User, idea: Idea, text: str, parent: Comment | None = None, claim_id: int | None = None
) -> Comment:
    """Post a comment under the idea, or under `parent` of the same idea. It may be held. `claim_id`: the claim of prior
    art that it answers (`panel.actions.reply`).

    Raises NotOpen if the idea or the parent takes no comments, CommentsLocked if a moderator lets nobody, DailyLimit at
    the limit of the day, TooManyLinks.
    """
    if idea.comments_locked:
        raise CommentsLocked(LOCKED)
    if not idea.is_published or (parent and (parent.idea_id != idea.pk or not parent.stands)):
        raise NotOpen
    check_comments(author)
    check_links(author, {"text": text})
    number = next_comment_id()
    # Beyond the longest path, a reply is placed beside its parent, ordered by time.
    path = [*(parent.path[: MAX_PATH_LENGTH - 1] if parent else []), number]
    comment = Comment.objects.create(
        pk=number,
        idea=idea,
        author=author,
        parent=parent,
        path=path,
        claim_id=claim_id,
        text=text,
        html=markdown.render(text),
    )
    hold_if_odd(comment)
    mark([idea.pk])
    return comment


def hold_if_odd(comment: Comment) -> None:
    if look_at(comment.author, [comment.text], comment=comment):
        comment.held = comment.held or timezone.now()
        comment.save(update_fields=["held"])


@transaction.atomic
def edit_comment(person: User, comment: Comment, text: str) -> None:
    """Replace the text; the comment may be held. Raises PermissionDenied for everybody but the author, TooManyLinks."""
    if not comment.can_be_edited_by(person):
        raise PermissionDenied
    check_links(person, {"text": text})
    comment.text, comment.html, comment.edited = text, markdown.render(text), timezone.now()
    comment.save(update_fields=["text", "html", "edited"])
    hold_if_odd(comment)
    mark([comment.idea_id])


@transaction.atomic
def delete_comment(person: User, comment: Comment) -> None:
    """Delete the text and keep the row, because replies need their parent. Raises PermissionDenied."""
    if not comment.can_be_edited_by(person):
        raise PermissionDenied
    comment.text, comment.html, comment.deleted, comment.held = "", "", timezone.now(), None
    comment.save(update_fields=["text", "html", "deleted", "held"])
    forget_print(comment=comment)
    mark([comment.idea_id])


def next_comment_id() -> int:
    """The id of the next comment. It is the last part of the path, so it is needed before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ideas_comment', 'id'))")
        (number,) = cursor.fetchone()
        return int(number)
