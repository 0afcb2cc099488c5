"""Prints of what was posted, by which the same text or link is found again, and the posts that wait for a moderator.

Claims belong to `evaluations.panel`; this module knows only the name of their model."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from ideas.prints import NEAR, TextPrint
from marketplace.accounts.models import User

from .state import IdeaState

A_DAY = timedelta(days=1)
ONE_TARGET = (
    Q(idea__isnull=False, comment=None, claim=None)
    | Q(idea=None, comment__isnull=False, claim=None)
    | Q(idea=None, comment=None, claim__isnull=False)
)


class Shared(Func):
    """How many hashes two arrays have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = models.IntegerField()


class PrintQuerySet(models.QuerySet["Print"]):
    def about(self, **target: Any) -> "PrintQuerySet":
        return self.filter(**target)

    def of_hidden(self) -> "PrintQuerySet":
        """Of posts that moderators hide."""
        things = ("idea", "comment", "claim")
        return self.filter(Q(*((f"{thing}__hidden__isnull", False) for thing in things), _connector=Q.OR))

    def not_hidden(self) -> "PrintQuerySet":
        return self.filter(idea__hidden=None, comment__hidden=None, claim__hidden=None)

    def shown(self) -> "PrintQuerySet":
        """Of posts that others see now."""
        idea, claim = Q(idea__published__isnull=False), Q(claim__held=None, claim__withdrawn=None)
        comment = Q(comment__held=None, comment__deleted=None, comment__hidden=None)
        return self.filter(idea | Q(comment__isnull=False) & comment | Q(claim__isnull=False) & claim)

    def with_posts(self) -> "PrintQuerySet":
        """With what moderators read of them."""
        posts = ("idea", "comment__idea", "claim__idea")
        return self.select_related("author", *posts)

    def of_today(self) -> "PrintQuerySet":
        """Of posts by new accounts in the last 24 hours."""
        return self.filter(created__gte=timezone.now() - A_DAY, author__in=User.objects.new())

    def like(self, exact: str, sketch: Collection[int]) -> "PrintQuerySet":
        """Of the same text, or nearly; the most similar first. None for a text without a print."""
        if not exact:
            return self.none()
        mine = list(sketch)
        alike = self.filter(Q(exact=exact) | Q(sketch__overlap=mine))
        hashes = ArrayField(models.BigIntegerField())
        counted = alike.annotate(shared=Shared(F("sketch"), Value(mine, output_field=hashes)))
        near = Q(shared__gte=NEAR * len(mine)) & Q(shared__gte=NEAR * Func(F("sketch"), function="cardinality"))
        return counted.filter(Q(exact=exact) | near).order_by("-shared", "pk")

    def with_links(self, links: Collection[int]) -> "PrintQuerySet":
        """With at least one of these links."""
        return self.filter(links__overlap=list(links)) if links else self.none()


class Print(models.Model):
    """What `ideas.prints` says of one post. A post that is edited has a new one; without its post it is gone."""

    idea = models.OneToOneField("ideas.Idea", models.CASCADE, null=True, blank=True, related_name="+")
    comment = models.OneToOneField("ideas.Comment", models.CASCADE, null=True, blank=True, related_name="+")
    claim = models.OneToOneField("panel.Claim", models.CASCADE, null=True, blank=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Null: left."
    )
    exact = models.CharField(max_length=32, blank=True, help_text="Blank for a text too short to be told apart.")
    sketch = ArrayField(models.BigIntegerField(), default=list, blank=True)
    links = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created = models.DateTimeField(default=timezone.now, help_text="When the text was posted or last changed.")

    objects = PrintQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="print_has_one_post", condition=ONE_TARGET)]
        indexes = [
            models.Index(fields=["exact"], name="print_exact", condition=~Q(exact="")),
            models.Index(fields=["-created"], name="print_created"),
            models.Index(fields=["author", "-created"], name="print_author"),
            GinIndex(fields=["sketch"], name="print_sketch"),
            GinIndex(fields=["links"], name="print_links"),
        ]

    @property
    def post(self) -> Any:
        """The idea, comment or claim."""
        return self.idea or self.comment or self.claim

    @property
    def kind(self) -> str:
        """idea, comment or claim."""
        return "idea" if self.idea_id else "comment" if self.comment_id else "claim"

    def take(self, found: TextPrint) -> None:
        self.exact, self.sketch, self.links = found.exact, list(found.sketch), list(found.links)
        self.created = timezone.now()
        self.save()


class HoldReason(models.TextChoices):
    """Why a post waits; the label is what its author reads."""

    LIKE_HIDDEN = "like-hidden", "It says nearly the same as something that moderators have hidden."
    SAME_TEXT = "same-text", "Nearly the same text was posted several times today."
    SAME_LINK = "same-link", "The same link was posted several times today."
    FIRST_POST = "first-post", "It is the first post of a new account."


class HoldQuerySet(models.QuerySet["Hold"]):
    def about(self, **target: Any) -> "HoldQuerySet":
        return self.filter(**target)

    def open(self) -> "HoldQuerySet":
        return self.filter(ended__isnull=True)

    def end(self, *, approved: bool = False) -> int:
        """These posts wait no longer."""
        return self.open().update(ended=timezone.now(), is_approved=approved)

    def approved(self) -> "HoldQuerySet":
        return self.filter(is_approved=True)

    def waiting(self) -> "HoldQuerySet":
        """Of posts that wait now, the oldest first, with all that the queue shows."""
        held = Q(idea__state=IdeaState.HELD) | Q(comment__held__isnull=False) | Q(claim__held__isnull=False)
        shown = ("idea__author", "comment__author", "comment__idea", "claim__person", "claim__idea", "like")
        return self.open().filter(held).select_related(*shown).order_by("pk")

    def after(self, pk: int) -> "HoldQuerySet":
        return self.filter(pk__gt=pk)


class Hold(models.Model):
    """A post waits for a moderator, or waited. Whether it is held is a column of the post itself."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, blank=True, related_name="holds")
    comment = models.ForeignKey("ideas.Comment", models.CASCADE, null=True, blank=True, related_name="holds")
    claim = models.ForeignKey("panel.Claim", models.CASCADE, null=True, blank=True, related_name="holds")
    reason = models.CharField(max_length=12, choices=HoldReason)
    repeats = models.PositiveIntegerField(default=0, help_text="How many other posts of the day have the text or link.")
    like = models.ForeignKey(
        Print, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Of a post that it is like."
    )
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)
    is_approved = models.BooleanField(default=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hold_has_one_post", condition=ONE_TARGET),
            models.CheckConstraint(name="hold_approved_is_ended", condition=Q(is_approved=False) | ~Q(ended=None)),
            *(
                models.UniqueConstraint(name, name=f"hold_{name}_once", condition=Q(ended=None))
                for name in ("idea", "comment", "claim")
            ),
        ]
        indexes = [models.Index(fields=["id"], name="hold_open", condition=Q(ended=None))]

    @property
    def kind(self) -> str:
        """idea, comment or claim."""
        return "idea" if self.idea_id else "comment" if self.comment_id else "claim"

    @property
    def post(self) -> Any:
        """The idea, comment or claim."""
        return self.idea or self.comment or self.claim

    @property
    def person(self) -> User:
        person: User = self.post.person if self.claim_id else self.post.author
        return person
