"""Endpoints: the servers of the models, their states, how many requests each may have in flight, and who has them."""

from math import ceil

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least, Now
from django.utils import timezone

from evaluations.prototypes.engines import Server
from evaluations.prototypes.engines.kinds import UNKNOWN_BUILDS


def server_in_words(kind: str, build: str) -> str:
    """The server and its build: "llama.cpp b6500", "vllm, build not told"."""
    server = "OpenAI-compatible server" if kind == "openai" else kind
    if not server:
        return "not known"
    return f"{server}, build not told" if build.strip() in UNKNOWN_BUILDS else f"{server} {build}"


USUAL_DEADLINE = 60  # seconds


class EndpointState(models.TextChoices):
    UNCHECKED = "unchecked", "not checked yet"
    UP = "up", "up"
    LOADING = "loading", "loading"
    DOWN = "down", "down"


def allowance(endpoint: str) -> Combinable:
    """How many requests may be in flight there now: its limit, or fewer if it once answered that they were too many."""
    path = f"{endpoint}__" if endpoint else ""
    return Least(F(f"{path}max_in_flight"), Coalesce(F(f"{path}learned_limit"), F(f"{path}max_in_flight")))


def may_be_asked(endpoint: str) -> Q:
    """An endpoint that is enabled, not known to be away, and not resting. `endpoint`: the path to it, or ""."""
    path = f"{endpoint}__" if endpoint else ""
    return is_rested(path) & Q(
        (f"{path}enabled", True), (f"{path}state__in", [EndpointState.UP.value, EndpointState.UNCHECKED.value])
    )


def is_rested(path: str = "") -> Q:
    return Q((f"{path}rests_until__isnull", True)) | Q((f"{path}rests_until__lte", Now()))


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def enabled(self) -> "EndpointQuerySet":
        return self.filter(enabled=True)

    def to_check(self) -> "EndpointQuerySet":
        """Enabled ones, except those that rest."""
        return self.enabled().filter(is_rested())

    def listed(self) -> "EndpointQuerySet":
        """In the operator's file now, or once."""
        return self.filter(is_discovered=False)

    def discovered(self) -> "EndpointQuerySet":
        return self.filter(is_discovered=True)

    def catalogued(self, url: str, name: str) -> "EndpointQuerySet":
        """The operator's endpoints at this address, or under this name."""
        return self.listed().enabled().filter(Q(url=url) | Q(name=name))

    def locked(self) -> "EndpointQuerySet":
        """Held until the end of the transaction, in an order that cannot deadlock."""
        return self.order_by("pk").select_for_update(no_key=True)


class Endpoint(models.Model):
    """An OpenAI-compatible server. Its key stays in the environment: only the variable's name is stored."""

    name = models.SlugField(max_length=60, unique=True)
    url = models.CharField(
        max_length=300,
        help_text="Base address, ending in /v1.",
        validators=[RegexValidator(r"^https?://[^\s/@]+(/[^\s?#]*)?$", "Give an address such as http://host:8000/v1.")],
    )
    key_variable = models.CharField(
        max_length=80,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z_]\w*$", "Give the name of a variable, never the key itself.")],
    )
    kind = models.CharField(max_length=30, default="openai", help_text="llama.cpp, ollama, vllm or openai.")
    build = models.CharField(max_length=120, blank=True, help_text="What the server says it is.")
    max_in_flight = models.PositiveSmallIntegerField(default=4, help_text="Requests at once, over all workers.")
    deadline = models.PositiveSmallIntegerField(default=USUAL_DEADLINE, help_text="Seconds that one request may take.")
    on_this_machine = models.BooleanField(default=False, help_text="Costs machine time, not tokens.")
    enabled = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=EndpointState, default=EndpointState.UNCHECKED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not up, in words.")
    checked = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True, help_text="When it came into this state.")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="It asked not to be asked before.")
    learned_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Requests at once that it takes, as measured; null: not known yet."
    )
    tripped = models.DateTimeField(
        null=True, blank=True, help_text="Since when no run asks it, because requests failed: its breaker is open."
    )
    found_kind = models.CharField(max_length=30, blank=True, help_text="What kind it showed itself to be.")
    is_discovered = models.BooleanField(default=False, help_text="Found on this machine, not in the catalogue.")

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endpoint_takes_requests",
                condition=Q(max_in_flight__gte=1) & (Q(learned_limit=None) | Q(learned_limit__gte=1)),
            ),
            models.CheckConstraint(
                name="endpoint_away_says_why", condition=~Q(state__in=["down", "loading"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_server(self) -> Server:
        """The server as engines know it, who know no rows."""
        return Server(self.name, self.url, self.spoken_kind, self.key_variable, self.deadline)

    @property
    def is_up(self) -> bool:
        return self.state == EndpointState.UP

    @property
    def is_slow(self) -> bool:
        """The operator gives it more than the usual time: then runs read its answers as they come, since only so a
        first token can be waited for, and not for all of that time in vain."""
        return self.deadline > USUAL_DEADLINE

    @property
    def spoken_kind(self) -> str:
        """The kind that was detected; if that is nothing special, the kind that the operator names."""
        return self.found_kind if self.found_kind not in ("", "openai") else self.kind

    @property
    def allowance(self) -> int:
        """How many requests may be in flight there now, over all workers."""
        return min(self.max_in_flight, self.learned_limit or self.max_in_flight)

    @property
    def server(self) -> str:
        return server_in_words(self.spoken_kind, self.build)

    @property
    def rests_for(self) -> int:
        """Seconds that its rest still lasts; 0 when it may be asked."""
        return max(0, ceil((self.rests_until - timezone.now()).total_seconds())) if self.rests_until else 0

    @property
    def condition(self) -> str:
        """Its state with the reason for it: "is up: llama.cpp b6500", "is down: connection refused"."""
        if self.rests_for:
            return f"rests for {self.rests_for} s, since {self.reason or 'it asks for that'}"
        why = self.server if self.is_up else self.reason
        return f"is {self.get_state_display()}: {why}" if why else f"is {self.get_state_display()}"

    @property
    def absence(self) -> str:
        """Human-readable reason why the server cannot be asked now; "" when it can."""
        away = self.state in (EndpointState.DOWN, EndpointState.LOADING)
        return f"{self.name} is {self.state}: {self.reason}" if away else ""


class ShareQuerySet(models.QuerySet["Share"]):
    def live(self) -> "ShareQuerySet":
        return self.filter(until__gt=Now())

    def spent(self) -> "ShareQuerySet":
        """Left by workers that died."""
        return self.filter(until__lte=Now())

    def full_endpoints(self, spared: int | None = None) -> "models.QuerySet[Share, int]":
        """Keys of the endpoints at which every place is held; at the one with the key `spared`, every place but one."""
        by_endpoint = self.live().values("endpoint").annotate(held=Sum("places"))
        limit = allowance("endpoint")
        full = Q(held__gte=limit) | Q(held__gte=limit - 1, endpoint=spared)
        return by_endpoint.filter(full).values_list("endpoint", flat=True)

    def free_places(self, endpoint: Endpoint) -> int:
        """Places that nobody holds; only reliable while the endpoint's row is locked."""
        held = self.live().filter(endpoint=endpoint).aggregate(places=Sum("places", default=0))
        return max(0, endpoint.allowance - int(held["places"]))


class Share(models.Model):
    """How many requests one worker may have in flight at an endpoint, and until when.

    All live shares of an endpoint together never exceed its allowance at the time the last one was taken."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="shares")
    holder = models.UUIDField(db_index=True, help_text="The lease it goes with.")
    places = models.PositiveSmallIntegerField(help_text="Requests in flight that it allows.")
    until = models.DateTimeField()

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("endpoint", "holder", name="share_once")]
