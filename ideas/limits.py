"""What one account may do in a day, and how many drafts it may have. Rows are counted, so a lost cache resets nothing.

Call each of these in the transaction that writes the row. It locks the account: two requests at once cannot both take
the last place of a day."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from ideas.models import Comment, Idea, Report
from marketplace.accounts.models import User

MAX_DRAFTS = 50  # of one author at a time


class DailyLimit(Exception):
    """The account has reached a limit of the day; the message names the limit."""


class TooManyDrafts(Exception):
    """The author has as many drafts as one account may have; the message says what to do."""


def check_drafts(author: User) -> None:
    """Raises TooManyDrafts when this author cannot begin another draft."""
    User.objects.select_for_update(no_key=True).get(pk=author.pk)
    if Idea.objects.drafts_of(author).count() >= MAX_DRAFTS:
        raise TooManyDrafts(f"You have {MAX_DRAFTS} drafts. Publish or delete one, then save this one.")


def check_ideas(person: User) -> None:
    """Raises DailyLimit if this person published the maximum number of ideas in the last 24 hours."""
    if not person.is_house:
        check(person, Idea.objects.by(person), "first_published", settings.IDEAS_PER_DAY, "ideas")


def check_comments(person: User) -> None:
    """Raises DailyLimit if this person wrote the maximum number of comments in the last 24 hours."""
    check(person, Comment.objects.by(person), "created", settings.COMMENTS_PER_DAY, "comments")


def check_reports(person: User) -> None:
    """Raises DailyLimit if the maximum number of reports of the last 24 hours still waits for a moderator."""
    check(person, Report.objects.open().by(person), "created", settings.REPORTS_PER_DAY, "reports")


def check(person: User, rows: QuerySet[Any, Any], when: str, limit: int, things: str) -> None:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    since = timezone.now() - timedelta(days=1)
    if rows.filter(**{f"{when}__gte": since}).count() >= limit:
        raise DailyLimit(f"An account can post {limit} {things} in 24 hours. Please come back later.")
