"""The comments of an idea as its page shows them: in threads, a page at a time."""

import json
from typing import Any

from django.http import HttpRequest

from ideas.models import Comment, Idea

from .forms import CommentForm

COMMENTS_A_PAGE = 100


def comments_of(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """One page of comments in thread order, beginning after `?after=`, and an empty form."""
    rows = idea.comments.in_thread_order()
    after = path_of(request.GET.get("after", ""))
    comments = list((rows.after(after) if after else rows)[: COMMENTS_A_PAGE + 1])
    more = json.dumps(comments[COMMENTS_A_PAGE - 1].path) if len(comments) > COMMENTS_A_PAGE else ""
    return {
        "comments": comments[:COMMENTS_A_PAGE],
        "more_comments": more,
        "comment_form": CommentForm(),
        "reply_to": reply_to(request, idea),
    }


def path_of(text: str) -> list[int]:
    """A comment's path from an address; nothing for what is not one."""
    parts = text.strip("[]").replace(" ", "").split(",")
    return [int(part) for part in parts] if all(part.isdecimal() and len(part) < 19 for part in parts) else []


def reply_to(request: HttpRequest, idea: Idea) -> Comment | None:
    """The comment that `?reply=` asks to answer, for readers without JavaScript."""
    number = request.GET.get("reply", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return idea.comments.standing().select_related("author").filter(pk=int(number)).first()
