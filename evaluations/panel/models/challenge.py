"""A card that was dealt to one player: which idea, in which revision, with which four lines to choose from.

    dealt -> turned (the card is gone, the questions are there) -> answered, once
      |________________|__________________________________ late after half an hour

The row makes it single-use, and it also remembers which player has seen which idea."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Extract, Floor, Length
from django.utils import timezone

from evaluations.prototypes.models import Example, ExampleRevision
from ideas.models import Idea

from .invited_panel import OutsidePanels
from .player import ONE_PLAYER, SIGNED_OUT, Player

NETWORK_KEPT = timedelta(days=30)  # so long strangers in one network are dealt no idea twice
LASTS = timedelta(minutes=30)  # from the deal to the answer
MAX_EXAMPLE = 240  # characters of input and output together: a quick reader reads no more beside the pitch
SALT = "evaluations.panel.challenge"
CHOICES = 4
WEEK = 604_800  # seconds
SECONDS = 5  # that a card is shown
GRACE = 3  # seconds more for a slow connection; after them the card counts as read without the clock


def week_of(moment: datetime) -> int:
    """Weeks since 1970."""
    return int(moment.timestamp()) // WEEK


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def of(self, player: Player) -> "ChallengeQuerySet":
        return self.filter(player.rows)

    def counted_for(self, player: Player) -> "ChallengeQuerySet":
        """For the limits: a person's cards, from anywhere; for a stranger, those of all strangers in the same
        network."""
        return self.filter(person=player.person) if player.person else self.filter(person=None, address=player.address)

    def seats(self) -> int:
        """How many players were dealt at least one of them."""
        return self.order_by().values("person", "session").distinct().count()

    def forget_networks(self) -> int:
        """Remove the hash of the network from old cards; how many still had it."""
        return self.filter(dealt__lte=timezone.now() - NETWORK_KEPT).exclude(address="").update(address="")

    def since(self, age: timedelta) -> "ChallengeQuerySet":
        return self.filter(dealt__gt=timezone.now() - age)

    def fingerprint(self) -> tuple[int, int | None]:
        """Changes whenever a card is dealt."""
        found = self.aggregate(n=Count("pk"), last=Max("pk"))
        return found["n"], found["last"]

    def dealt_in_weeks(self) -> dict[tuple[int, int], int]:
        """How many cards each person was dealt in each week, answered or not, by (person, `week_of` the deal)."""
        weeks = self.filter(person__isnull=False).annotate(week=Floor(Extract("dealt", "epoch") / WEEK))
        counted = weeks.values_list("person", "week").annotate(cards=Count("pk"))
        return {(person, int(week)): cards for person, week, cards in counted}

    def held_by(self, player: Player) -> "ChallengeQuerySet":
        """Those that this player can answer, signed in or out as they are now."""
        return self.filter(**player.columns)

    def who_saw(self, idea: Idea) -> int:
        """How many players were dealt this idea, in any revision: none of them is dealt it again."""
        return self.filter(idea=idea).count()

    def unanswered(self) -> "ChallengeQuerySet":
        return self.filter(answered__isnull=True)

    def open(self) -> "ChallengeQuerySet":
        """Those that can still be answered: in time, and the idea's text has not changed."""
        in_time = self.unanswered().filter(dealt__gt=timezone.now() - LASTS)
        return in_time.filter(idea__published__isnull=False, idea__revision=F("revision"))

    def with_ideas(self) -> "ChallengeQuerySet":
        return self.select_related("idea", "person", "panel")


class Challenge(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="challenges")
    revision = models.PositiveIntegerField(help_text="The idea's revision on the card.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    session = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the session of who is signed out.")
    address = models.CharField(
        max_length=64, blank=True, help_text="A keyed hash of the network, never the address; forgotten after 30 days."
    )
    choices = models.JSONField(help_text="Four lines, in the order in which they are shown.")
    place = models.PositiveSmallIntegerField(help_text="Which of the four is true, from 0.")
    by_clock = models.BooleanField(help_text="Whether the card was dealt to be seen for five seconds.")
    left_open = models.FloatField(
        default=1.0, help_text="Share of the ideas not yet dealt to its person that they had not seen elsewhere."
    )
    inside = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether its player had said, before the deal, that they work in a field that the idea is for.",
    )
    panel = models.ForeignKey("panel.InvitedPanel", models.PROTECT, null=True, blank=True, related_name="cards")
    dealt = models.DateTimeField(default=timezone.now)
    turned = models.DateTimeField(null=True, blank=True, help_text="When the card went and the questions came.")
    answered = models.DateTimeField(null=True, blank=True)

    everything = ChallengeQuerySet.as_manager()
    objects = OutsidePanels.from_queryset(ChallengeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="challenge_has_one_player", condition=ONE_PLAYER),
            models.CheckConstraint(name="challenge_place", condition=Q(place__lt=CHOICES)),
            models.CheckConstraint(name="challenge_left_open", condition=Q(left_open__gte=0, left_open__lte=1)),
            models.UniqueConstraint("person", "idea", name="challenge_person_once", condition=~SIGNED_OUT),
            models.UniqueConstraint("session", "idea", name="challenge_session_once", condition=SIGNED_OUT),
        ]
        indexes = [
            models.Index(fields=["person", "dealt"], name="challenge_person", condition=~SIGNED_OUT),
            models.Index(fields=["address", "dealt"], name="challenge_address", condition=SIGNED_OUT),
            models.Index(fields=["dealt"], name="challenge_network", condition=~Q(address="")),
        ]

    @property
    def token(self) -> str:
        """The player answers the card with this token. Every call signs it again, so the time of the deal is read from
        the row and not from the token."""
        return signing.dumps(self.pk, salt=SALT)

    @property
    def is_late(self) -> bool:
        return timezone.now() - self.dealt > LASTS

    @property
    def asks_to_pay(self) -> bool:
        """Of strangers only those in a panel are asked: what they say is shown as the panel's, and counts apart."""
        return self.person_id is not None or self.panel_id is not None

    @property
    def was_timed(self) -> bool:
        """Whether the card was gone when its seconds were over, by the server's clock."""
        within = timedelta(seconds=SECONDS + GRACE)
        return self.by_clock and self.turned is not None and self.turned - self.dealt <= within

    @property
    def truth(self) -> str:
        return str(self.choices[self.place])

    @property
    def example(self) -> Example | None:
        return example_on_card(self.idea)

    def belongs_to(self, player: Player) -> bool:
        return player.columns == {"person": self.person, "session": self.session}


def example_on_card(idea: Idea) -> Example | None:
    """One example beside title and pitch: the shortest of the idea's latest; None where all are too long."""
    latest = ExampleRevision.objects.latest_of(idea)
    if latest is None:
        return None
    lengths = latest.examples.annotate(length=Length("input") + Length("expected"))
    return lengths.filter(length__lte=MAX_EXAMPLE).exclude(expected="").order_by("length", "position").first()


def number_in(token: str) -> int:
    """The id in a token. Raises signing.SignatureExpired when it is late, signing.BadSignature when this site did not
    sign it."""
    number = signing.loads(token, salt=SALT, max_age=LASTS)
    if not isinstance(number, int):
        raise signing.BadSignature
    return number
