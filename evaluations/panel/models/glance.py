"""One player's answers about one idea after a glance at it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from evaluations.panel.answers import STRANGER
from evaluations.panel.independent_evidence import WeighedGlance
from ideas.models import Idea
from marketplace.accounts.models import User, bad_standing, good_standing

from .invited_panel import OutsidePanels
from .player import ONE_PLAYER, SIGNED_OUT, Player

WORDS, PRODUCT, LINK = 200, 100, 300  # characters
NOT_WEIGHED = -1.0  # below every weight
# A person's weight is known when so many of their glances were weighed. Until then what they say to a claim is shown,
# and does not count: new accounts cost nothing.
KNOWN_FROM = 5
LATELY = timedelta(days=28)


class Use(models.TextChoices):
    YES = "yes", "Yes"
    MAYBE = "maybe", "Maybe"
    NO = "no", "No"


class Pay(models.TextChoices):
    """US dollars a month."""

    NOTHING = "nothing", "Nothing"
    UNDER_5 = "under-5", "Up to $5"
    UNDER_20 = "under-20", "$5 to $20"
    UNDER_100 = "under-100", "$20 to $100"
    MORE = "more", "More"


INSIDE = Q(challenge__inside=True)
PAYS = Q(would_use=Use.YES) & ~Q(would_pay__in=["", Pay.NOTHING])


class SetAside(models.TextChoices):
    TOO_FAST = "too fast", "faster than anybody can read"
    STRAIGHT_LINING = "straight-lining", "the same answers again and again"
    LOOKED_UP = "looked up", "the idea's page was opened before the answer"


class GlanceQuerySet(models.QuerySet["Glance"]):
    def of(self, player: Player) -> "GlanceQuerySet":
        return self.filter(player.rows)

    def latest_of(self, player: Player, limit: int) -> list["Glance"]:
        """The last `limit`, the latest first."""
        return list(self.of(player).order_by("-pk")[:limit])

    def record_of(self, player: Player) -> dict[str, int]:
        """A player's own record: how many counted, how many of them were right, how many were set aside."""
        counts = Q(set_aside="")
        found = self.of(player).aggregate(
            n=Count("pk", filter=counts), right=Count("pk", filter=counts & Q(right=True)), all=Count("pk")
        )
        return {"n": found["n"], "right": found["right"], "set_aside": found["all"] - found["n"]}

    def fingerprint(self) -> tuple[int, int | None]:
        """Changes whenever a glance is added."""
        found = self.aggregate(n=Count("pk"), last=Max("pk"))
        return found["n"], found["last"]

    def naming_products(self) -> "GlanceQuerySet":
        """Glances that name a product which does it, with or without a link."""
        return self.not_set_aside().filter(knows_product=True)

    def not_set_aside(self) -> "GlanceQuerySet":
        return self.filter(set_aside="")

    def said_and_weighed(self) -> "GlanceQuerySet":
        return self.not_set_aside().filter(weight__isnull=False)

    def that_make_known(self, person: "User | OuterRef") -> "GlanceQuerySet":
        """Empty unless this person's weight is known."""
        return self.said_and_weighed().filter(person=person).order_by("pk")[KNOWN_FROM - 1 : KNOWN_FROM]

    def players_known(self) -> int:
        """How many people there are whose weight is known and whose votes rank."""
        people = self.said_and_weighed().filter(person__in=User.objects.whose_votes_rank()).order_by().values("person")
        return people.annotate(n=Count("pk")).filter(n__gte=KNOWN_FROM).count()

    def mean_weights(self) -> dict[int, float]:
        """Of each person whose weight is known and whose votes rank."""
        people = self.said_and_weighed().filter(person__in=User.objects.whose_votes_rank()).order_by().values("person")
        known = people.annotate(n=Count("pk"), mean=Avg("weight")).filter(n__gte=KNOWN_FROM)
        return dict(known.values_list("person", "mean"))

    def people_lately(self) -> int:
        """How many people whose votes rank answered a card in the last LATELY."""
        recent = self.filter(answered__gte=timezone.now() - LATELY, person__in=User.objects.whose_votes_rank())
        return recent.order_by().aggregate(n=Count("person", distinct=True))["n"] or 0

    def answered_by(self, person: User, idea: Idea) -> datetime | None:
        """When this person answered the idea's card; None where they did not, or it was set aside."""
        own = self.not_set_aside().filter(person=person, idea=idea)
        return own.values_list("answered", flat=True).first()

    def weighed(self, *, before: float = 0.0) -> "GlanceQuerySet":
        """With `counts_for`: 0 for accounts in bad standing, a fifth of the weight for strangers and new accounts.
        `before`: the weight of glances that were not weighed yet."""
        ranking = User.objects.whose_votes_rank()
        weight = Coalesce(F("weight"), Value(before))
        counts_for = Case(
            When(bad_standing("person"), then=Value(0.0)),
            When(person__in=ranking, then=weight),
            default=weight * Value(STRANGER),
            output_field=FloatField(),
        )
        return self.annotate(counts_for=counts_for)

    def said_by_people(self) -> "QuerySet[Any, Any]":
        """For `panel.weights`: named rows with the id, person, idea, time of the deal, share left open at the deal,
        weight, and three answers, yes or no.

        Accounts in bad standing are left out: they do not count, and do not affect the weights of others."""
        wanted = ExpressionWrapper(PAYS, output_field=BooleanField())
        knows_none = ExpressionWrapper(Q(knows_product=False), output_field=BooleanField())
        people = self.not_set_aside().filter(good_standing("person"))
        columns = ("pk", "person", "idea", "started", "challenge__left_open", "weight", "right", "wanted", "knows_none")
        return people.annotate(wanted=wanted, knows_none=knows_none).order_by("pk").values_list(*columns, named=True)

    def of_people_about(self, idea_id: int, revision: int, waiting: QuerySet[Any, Any]) -> list[WeighedGlance]:
        """For `panel.independent_evidence`. `waiting`: the ids of the people on the idea's waitlist."""
        facts = {
            "none_known": Q(knows_product=False),
            "asked": ~Q(would_pay=""),
            "would": PAYS,
            "joined": Q(would_use=Use.YES, would_pay=Pay.NOTHING, person__in=waiting),
            "inside": INSIDE,
        }
        columns = {name: ExpressionWrapper(fact, output_field=BooleanField()) for name, fact in facts.items()}
        rows = self.filter(~SIGNED_OUT, idea=idea_id, revision=revision, set_aside="").weighed().annotate(**columns)
        return [
            WeighedGlance(
                person=row["person"],
                when=row["answered"],
                weight=row["counts_for"],
                right=row["right"],
                **{name: row[name] for name in facts},
            )
            for row in rows.values("person", "answered", "counts_for", "right", *facts)
        ]

    def said_inside(self, idea: Idea, waiting: QuerySet[Any, Any]) -> dict[str, Any]:
        """For `panel.audience`: the sums of those inside and the numbers of people, of this idea as it is now, from the
        weighed glances of people who were asked what they would pay. `waiting`: as in `of_people_about`."""
        wants = PAYS | Q(would_use=Use.YES, would_pay=Pay.NOTHING, person__in=waiting)
        said = self.said_and_weighed().filter(good_standing("person"), idea=idea, revision=idea.revision)
        return (
            said.exclude(would_pay="")
            .weighed()
            .aggregate(
                asked=total(INSIDE),
                would=total(INSIDE & wants),
                people=Count("pk", filter=INSIDE),
                yes=Count("pk", filter=INSIDE & wants),
                others=Count("pk", filter=~INSIDE),
                others_yes=Count("pk", filter=~INSIDE & wants),
                others_asked=total(~INSIDE),
                others_would=total(~INSIDE & wants),
            )
        )

    def at_earlier_texts(self, idea: Idea) -> int:
        """How many were at an earlier revision, and no longer count."""
        return self.filter(idea=idea, revision__lt=idea.revision).count() if idea.revision > 1 else 0

    def strangers_beside_people(self) -> "QuerySet[Any, Any]":
        """One row for each revision with a signed-out glance: `idea`, `revision`, the summed weights of `people`, those
        that `strangers` would have at full weight, and the `least` and the `most` weight that these have now
        (NOT_WEIGHED where one has none)."""
        said = self.not_set_aside().weighed().values("idea", "revision")
        sums = said.annotate(
            people=total(~SIGNED_OUT),
            strangers=Count("pk", filter=SIGNED_OUT) * Value(STRANGER),
            least=Min(Coalesce("weight", Value(NOT_WEIGHED)), filter=SIGNED_OUT),
            most=Max("weight", filter=SIGNED_OUT),
        )
        return sums.filter(strangers__gt=0).order_by("idea", "revision")

    def of_strangers(self, idea_id: int, revision: int) -> "GlanceQuerySet":
        return self.filter(SIGNED_OUT, idea=idea_id, revision=revision)

    def use_but_not_pay(self, idea_id: int, revision: int) -> "GlanceQuerySet":
        """Those of people who would use the idea in this revision, were asked what they would pay, and said nothing."""
        would = Q(would_use=Use.YES, would_pay=Pay.NOTHING, set_aside="")
        return self.filter(would, idea=idea_id, revision=revision)

    def voices(self) -> "QuerySet[Any, Any]":
        """For a subquery: how much each of them counts."""
        columns: list[str] = ["counts_for"]
        return self.weighed().values_list(*columns)

    def weigh_of(self, people: QuerySet[Any, Any]) -> float:
        """The summed weights of these people's glances."""
        found = self.filter(person__in=people).weighed().aggregate(sum=Sum("counts_for", default=0.0))
        return float(found["sum"])

    def counted(self, idea_id: int) -> list[dict[str, Any]]:
        """The sums from which answers are made, for each revision that was glanced at, the newest first. Glances that
        were not weighed yet are left out."""
        return self.filter(Q(weight__isnull=False) | ~Q(set_aside="")).summed(idea_id)

    def counted_at_once(self, idea_id: int) -> list[dict[str, Any]]:
        """The same with full weight for those not weighed yet: how much is known, or will be within minutes. For the
        choice of the next card, never for an answer."""
        return self.summed(idea_id, before=1.0)

    def summed(self, idea_id: int, *, before: float = 0.0) -> list[dict[str, Any]]:
        stands = Q(set_aside="")
        asked = stands & ~Q(would_pay="")
        # Nobody who is suspended is among the people either; who is flagged is, and counts nothing.
        rows = self.filter(idea=idea_id, person__suspended__isnull=True)
        by_revision = rows.weighed(before=before).values("revision")
        sums = by_revision.annotate(
            n=total(stands),
            right_ones=total(stands & Q(right=True)),
            none_known=total(stands & Q(knows_product=False)),
            asked=total(asked),
            would=total(asked & PAYS),
            n_inside=total(stands & INSIDE),
            right_inside=total(stands & INSIDE & Q(right=True)),
            none_known_inside=total(stands & INSIDE & Q(knows_product=False)),
            asked_inside=total(asked & INSIDE),
            would_inside=total(asked & PAYS & INSIDE),
            people=Count("pk", filter=stands & ~SIGNED_OUT),
            strangers=Count("pk", filter=stands & SIGNED_OUT),
            aside=Count("pk", filter=~stands),
        )
        return [dict(row) for row in sums.order_by("-revision")]


def total(condition: Q) -> Sum:
    return Sum("counts_for", filter=condition, default=0.0)


class Glance(models.Model):
    challenge = models.OneToOneField("panel.Challenge", models.CASCADE, related_name="glance")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="glances")
    revision = models.PositiveIntegerField(help_text="The idea's revision that was seen.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="glances")
    session = models.CharField(max_length=64, blank=True)
    panel = models.ForeignKey("panel.InvitedPanel", models.PROTECT, null=True, blank=True, related_name="glances")
    started = models.DateTimeField()
    answered = models.DateTimeField()
    timed = models.BooleanField(help_text="Whether the card was seen for five seconds, or as long as they liked.")
    words = models.CharField(max_length=WORDS, blank=True, help_text="What it is for, in their own words.")
    picked = models.PositiveSmallIntegerField(help_text="Which of the four lines, from 0.")
    right = models.BooleanField()
    would_use = models.CharField(max_length=5, choices=Use)
    would_pay = models.CharField(max_length=10, choices=Pay, blank=True, help_text="Blank: was not asked.")
    knows_product = models.BooleanField()
    product_name = models.CharField(max_length=PRODUCT, blank=True)
    product_link = models.CharField(max_length=LINK, blank=True, help_text="Shown to people, never fetched.")
    set_aside = models.CharField(max_length=16, choices=SetAside, blank=True, help_text="Why it does not count.")
    weight = models.FloatField(
        null=True, blank=True, help_text="0 to 1: how much this glance counts. Null until it was weighed: it counts 0."
    )

    everything = GlanceQuerySet.as_manager()
    objects = OutsidePanels.from_queryset(GlanceQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="glance_has_one_player", condition=ONE_PLAYER),
            models.CheckConstraint(name="glance_ends_after_it_began", condition=Q(answered__gte=F("started"))),
            models.CheckConstraint(name="glance_picked", condition=Q(picked__lt=4)),
            models.CheckConstraint(name="glance_weight", condition=Q(weight__gte=0, weight__lte=1)),
            models.CheckConstraint(
                name="glance_pay_is_of_people", condition=~SIGNED_OUT | Q(panel__isnull=False) | Q(would_pay="")
            ),
            models.CheckConstraint(
                name="glance_product_is_known", condition=Q(knows_product=True) | Q(product_name="", product_link="")
            ),
            models.CheckConstraint(
                name="glance_link_is_one", condition=Q(product_link="") | Q(product_link__regex=r"^https?://")
            ),
            models.UniqueConstraint("person", "idea", name="glance_person_once", condition=~SIGNED_OUT),
            models.UniqueConstraint("session", "idea", name="glance_session_once", condition=SIGNED_OUT),
        ]
        indexes = [
            models.Index(fields=["idea", "revision"], name="glance_count"),
            models.Index(fields=["person", "-id"], name="glance_person"),
            models.Index(fields=["idea", "panel"], name="glance_panel", condition=Q(panel__isnull=False)),
            models.Index(fields=["session", "-id"], name="glance_session", condition=SIGNED_OUT),
        ]
