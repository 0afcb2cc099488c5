"""What moderators did: one row for each act, never changed. The public log is these rows without what is private.

The kinds of things of `evaluations.panel` are known here only by the names of their models."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User

from .idea import Idea

TARGETS = (
    "idea",
    "comment",
    "claim",
    "stance",
    "panel",
)  # a column each; an act about none of them is about the person
MAX_NOTE = 1_000


class ActReason(models.TextChoices):
    """Why, as the public log says it. The first ones are the reasons of reports."""

    SPAM = "spam", "Spam or advertising"
    ABUSE = "abuse", "Abuse or harassment"
    HARM = "harm", "Dangerous or unlawful"
    PERSONAL = "personal", "Personal data of others"
    RIGGED = "rigged", "Votes or answers that are not honest"
    FINE = "fine", "It keeps to the rules"
    MISTAKE = "mistake", "An earlier act was a mistake"
    UPKEEP = "upkeep", "Keeping an idea in order"
    OTHER = "other", "Something else"


class ActVerb(models.TextChoices):
    """What was done; the label is a sentence without its subject and object."""

    HIDE = "hide", "hid"
    SHOW = "show", "showed again"
    KEEP = "keep", "kept after a report"
    APPROVE = "approve", "approved"
    CHANGE = "change", "changed"
    ERASE = "erase", "removed the words of an earlier version of"
    FLAG = "flag", "stopped counting the votes of"
    UNFLAG = "unflag", "counted again the votes of"
    SUSPEND = "suspend", "suspended"
    LIFT = "lift", "ended the suspension of"
    END = "end", "ended, as it was to, the suspension of"
    LOCK = "lock", "locked the comments of"
    UNLOCK = "unlock", "unlocked the comments of"
    GRANT = "grant", "granted an appeal about"
    REFUSE = "refuse", "refused an appeal about"


@dataclass(frozen=True, slots=True)
class Because:
    """Why a moderator acts. `note` is for the person concerned and for moderators; it is never public. `until`: when a
    suspension ends by itself; None: never."""

    reason: str
    note: str = ""
    until: datetime | None = None


class ActQuerySet(models.QuerySet["ModerationAct"]):
    def newest(self, before: int | None = None) -> "ActQuerySet":
        """The latest first, below the id `before`; with the idea that each is about."""
        rows = self.filter(pk__lt=before) if before is not None else self
        ideas = ("idea", "comment__idea", "claim__idea", "stance__claim__idea")
        return rows.order_by("-pk").select_related(*ideas)

    def about(self, person: User) -> "ActQuerySet":
        return self.filter(person=person)


class ModerationAct(models.Model):
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Null: left, or the clock.",
    )
    verb = models.CharField(max_length=10, choices=ActVerb)
    kind = models.CharField(max_length=10, help_text="What it is about: person, or one of `TARGETS`.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="acts",
        help_text="Whose thing it is.",
    )
    idea = models.ForeignKey("ideas.Idea", models.SET_NULL, null=True, blank=True, related_name="acts")
    comment = models.ForeignKey("ideas.Comment", models.SET_NULL, null=True, blank=True, related_name="acts")
    claim = models.ForeignKey("panel.Claim", models.SET_NULL, null=True, blank=True, related_name="acts")
    stance = models.ForeignKey("panel.Stance", models.SET_NULL, null=True, blank=True, related_name="acts")
    panel = models.ForeignKey("panel.InvitedPanel", models.SET_NULL, null=True, blank=True, related_name="acts")
    reason = models.CharField(max_length=10, choices=ActReason)
    note = models.CharField(max_length=MAX_NOTE, blank=True, help_text="For the person concerned; never public.")
    before = models.JSONField(default=dict, help_text="What the act changed, as it was.")
    after = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="act_not_on_ones_own",
                condition=Q(moderator=None) | Q(person=None) | ~Q(moderator=F("person")),
            ),
            models.CheckConstraint(name="act_has_a_reason", condition=Q(reason__in=ActReason.values)),
            models.CheckConstraint(name="act_other_is_explained", condition=~Q(reason="other") | ~Q(note="")),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="act_person")]

    @property
    def role(self) -> str:
        """Of whoever acted."""
        return "The clock" if self.verb == ActVerb.END else "A moderator"

    @property
    def public_idea(self) -> Idea | None:
        """The idea that it is about or under, if everybody sees it; None for a person, and when the thing is gone."""
        under = self.comment or self.claim or (self.stance and self.stance.claim)
        idea = self.idea or (under.idea if under else None)
        return idea if idea and idea.is_published else None

    @property
    def thing(self) -> str:
        """What it is about, with its article."""
        return {"idea": "an idea", "person": "a person"}.get(self.kind, f"a {self.kind}")
