"""The catalogue: the open models, and what their servers report about them. Only the operator writes it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from evaluations.compute.models import Price, PriceBasis, PriceKind
from ideas.models.vector import SIZES, VECTOR_SIZE

from .endpoint import Endpoint, EndpointState


class SchemaSupport(models.TextChoices):
    """What a server does with a JSON schema for its answer. It may always be asked without one."""

    UNKNOWN = "unknown", "not probed yet"
    HONOURED = "honoured", "honoured"
    IGNORED = "ignored", "ignored"
    REFUSED = "refused", "refused"  # such a request is an error there


class ModelKind(models.TextChoices):
    CHAT = "chat", "chat"
    EMBEDDING = "embedding", "embedding"


class OpenModelQuerySet(models.QuerySet["OpenModel"]):
    def enabled(self) -> "OpenModelQuerySet":
        """Models on which new runs are planned, the smallest first."""
        return self.filter(enabled=True, endpoint__enabled=True).select_related("endpoint").order_by("parameters", "pk")

    def listed(self) -> "OpenModelQuerySet":
        """In the operator's file now, or once."""
        return self.filter(endpoint__is_discovered=False)

    def chat(self) -> "OpenModelQuerySet":
        return self.enabled().filter(kind=ModelKind.CHAT)

    def embedding(self) -> "OpenModelQuerySet":
        return self.enabled().filter(kind=ModelKind.EMBEDDING)

    def of_ideas(self) -> "OpenModel | None":
        """The embedding model by which ideas and searches are compared: the one that the catalogue says, else the
        smallest with vectors of 384 numbers."""
        fitting = self.embedding().filter(Q(for_ideas=True) | Q(dimensions=VECTOR_SIZE))
        return fitting.order_by("-for_ideas", "parameters", "pk").first()

    def to_probe(self) -> "OpenModelQuerySet":
        """Chat models at servers that are up, if it is unknown whether they follow a JSON schema: never probed, probed
        at another build, or without a clear result. A server that reports no build is probed once a day."""
        now = timezone.now()
        unclear = Q(schema_support=SchemaSupport.UNKNOWN, probed__lt=now - timedelta(hours=1))
        unbuilt = Q(probed_build="", probed__lt=now - timedelta(days=1))
        due = Q(probed=None) | ~Q(probed_build=F("endpoint__build")) | unclear | unbuilt
        return self.chat().filter(due, endpoint__state=EndpointState.UP)

    def put_probed(self, model: "OpenModel", support: str) -> None:
        self.filter(pk=model.pk).update(
            schema_support=support, probed=timezone.now(), probed_build=model.endpoint.build
        )

    def put_served(self, model: "OpenModel", digest: str, file: str, context_tokens: int | None) -> None:
        """What its server reports now. It may report no context until the model is loaded: then the last one stays."""
        context = context_tokens or model.served_context
        if (digest, file, context) != (model.served_digest, model.served_file, model.served_context):
            self.filter(pk=model.pk).update(served_digest=digest, served_file=file, served_context=context)

    def for_catalogue(self) -> "OpenModelQuerySet":
        """Every model with its endpoint and, as `finished_runs`, how often it was tried; those in use first."""
        counted = self.annotate(finished_runs=Count("runs", filter=Q(runs__state="finished")))
        return counted.select_related("endpoint").order_by("-endpoint__enabled", "-enabled", "parameters", "pk")


class OpenModel(models.Model):
    name = models.CharField(max_length=100, help_text="As people know it: SmolLM2-135M-Instruct.")
    slug = models.SlugField(max_length=100, unique=True)
    served_as = models.CharField(max_length=200, help_text="The name the endpoint expects.")
    kind = models.CharField(max_length=10, choices=ModelKind)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="models")
    licence = models.CharField(max_length=60)
    parameters = models.BigIntegerField(help_text="How many weights the model has.")
    quantisation = models.CharField(max_length=30, blank=True)
    digest = models.CharField(max_length=80, blank=True, help_text="sha256 of the weight file, where it is known.")
    context_tokens = models.PositiveIntegerField(help_text="Tokens that one request may hold.")
    dimensions = models.PositiveIntegerField(null=True, blank=True, help_text="Numbers in one of its vectors.")
    for_ideas = models.BooleanField(default=False, db_default=False, help_text="Makes the vectors of all ideas.")
    price_name = models.CharField(max_length=100, blank=True, help_text="The price book's name for it, if any.")
    source = models.CharField(max_length=300, blank=True, help_text="Where the weights come from.")
    enabled = models.BooleanField(default=True)

    # What its server says and does, probed once for each build.
    served_digest = models.CharField(max_length=80, blank=True, help_text="The digest that the server reports.")
    served_file = models.CharField(max_length=300, blank=True, help_text="The file that the server says it serves.")
    served_context = models.PositiveIntegerField(null=True, blank=True, help_text="Tokens that the server gives it.")
    schema_support = models.CharField(max_length=10, choices=SchemaSupport, default=SchemaSupport.UNKNOWN)
    probed = models.DateTimeField(null=True, blank=True, help_text="When its schema support was last probed.")
    probed_build = models.CharField(max_length=120, blank=True, help_text="The server's build at that time.")

    objects = OpenModelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="model_embeds_in_dimensions", condition=~Q(kind="embedding") | Q(dimensions__isnull=False)
            ),
            models.CheckConstraint(
                name="model_for_ideas_embeds",
                condition=Q(for_ideas=False) | Q(kind="embedding", dimensions__in=SIZES),
                violation_error_message="for_ideas is for an embedding model whose dimensions are"
                f" {', '.join(map(str, SIZES[:-1]))} or {SIZES[-1]}.",
            ),
            models.CheckConstraint(name="model_has_size", condition=Q(parameters__gt=0, context_tokens__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("model", args=[self.slug])

    @property
    def is_offered(self) -> bool:
        return self.enabled and self.endpoint.enabled

    @property
    def known_digest(self) -> str:
        """The digest of the served weights, as the server reports it, else as the operator wrote it down."""
        return self.served_digest or self.digest

    @property
    def served_file_name(self) -> str:
        """Without its folders, which concern only the operator."""
        return self.served_file.replace("\\", "/").rstrip("/").rpartition("/")[2]

    @property
    def digest_differs(self) -> bool:
        """Whether the server serves other weights than the catalogue names. Either digest may be shortened."""
        served, written = [digest.removeprefix("sha256:").lower() for digest in (self.served_digest, self.digest)]
        return bool(served and written) and not (served.startswith(written) or written.startswith(served))

    @property
    def identity(self) -> str:
        """The same for two answers of the same model: the digest, or if it is unknown the place where it is served."""
        place = f"{self.endpoint.url} {self.served_as} {self.quantisation} {self.served_file}".strip()
        return (self.served_digest if self.digest_differs else self.digest or self.served_digest) or place

    @property
    def maker_of_vectors(self) -> str:
        """What ideas note of the model that made their vector."""
        return (self.digest or self.served_as)[:80]

    @property
    def takes_schema(self) -> bool:
        return self.schema_support != SchemaSupport.REFUSED

    @property
    def room_tokens(self) -> int:
        """Tokens that one request may hold, by the catalogue and by the server."""
        return min(self.context_tokens, self.served_context or self.context_tokens)

    def price(self) -> Price | None:
        """What its work costs today: machine time here, a host's list price elsewhere; None when not known."""
        if self.endpoint.on_this_machine:
            return Price.objects.machine()
        return Price.objects.of_open_model(self.price_name) if self.price_name else None

    def price_in(self, book: Iterable[Price]) -> Price | None:
        """The same, from the newest prices when they are read already: one query for any number of models."""
        key = (PriceKind.OPEN, self.price_name, PriceBasis.MEDIAN)
        on_machine = self.endpoint.on_this_machine
        return next((p for p in book if (p.kind == PriceKind.MACHINE if on_machine else p.key == key)), None)
