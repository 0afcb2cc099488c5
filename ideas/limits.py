"""What one account may do in a day, how many links a post may have, and how many drafts an author. New accounts have
less of it (`ideas.caps`). Rows are counted, so a lost cache resets nothing.

Call each of these in the transaction that writes the row. It locks the account: two requests at once cannot both take
the last place of a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from ideas.caps import cap, days_to_growth
from ideas.models import Comment, Idea, IdeaState, Report
from ideas.prints import LINK
from marketplace.accounts.models import User

MAX_DRAFTS = 50  # of one author at a time


class DailyLimit(Exception):
    """The account has reached a limit of the day; the message names the limit."""


class TooManyLinks(Exception):
    """The post has more links than this account may put into one; `field` is the text in which they became too many."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


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
        # One that is held has not been published yet.
        sent = Coalesce("first_published", Case(When(state=IdeaState.HELD, then=F("edited"))))
        check(person, Idea.objects.by(person).annotate(sent=sent), "sent", settings.IDEAS_PER_DAY, "ideas")


def check_comments(person: User) -> None:
    """Raises DailyLimit if this person wrote the maximum number of comments in the last 24 hours."""
    check(person, Comment.objects.by(person), "created", settings.COMMENTS_PER_DAY, "comments")


def check_reports(person: User) -> None:
    """Raises DailyLimit if the maximum number of reports of the last 24 hours still waits for a moderator."""
    check(person, Report.objects.open().by(person), "created", settings.REPORTS_PER_DAY, "reports")


def check(person: User, rows: QuerySet[Any, Any], when: str, full: int, things: str, verb: str = "post") -> None:
    """Raises DailyLimit if this person made as many of `rows` in the last 24 hours as the account may now."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    limit = limit_of(person, full)
    since = timezone.now() - timedelta(days=1)
    if rows.filter(**{f"{when}__gte": since}).count() < limit:
        return
    if limit == full:
        raise DailyLimit(f"An account can {verb} {full} {things} in 24 hours. Please come back later.")
    raise DailyLimit(f"Your account is new: it can {verb} {limit} {things} in 24 hours. {growth(person, full)}")


def check_links(person: User, texts: Mapping[str, str]) -> None:
    """Raises TooManyLinks if these texts of one post, by their field, have more links than the account may now."""
    limit, found = limit_of(person, settings.LINKS_PER_POST), 0
    for field, text in texts.items():
        found += len(LINK.findall(text))
        if found > limit:
            raise TooManyLinks(too_many_links(person, limit), field)


def too_many_links(person: User, limit: int) -> str:
    full = settings.LINKS_PER_POST
    links = "1 link" if limit == 1 else f"{limit} links"
    if limit == full:
        return f"A post can have {links}. Please take some out."
    return f"Your account is new: a post can have {links}. Please take some out. {growth(person, full)}"


def limit_of(person: User, full: int) -> int:
    """What is left of the limit `full` for this account now."""
    if not person.is_new:
        return full
    return cap(full, person.days_old, accepted_posts(person), settings.NEW_ACCOUNT_DAYS)


def growth(person: User, full: int) -> str:
    """When the limit of a new account is higher, and how far it grows."""
    days, span, accepted = person.days_old, settings.NEW_ACCOUNT_DAYS, accepted_posts(person)
    wait = days_to_growth(full, days, accepted, span)
    if wait is None:
        return ""
    when = date_format(person.date_joined + timedelta(days=days + wait), "j F, H:i")
    more = cap(full, days + wait, accepted, span)
    return f"From {when} UTC it is {more}. It grows with age and with posts that stay, up to {full}."


def accepted_posts(person: User) -> int:
    """Ideas and comments that others have seen for a day and that still stand, as far as they count."""
    seen = timezone.now() - timedelta(days=1)
    most = settings.NEW_ACCOUNT_DAYS  # more are worth nothing
    ideas = Idea.objects.published().by(person).filter(first_published__lte=seen)[:most].count()
    return ideas + Comment.objects.standing().by(person).filter(created__lte=seen)[:most].count()
