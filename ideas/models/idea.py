"""An idea: its texts, its state, and the copies that lists read."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from pgvector.django import CosineDistance, VectorField

from ideas import texts
from ideas.addresses import FORM, MAX_SLUG
from ideas.pie import Slice
from ideas.proof import Proof, of_row
from ideas.questions import MAX_EVIDENCE_LINE
from ideas.search_words import asked
from ideas.texts import DEFERRED, ENTRY_LIMITS, LIMITS, PROSE_TEXTS, REQUIRED, TEXT_COLUMNS
from marketplace.accounts.models import User

from .rank import bucket_field, hot_field, rank_indexes
from .state import NEVER_SEEN, IdeaState
from .tag import Tag
from .tsquery import WrittenQuery
from .work_field import WorkField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Fit(models.TextChoices):
    PRIVACY = "privacy", "Privacy: the data may not leave"
    COST = "cost", "Cost: too many calls for a price per call"
    OFFLINE = "offline", "Offline: there is no network"
    OWN_DATA = "own_data", "Own data: it is tuned on what only they have"
    LICENCE = "licence", "Licence: the model itself is passed on"
    AUDIT = "audit", "Audit: the model must stay the same and be open to inspection"
    LATENCY = "latency", "Latency: the answer must come at once"


CHOSEN: dict[str, type[models.TextChoices]] = {"fits": Fit, "work_fields": WorkField}  # lists of `ideas.texts`


def labelled(values: dict[str, Any]) -> dict[str, Any]:
    """The values of `ideas.texts` with the labels of what was chosen."""
    return values | {name: [choices(each).label for each in values[name]] for name, choices in CHOSEN.items()}


class IdeaQuerySet(models.QuerySet["Idea"]):
    def published(self) -> "IdeaQuerySet":
        return self.filter(published__isnull=False)

    def drafts_of(self, person: User) -> "IdeaQuerySet":
        return self.filter(author=person, state=IdeaState.DRAFT).order_by("-edited")

    def by(self, person: User) -> "IdeaQuerySet":
        return self.filter(author=person)

    def hidden(self) -> "IdeaQuerySet":
        return self.filter(hidden__isnull=False)

    def held(self) -> "IdeaQuerySet":
        return self.filter(state=IdeaState.HELD)

    def erased(self) -> "IdeaQuerySet":
        return self.filter(state=IdeaState.ERASED)

    def posted(self) -> "IdeaQuerySet":
        """Published at some time or held, also if it is not published now."""
        return self.exclude(state__in=NEVER_SEEN)

    def visible_to(self, person: "User | AnonymousUser") -> "IdeaQuerySet":
        """Published ideas and one's own in every state; for moderators also all others, except drafts."""
        if isinstance(person, User) and person.moderates:
            return self.filter(~Q(state__in=NEVER_SEEN) | Q(author=person))
        if isinstance(person, User):
            return self.filter(Q(published__isnull=False) | Q(author=person))
        return self.published()

    def get_visible_or_404(self, person: "User | AnonymousUser", slug: str) -> "Idea":
        """The idea at this address, with what its page shows. Raises Http404 where this person may not see it."""
        return get_object_or_404(self.visible_to(person).for_page(), slug=slug)

    def get_editable_or_403(self, person: "User | AnonymousUser", slug: str) -> "Idea":
        """Raises Http404 where this person may not see the idea, PermissionDenied where they may not change it."""
        idea = self.get_visible_or_404(person, slug)
        if not idea.can_be_edited_by(person):
            raise PermissionDenied
        return idea

    def sought(self, words: str, state: str, days: int | None, network: str) -> "IdeaQuerySet":
        """For moderators: all but drafts; each filter is off where it is blank or None."""
        rows = self.posted()
        match state:
            case "published" | "held":
                rows = rows.filter(state=state)
            case "hidden":
                rows = rows.hidden()
            case "withdrawn":
                rows = rows.filter(state=IdeaState.UNPUBLISHED)
            case "suspended":
                rows = rows.filter(author__suspended__isnull=False)
        if words:
            rows = rows.matching(words)
        if days is not None:
            rows = rows.filter(created__gte=timezone.now() - timedelta(days=days))
        return rows.filter(author__footprints__network=network) if network else rows

    def matching(self, text: str) -> "IdeaQuerySet":
        """Ideas that have all the words, in web search syntax: quotes, OR, a minus sign. The work is not bounded; see
        `ideas.search` for what is."""
        words = asked(text).all
        return self.filter(words__vector=WrittenQuery(words)) if words else self.none()

    def nearest_to(self, vector: list[float], model: str, within: float = 2.0) -> "IdeaQuerySet":
        """Published ideas nearer to `vector` than `within`, by cosine distance, nearest first. Only vectors that the
        same `model` made are compared."""
        placed = self.published().filter(vector__size=len(vector), vector_model=model)
        numbers = Cast("vector__numbers", VectorField(dimensions=len(vector)))
        measured = placed.annotate(distance=CosineDistance(numbers, vector))
        return measured.filter(distance__lt=within).order_by("distance")

    def without_vector(self, model: str) -> "IdeaQuerySet":
        """Published ideas whose vector is missing, of an earlier revision or made by another model."""
        return self.published().exclude(vector_revision=models.F("revision"), vector_model=model)

    def for_page(self) -> "IdeaQuerySet":
        """With everything that the page of one idea shows."""
        return self.select_related("author").prefetch_related("taggings__tag", "answers")

    def for_cards(self) -> "IdeaQuerySet":
        """With everything that a card shows, in a constant number of queries."""
        return self.select_related("author").prefetch_related("taggings__tag").defer(*NOT_ON_CARDS)


class Idea(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ideas")
    slug = models.CharField(max_length=MAX_SLUG, unique=True)
    title = models.CharField(max_length=LIMITS["title"], blank=True)
    pitch = models.CharField(max_length=LIMITS["pitch"], blank=True)
    problem = models.TextField(max_length=LIMITS["problem"], blank=True)
    audience = models.CharField(max_length=LIMITS["audience"], blank=True)
    why_overlooked = models.TextField(max_length=LIMITS["why_overlooked"], blank=True)
    why_open = models.TextField(max_length=LIMITS["why_open"], blank=True)
    fits = ArrayField(models.CharField(max_length=ENTRY_LIMITS["fits"], choices=Fit), default=list, blank=True)
    work_fields = ArrayField(
        models.CharField(max_length=ENTRY_LIMITS["work_fields"], choices=WorkField),
        size=LIMITS["work_fields"],
        default=list,
        db_default=[],
        blank=True,
        help_text="Whom it is for; empty: everybody.",
    )
    tags = models.ManyToManyField("ideas.Tag", through="ideas.Tagging", related_name="ideas")

    state = models.CharField(max_length=12, choices=IdeaState, default=IdeaState.DRAFT)
    revision = models.PositiveIntegerField(
        default=1, help_text="Grows when title, pitch, audience or work_fields change."
    )
    saves = models.PositiveIntegerField(default=0, db_default=0, help_text="How often its texts were saved.")
    example_saves = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often its examples were saved, typed or published."
    )
    created = models.DateTimeField(auto_now_add=True)
    edited = models.DateTimeField(auto_now=True)
    first_published = models.DateTimeField(null=True, blank=True)
    published = models.DateTimeField(null=True, blank=True, help_text="Null in every state but published.")
    hidden = models.DateTimeField(
        null=True, blank=True, help_text="Since when a moderator hides it, also what its author withdrew."
    )

    votes = models.PositiveIntegerField(default=0, help_text="What people see.")
    ranked_votes = models.PositiveIntegerField(default=0, help_text="What ranks.")
    comment_count = models.PositiveIntegerField(default=0)
    evidence = models.FloatField(default=0.0, help_text="0 to 2, from the five answers.")
    hot = hot_field()
    day, week, month, year = (bucket_field(window) for window in ("day", "week", "month", "year"))

    pie = models.TextField(blank=True, help_text="The pie as SVG, drawn when the evidence changes.")
    comments_locked = models.DateTimeField(
        null=True, blank=True, help_text="Since when a moderator lets nobody comment."
    )
    moment_since = models.DateTimeField(null=True, blank=True, help_text="Since when it is certified; else null.")
    evidence_line = models.CharField(max_length=MAX_EVIDENCE_LINE, blank=True)
    proof_row = models.JSONField(
        null=True, blank=True, help_text="Pair, number and cost, found when the evidence changes; see `ideas.proof`."
    )
    proof_html = models.TextField(blank=True, help_text="The same for cards, rendered when the evidence changes.")
    vector_model = models.CharField(max_length=80, blank=True, help_text="Digest of the model that made it.")
    vector_revision = models.PositiveIntegerField(default=0)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="idea_published_only_in_its_state",
                condition=Q(state=IdeaState.PUBLISHED, published__isnull=False)
                | (~Q(state=IdeaState.PUBLISHED) & Q(published__isnull=True)),
            ),
            models.CheckConstraint(
                name="idea_published_is_whole",
                condition=Q(state__in=NEVER_SEEN) | ~Q(*((name, "") for name in REQUIRED), _connector=Q.OR),
            ),
            models.CheckConstraint(
                name="idea_erased_says_nothing",
                condition=~Q(state=IdeaState.ERASED)
                | Q(*((text.name, "") for text in PROSE_TEXTS), fits=[], work_fields=[]),
            ),
            models.CheckConstraint(
                name="idea_work_fields",
                condition=Q(work_fields__len__lte=LIMITS["work_fields"], work_fields__contained_by=WorkField.values),
            ),
            models.CheckConstraint(
                name="idea_hidden_since", condition=~Q(state=IdeaState.HIDDEN) | Q(hidden__isnull=False)
            ),
            models.CheckConstraint(name="idea_hidden_is_not_published", condition=Q(hidden=None) | Q(published=None)),
            models.CheckConstraint(name="idea_slug_is_an_address", condition=Q(slug__regex=FORM)),
            # What an example said, and a model about it, goes with the words of the idea.
            models.CheckConstraint(
                name="idea_erased_proves_nothing",
                condition=~Q(state="erased") | Q(proof_row__isnull=True, proof_html=""),
            ),
            models.CheckConstraint(name="idea_evidence_in_range", condition=Q(evidence__gte=0, evidence__lte=2)),
        ]
        indexes = [
            *rank_indexes("idea", tie="id"),
            models.Index(fields=["author", "-id"], name="idea_author"),
            models.Index(fields=["-created"], name="idea_created"),
            models.Index(fields=["-id"], name="idea_hidden", condition=Q(hidden__isnull=False)),
            models.Index(fields=["state", "-id"], name="idea_unseen", condition=~Q(state__in=["published", "draft"])),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled draft"

    def get_absolute_url(self) -> str:
        return reverse("idea", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == IdeaState.PUBLISHED

    @property
    def is_held(self) -> bool:
        return self.state == IdeaState.HELD

    @property
    def is_draft(self) -> bool:
        return self.state == IdeaState.DRAFT

    @property
    def is_moment(self) -> bool:
        return self.moment_since is not None

    @property
    def pie_svg(self) -> SafeString:
        """The stored pie. `ideas.pie` draws it from numbers only, so it holds no text of people."""
        return mark_safe(self.pie)  # noqa: S308 - drawn by us, from numbers

    @property
    def proof(self) -> Proof | None:
        """What the best prototype did, in plain words; None while there are no examples."""
        return of_row(self.proof_row) if self.proof_row else None

    @property
    def proof_shown(self) -> SafeString:
        """The proof as cards show it; blank while there are no examples."""
        return mark_safe(self.proof_html)  # noqa: S308 - `record_proof` renders it from a template, which escapes

    @property
    def tag_list(self) -> list[Tag]:
        """The tags in the author's order; the first is its subject. An idea that is not saved yet has none."""
        return [tagging.tag for tagging in self.taggings.all()] if self.pk else []

    @property
    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.tag_list]

    @property
    def slices(self) -> list[Slice]:
        """The five answers as the pie needs them."""
        return [answer.as_slice() for answer in self.answers.all()]

    @property
    def text_values(self) -> dict[str, Any]:
        """What the author wrote: the value of each of `ideas.texts` by its name."""
        return {name: getattr(self, name) for name in TEXT_COLUMNS} | {"tags": self.tag_names}

    @property
    def sections(self) -> list[texts.Section]:
        """The texts that the page shows below its head."""
        return texts.sections(labelled(self.text_values))

    def can_be_edited_by(self, person: "User | AnonymousUser") -> bool:
        return isinstance(person, User) and (person.pk == self.author_id or (person.moderates and not self.is_draft))

    def held_back(self) -> bool:
        """Whether moderators hid it, also if its author withdrew it before: only moderators can show it again."""
        return self.hidden is not None

    def voted_by(self, person: "User | AnonymousUser") -> bool:
        return isinstance(person, User) and self.vote_rows.of(person).exists()

    def current_tally(self) -> int:
        """Votes counted now, because voters must see their own vote at once; lists read the stored tally."""
        return self.vote_rows.counted().count()


# Long columns that no card shows. Queries for cards leave them in the database.
NOT_ON_CARDS = (*DEFERRED, "vector_model")
