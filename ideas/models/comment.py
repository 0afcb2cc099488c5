"""Comments, in threads. `path` holds the ids from the root down, so one index reads a thread in order."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from marketplace.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MAX_DEPTH = 6
MAX_PATH_LENGTH = 100  # an index holds rows of up to 2,704 bytes, and an address must hold a place in a thread
FOLDED_LINES = 12  # lines shown of a long comment until it is unfolded
FOLD_SLACK = 3  # a comment that is longer by no more than these lines is not folded
CHARACTERS_PER_LINE = 75  # of a comment on a wide screen


WORDS = SearchVector("text", config="english")
# A minus before another one leaves out nothing, and Postgres refuses 32 of them as too deep.
LONE_MINUS = re.compile(r'-[^\w"]*(?=-)')


class CommentQuerySet(models.QuerySet["Comment"]):
    def in_thread_order(self) -> "CommentQuerySet":
        return self.order_by("path").select_related("author")

    def after(self, path: list[int]) -> "CommentQuerySet":
        return self.filter(path__gt=path)

    def standing(self) -> "CommentQuerySet":
        """Neither deleted by the author nor hidden or held by a moderator. These are counted."""
        return self.not_removed().filter(held__isnull=True)

    def not_removed(self) -> "CommentQuerySet":
        """Neither deleted nor hidden; it may be held."""
        return self.filter(deleted__isnull=True, hidden__isnull=True)

    def held(self) -> "CommentQuerySet":
        return self.not_removed().filter(held__isnull=False)

    def visible_to(self, person: "User | AnonymousUser") -> "CommentQuerySet":
        """Without comments that are held, except one's own; moderators see them all."""
        if isinstance(person, User):
            return self if person.moderates else self.filter(Q(held__isnull=True) | Q(author=person))
        return self.filter(held__isnull=True)

    def sought(self, words: str, state: str, days: int | None, network: str) -> "CommentQuerySet":
        """For moderators; each filter is off where it is blank or None."""
        rows = self
        match state:
            case "published":
                rows = rows.standing()
            case "hidden":
                rows = rows.filter(hidden__isnull=False)
            case "held":
                rows = rows.held()
            case "withdrawn":
                rows = rows.filter(deleted__isnull=False)
            case "suspended":
                rows = rows.filter(author__suspended__isnull=False)
        if words:
            query = SearchQuery(LONE_MINUS.sub("", words), search_type="websearch", config="english")
            rows = rows.annotate(words=WORDS).filter(words=query)
        if days is not None:
            rows = rows.filter(created__gte=timezone.now() - timedelta(days=days))
        return rows.filter(author__footprints__network=network) if network else rows

    def not_deleted(self) -> "CommentQuerySet":
        """By their author; a moderator may have hidden them."""
        return self.filter(deleted__isnull=True)

    def by(self, person: User) -> "CommentQuerySet":
        return self.filter(author=person).order_by("-id")

    def on_published_ideas(self) -> "CommentQuerySet":
        """Comments with their ideas, for lists that are not on the page of the idea."""
        return self.filter(idea__published__isnull=False).select_related("idea")


class Comment(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    path = ArrayField(models.BigIntegerField())
    claim = models.ForeignKey(
        "panel.Claim",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replies",
        help_text="A claim of prior art that the idea's author answers; it is shown beside it.",
    )
    text = models.TextField(max_length=10_000)
    html = models.TextField(help_text="`text` as sanitized HTML, rendered when written.")
    created = models.DateTimeField(auto_now_add=True)
    edited = models.DateTimeField(null=True, blank=True)
    deleted = models.DateTimeField(null=True, blank=True)
    hidden = models.DateTimeField(null=True, blank=True)
    held = models.DateTimeField(null=True, blank=True, help_text="Since when it waits for a moderator to look at it.")

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", "path", name="comment_path_once"),
            # One that a moderator hid is still the one.
            models.UniqueConstraint("claim", name="comment_claim_once", condition=Q(deleted=None, claim__isnull=False)),
            models.CheckConstraint(name="comment_held_is_not_hidden", condition=Q(held=None) | Q(hidden=None)),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="comment_author"),
            models.Index(fields=["-created"], name="comment_created"),
            models.Index(fields=["-id"], name="comment_hidden", condition=Q(hidden__isnull=False)),
            models.Index(fields=["-id"], name="comment_held", condition=Q(held__isnull=False)),
            models.Index(fields=["-id"], name="comment_deleted", condition=Q(deleted__isnull=False)),
            GinIndex(WORDS, name="comment_words"),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('idea', args=[self.idea.slug])}#comment-{self.pk}"

    @property
    def depth(self) -> int:
        """0 for a root comment; at most MAX_DEPTH, at which deeper replies are shown."""
        return min(len(self.path) - 1, MAX_DEPTH)

    @property
    def stands(self) -> bool:
        return self.is_there and self.held is None

    @property
    def is_there(self) -> bool:
        """Neither deleted nor hidden; it may be held."""
        return self.deleted is None and self.hidden is None

    @property
    def is_long(self) -> bool:
        """Whether it is shown folded at first."""
        lines = sum(1 + len(line) // CHARACTERS_PER_LINE for line in self.text.splitlines())
        return lines > FOLDED_LINES + FOLD_SLACK

    @property
    def safe_html(self) -> SafeString:
        """Sanitized by nh3 when it was written (`ideas.markdown`)."""
        return mark_safe(self.html)  # noqa: S308 - sanitized when it was written

    def can_be_edited_by(self, person: "User | AnonymousUser") -> bool:
        return self.is_there and person.pk is not None and person.pk == self.author_id
