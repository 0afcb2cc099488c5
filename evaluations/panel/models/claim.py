"""Dated claims that a product does what an idea is for, and what others say to them. They never remove an idea."""

from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from ideas.models import Idea
from marketplace.accounts.models import User

from .glance import LINK, PRODUCT, Glance

WORDS = 500  # characters of what it lacks, and of a reason
UPHOLDERS = 3.0  # what their glances count together: less is one person and a friend
# As much for each that challenges. A claim sinks an answer, and of people who see a false one most say nothing: in the
# simulation a fifth of all accounts upheld theirs at 2, and at 4 are stopped if one honest person in five objects.
OUTWEIGH = 4
MODERATOR = UPHOLDERS * OUTWEIGH  # against up to three who challenge it
ENOUGH = Q(upholders__gte=UPHOLDERS) & Q(upholders__gte=OUTWEIGH * F("challengers"))
WAITING_SHOWN = 10  # products named in glances
STANCES_SHOWN = 20  # of each claim, the latest; all of them count


class Named(NamedTuple):
    """A product that somebody named; `link` is "" where nobody gave one."""

    product: str
    link: str

    @property
    def query(self) -> str:
        """For the address of the form, which then has both."""
        return urlencode(self._asdict())


class ClaimQuerySet(models.QuerySet["Claim"]):
    def standing(self) -> "ClaimQuerySet":
        """Not withdrawn, and made by somebody in good standing."""
        return self.not_withdrawn().filter(person__is_active=True, person__flagged__isnull=True)

    def not_withdrawn(self) -> "ClaimQuerySet":
        """By their author or a moderator."""
        return self.filter(withdrawn__isnull=True)

    def not_heard(self) -> "ClaimQuerySet":
        """Made by somebody whom moderators flagged, or whose account is closed."""
        return self.not_withdrawn().filter(Q(person__is_active=False) | Q(person__flagged__isnull=False))

    def withdrawn(self) -> "ClaimQuerySet":
        return self.filter(withdrawn__isnull=False)

    def for_idea(self, idea: Idea) -> "ClaimQuerySet":
        return self.filter(idea=idea)

    def by(self, person: User) -> "ClaimQuerySet":
        return self.filter(person=person)

    def for_product(self, product: str, *, by_frontier_lab: bool) -> "ClaimQuerySet":
        return self.filter(product__iexact=product, by_frontier_lab=by_frontier_lab)

    def weighed(self) -> "ClaimQuerySet":
        """With what `upholders` and `challengers` count together, and whether it `is_upheld`."""
        counted = self.annotate(upholders=heard(upholds=True), challengers=heard(upholds=False))
        return counted.annotate(is_upheld=ExpressionWrapper(ENOUGH, output_field=BooleanField()))

    def upheld(self) -> "ClaimQuerySet":
        return self.weighed().filter(ENOUGH)

    def frontier_stands(self, idea: Idea) -> bool:
        """Whether it is upheld that a frontier lab offers this."""
        return self.standing().for_idea(idea).filter(by_frontier_lab=True).upheld().exists()

    def foremost(self) -> "ClaimQuerySet":
        """Those that stand, weighed, with the most upholders first."""
        return self.standing().weighed().order_by(F("upholders").desc(), "pk")

    def after(self, upholders: object, pk: int) -> "ClaimQuerySet":
        """For `foremost`."""
        return self.filter(Q(upholders__lt=upholders) | Q(upholders=upholders, pk__gt=pk))

    def for_page(self) -> "ClaimQuerySet":
        """With what was `said` to each of them lately."""
        latest = Stance.objects.standing().select_related("person").order_by("-taken", "-pk")
        said = Prefetch("stances", latest[:STANCES_SHOWN], to_attr="said")
        return self.foremost().select_related("person", "idea").prefetch_related(said)

    def waiting(self, idea: Idea) -> list[Named]:
        """Products that people named in glances, which nobody has made a claim of yet."""
        claimed = self.for_idea(idea).annotate(name=Lower("product")).values("name")
        named = Glance.objects.naming_products().filter(idea=idea, person__is_active=True, person__flagged=None)
        fresh = named.exclude(product_name="").annotate(name=Lower("product_name")).exclude(name__in=claimed)
        # Of several spellings and links any one will do: whoever makes the claim looks at it.
        found = fresh.values("name").annotate(product=Min("product_name"), link=Max("product_link")).order_by("name")
        return [Named(row["product"], row["link"]) for row in found[:WAITING_SHOWN]]


class Claim(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    product = models.CharField(max_length=PRODUCT)
    company = models.CharField(max_length=PRODUCT)
    link = models.CharField(max_length=LINK, help_text="Shown to people, never fetched.")
    lacks = models.CharField(max_length=WORDS, blank=True, help_text="What it does not do of what the idea asks for.")
    by_frontier_lab = models.BooleanField(help_text="Whether a frontier lab offers it.")
    created = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_link_is_one", condition=Q(link__regex=r"^https?://")),
            # Once each way: else a claim that no frontier lab offers it would keep out the one that says so.
            models.UniqueConstraint(
                "idea", Lower("product"), "by_frontier_lab", name="claim_once", condition=Q(withdrawn__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["person", "created"], name="claim_person")]

    def get_absolute_url(self) -> str:
        return f"{reverse('prior-art', args=[self.idea.slug])}#claim-{self.pk}"

    @property
    def stands(self) -> bool:
        return self.withdrawn is None and self.person.in_good_standing and self.idea.is_published

    def can_be_withdrawn_by(self, person: object) -> bool:
        return isinstance(person, User) and (person.pk == self.person_id or person.moderates)

    def takes_stance_of(self, person: object) -> bool:
        """Neither who claims it nor who wrote the idea is a judge of it."""
        return isinstance(person, User) and person.pk not in (self.person_id, self.idea.author_id)


class StanceQuerySet(models.QuerySet["Stance"]):
    def standing(self) -> "StanceQuerySet":
        """Not taken back."""
        return self.filter(dropped__isnull=True)

    def by(self, person: User) -> "StanceQuerySet":
        return self.filter(person=person)

    def on(self, claim: Claim) -> "StanceQuerySet":
        return self.filter(claim=claim)

    def move_challenges_to(self, claim: Claim) -> None:
        """What was said against the same claim before it was withdrawn goes on counting: else whoever makes a claim
        could be rid of it by making it again. Who upheld it is to look again."""
        same = Claim.objects.for_idea(claim.idea).for_product(claim.product, by_frontier_lab=claim.by_frontier_lab)
        against = self.standing().filter(claim__in=same.withdrawn(), upholds=False).exclude(person=claim.person)
        latest = against.order_by("person", "-taken", "-pk").distinct("person").values_list("pk", flat=True)
        self.filter(pk__in=list(latest)).update(claim=claim)

    def by_claim(self, claims: Collection[Claim]) -> "dict[int, Stance]":
        """Of one person: what they say to each of these claims."""
        return {stance.claim_id: stance for stance in self.filter(claim__in=claims)}


def heard(*, upholds: bool) -> Coalesce:
    """Of those who say so, what each one's glance at the idea counts: nobody chooses which ideas they are dealt, but of
    those who come by themselves all may be one crowd. To uphold it they were dealt it since the claim was made and
    shown there: only a crowd would come back to it. A challenge counts whenever they were, and when it is made again.

    Moderators count more, or where few people play a true claim might never be upheld."""
    glances = Glance.objects.filter(idea=OuterRef("claim__idea"), person=OuterRef("person"), set_aside="")
    if upholds:
        glances = glances.filter(answered__gt=OuterRef("claim__created"))
    said = Stance.objects.standing().filter(claim=OuterRef("pk"), upholds=upholds)
    ranking = said.filter(person__in=User.objects.whose_votes_rank())
    of_moderators = When(person__is_staff=True, then=Value(MODERATOR))
    voice = Case(of_moderators, default=Subquery(glances.voices()))
    voices = ranking.annotate(voice=voice).values("claim")
    together = voices.annotate(together=Sum("voice")).values("together")
    return Coalesce(Subquery(together), Value(0.0), output_field=FloatField())


class Stance(models.Model):
    """What one person says to a claim. What was taken back is kept, without its reason, for the limit of a day."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="stances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    upholds = models.BooleanField()
    reason = models.CharField(max_length=WORDS)
    taken = models.DateTimeField(default=timezone.now)
    dropped = models.DateTimeField(null=True, blank=True)

    objects = StanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("claim", "person", name="stance_once")]
        indexes = [models.Index(fields=["person", "taken"], name="stance_person")]
