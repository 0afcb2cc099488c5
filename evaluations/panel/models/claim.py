"""Dated claims that a product does what an idea is for, and the stances of others on them. They never remove an
idea."""

from collections.abc import Collection
from math import log2
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
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

from ideas.models import Comment, Idea
from marketplace.accounts.models import User, bad_standing, good_standing

from .glance import LINK, PRODUCT, Glance

WORDS = 500  # characters of what it lacks, and of a reason
# The minimum of the summed weights of those who uphold a claim: less is one person and a friend. It grows with the
# site, because a crowd under one hand does: by one for each doubling of the players whose weight is known.
MIN_NEEDED, MAX_NEEDED = 3.0, 12.0
SMALL_SITE = 32  # players up to whom the minimum is enough
# How many upholders it takes for each challenger. A claim sinks an answer, and most people who see a false claim say
# nothing: in the simulation a fifth of all accounts got their claims upheld at 2; at 4 they do not if one honest person
# in five objects.
OUTWEIGH = 4
# A moderator alone can uphold a claim on a site of any size, also against up to three who challenge it.
MODERATOR = 12.0
ENOUGH = Q(upholders__gte=F("needed")) & Q(upholders__gte=OUTWEIGH * F("challengers"))
WAITING_SHOWN = 10  # products named in glances
STANCES_SHOWN = 20  # of each claim, the latest; all of them count


def weight_needed(players: int, small: int = SMALL_SITE) -> float:
    """The summed weight that upholds a claim on a site with so many players whose weight is known, in tenths."""
    return round(min(MAX_NEEDED, max(MIN_NEEDED, MIN_NEEDED + log2(max(players, 1) / small))), 1)


class NamedProduct(NamedTuple):
    """A product that somebody named; `link` is "" where nobody gave one."""

    product: str
    link: str

    @property
    def query(self) -> str:
        """For the address of the form, which is then filled with both."""
        return urlencode(self._asdict())


class ClaimQuerySet(models.QuerySet["Claim"]):
    def standing(self) -> "ClaimQuerySet":
        """Neither withdrawn nor held, and made by somebody in good standing."""
        return self.not_withdrawn().filter(good_standing("person"), held__isnull=True)

    def held(self) -> "ClaimQuerySet":
        """Waiting until a moderator has looked at them."""
        return self.not_withdrawn().filter(held__isnull=False)

    def not_withdrawn(self) -> "ClaimQuerySet":
        """Neither by their author nor by a moderator."""
        return self.filter(withdrawn__isnull=True)

    def not_heard(self) -> "ClaimQuerySet":
        """Made by an account in bad standing."""
        return self.not_withdrawn().filter(bad_standing("person"))

    def hidden(self) -> "ClaimQuerySet":
        """Withdrawn by a moderator."""
        return self.filter(hidden__isnull=False)

    def withdrawn(self) -> "ClaimQuerySet":
        return self.filter(withdrawn__isnull=False)

    def for_idea(self, idea: Idea) -> "ClaimQuerySet":
        return self.filter(idea=idea)

    def by(self, person: User) -> "ClaimQuerySet":
        return self.filter(person=person)

    def for_product(self, product: str, *, by_frontier_lab: bool) -> "ClaimQuerySet":
        return self.filter(product__iexact=product, by_frontier_lab=by_frontier_lab)

    def weighed(self) -> "ClaimQuerySet":
        """With the summed weights of `upholders` and `challengers`, and whether it `is_upheld`."""
        counted = self.annotate(upholders=heard(upholds=True), challengers=heard(upholds=False))
        return counted.annotate(is_upheld=ExpressionWrapper(ENOUGH, output_field=BooleanField()))

    def not_upheld(self) -> "ClaimQuerySet":
        return self.not_withdrawn().weighed().exclude(ENOUGH)

    def upheld(self) -> "ClaimQuerySet":
        return self.weighed().filter(ENOUGH)

    def frontier_stands(self, idea: Idea) -> bool:
        """Whether it is upheld that a frontier lab offers this."""
        return self.standing().for_idea(idea).filter(by_frontier_lab=True).upheld().exists()

    def latest_of_frontier(self, idea: OuterRef) -> "ClaimQuerySet":
        """The one made last, upheld or not."""
        return self.standing().filter(idea=idea, by_frontier_lab=True).order_by("-created")[:1]

    def foremost(self) -> "ClaimQuerySet":
        """Those not withdrawn, weighed, with the most upholders first."""
        return self.standing().weighed().order_by(F("upholders").desc(), "pk")

    def after(self, upholders: object, pk: int) -> "ClaimQuerySet":
        """The rest of `foremost` after this claim."""
        return self.filter(Q(upholders__lt=upholders) | Q(upholders=upholders, pk__gt=pk))

    def for_page(self) -> "ClaimQuerySet":
        """Those that stand, with all that the page shows."""
        return self.foremost().as_shown()

    def as_shown(self) -> "ClaimQuerySet":
        """With the latest stances on each of them as `said`, and what the idea's author says as `replied`."""
        latest = Stance.objects.standing().select_related("person").order_by("-taken", "-pk")
        said = Prefetch("stances", latest[:STANCES_SHOWN], to_attr="said")
        answers = Comment.objects.not_deleted().select_related("author", "idea")
        replied = Prefetch("replies", answers, to_attr="replied")
        return self.select_related("person", "idea").prefetch_related(said, replied)

    def waiting(self, idea: Idea) -> list[NamedProduct]:
        """Products that people named in glances and about which there is no claim yet."""
        claimed = self.for_idea(idea).filter(held__isnull=True).annotate(name=Lower("product")).values("name")
        named = Glance.objects.naming_products().filter(good_standing("person"), idea=idea)
        fresh = named.exclude(product_name="").annotate(name=Lower("product_name")).exclude(name__in=claimed)
        # Any of several spellings and links will do: the author of the claim looks at it.
        found = fresh.values("name").annotate(product=Min("product_name"), link=Max("product_link")).order_by("name")
        return [NamedProduct(row["product"], row["link"]) for row in found[:WAITING_SHOWN]]


class Claim(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    product = models.CharField(max_length=PRODUCT)
    company = models.CharField(max_length=PRODUCT)
    link = models.CharField(max_length=LINK, help_text="Shown to people, never fetched.")
    lacks = models.CharField(max_length=WORDS, blank=True, help_text="What it does not do of what the idea asks for.")
    by_frontier_lab = models.BooleanField(help_text="Whether a frontier lab offers it.")
    needed = models.FloatField(
        default=MIN_NEEDED,
        help_text="The summed weight that upholds it. Follows the size of the site until it is upheld.",
    )
    created = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    hidden = models.DateTimeField(null=True, blank=True, help_text="When a moderator hid it; it is withdrawn then.")
    held = models.DateTimeField(null=True, blank=True, help_text="Since when it waits for a moderator to look at it.")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_hidden_is_withdrawn", condition=Q(hidden=None) | ~Q(withdrawn=None)),
            models.CheckConstraint(name="claim_held_is_not_hidden", condition=Q(held=None) | Q(hidden=None)),
            models.CheckConstraint(name="claim_needed", condition=Q(needed__gte=MIN_NEEDED, needed__lte=MAX_NEEDED)),
            models.CheckConstraint(name="claim_link_is_one", condition=Q(link__regex=r"^https?://")),
            # Once each way: else a claim that no frontier lab offers it would keep out the one that says so.
            models.UniqueConstraint(
                "idea",
                Lower("product"),
                "by_frontier_lab",
                name="claim_once",
                condition=Q(withdrawn__isnull=True, held__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["person", "created"], name="claim_person")]

    def get_absolute_url(self) -> str:
        return f"{reverse('prior-art', args=[self.idea.slug])}#claim-{self.pk}"

    @property
    def stands(self) -> bool:
        return self.withdrawn is None and self.held is None and self.person.in_good_standing and self.idea.is_published

    @property
    def reply(self) -> Comment | None:
        """What the idea's author says to it, if others see that. Needs `as_shown`."""
        return next((comment for comment in self.all_replies if comment.stands), None)

    @property
    def all_replies(self) -> list[Comment]:
        """At most one; also if it is held or a moderator hid it."""
        found: list[Comment] = getattr(self, "replied", [])
        return found

    def can_be_answered_by(self, person: object) -> bool:
        return isinstance(person, User) and person.pk == self.idea.author_id

    def can_be_withdrawn_by(self, person: object) -> bool:
        return isinstance(person, User) and person.pk == self.person_id

    def takes_stance_of(self, person: object) -> bool:
        """Neither the claim's author nor the idea's author is a judge of it."""
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
        """Challenges of the same claim from before it was withdrawn go on counting: else its author could get rid of
        them by making the claim again. Upholders must look again."""
        same = Claim.objects.for_idea(claim.idea).for_product(claim.product, by_frontier_lab=claim.by_frontier_lab)
        against = self.standing().filter(claim__in=same.withdrawn(), upholds=False).exclude(person=claim.person)
        latest = against.order_by("person", "-taken", "-pk").distinct("person").values_list("pk", flat=True)
        self.filter(pk__in=list(latest)).update(claim=claim)

    def by_claim(self, claims: Collection[Claim]) -> "dict[int, Stance]":
        """For the stances of one person: theirs on each of these claims."""
        return {stance.claim_id: stance for stance in self.filter(claim__in=claims)}


def heard(*, upholds: bool) -> Coalesce:
    """The summed weights of the glances at the idea by those who take this stance. Nobody chooses which ideas they are
    dealt, whereas all who come by themselves may be one crowd. Upholding counts only with a glance after the claim was
    made: the claim was shown to them then, while only a crowd would come back to it later. A challenge counts whenever
    they glanced, and when the claim is made again. Neither counts before the weight of its person is known.

    Moderators have a weight of their own; otherwise a true claim might never be upheld where few people play."""
    glances = Glance.objects.filter(idea=OuterRef("claim__idea"), person=OuterRef("person"), set_aside="")
    if upholds:
        glances = glances.filter(answered__gt=OuterRef("claim__created"))
    said = Stance.objects.standing().filter(claim=OuterRef("pk"), upholds=upholds)
    ranking = said.filter(person__in=User.objects.whose_votes_rank())
    of_moderators = When(person__is_staff=True, then=Value(MODERATOR))
    is_known = Exists(Glance.objects.that_make_known(OuterRef("person")))
    voice = Case(of_moderators, When(is_known, then=Subquery(glances.voices())), default=Value(0.0))
    voices = ranking.annotate(voice=voice).values("claim")
    together = voices.annotate(together=Sum("voice")).values("together")
    return Coalesce(Subquery(together), Value(0.0), output_field=FloatField())


class Stance(models.Model):
    """One person's stance on a claim. One that was taken back is kept without its reason, for the daily limit; one
    that a moderator hid keeps it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="stances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    upholds = models.BooleanField()
    reason = models.CharField(max_length=WORDS)
    taken = models.DateTimeField(default=timezone.now)
    dropped = models.DateTimeField(null=True, blank=True)
    hidden = models.DateTimeField(null=True, blank=True, help_text="When a moderator hid it; it is dropped then.")

    objects = StanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "person", name="stance_once"),
            models.CheckConstraint(name="stance_hidden_is_dropped", condition=Q(hidden=None) | ~Q(dropped=None)),
        ]
        indexes = [models.Index(fields=["person", "taken"], name="stance_person")]
