"""The catalogue: which open models there are and where they answer. Only the operator writes it."""

from django.db import models
from django.urls import reverse


class EndpointState(models.TextChoices):
    UNCHECKED = "unchecked", "not checked yet"
    UP = "up"
    LOADING = "loading"
    DOWN = "down"


class ModelKind(models.TextChoices):
    CHAT = "chat"
    EMBEDDING = "embedding"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def enabled(self) -> "EndpointQuerySet":
        return self.filter(enabled=True)


class Endpoint(models.Model):
    """An OpenAI-compatible server. Its key stays in the environment: only the variable's name is stored."""

    name = models.SlugField(max_length=60, unique=True)
    url = models.URLField(max_length=300, help_text="Base address, ending in /v1.")
    key_variable = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30, default="openai", help_text="llama.cpp, ollama, vllm or openai.")
    build = models.CharField(max_length=120, blank=True, help_text="What the server says it is.")
    max_in_flight = models.PositiveSmallIntegerField(default=4, help_text="Requests at once, over all workers.")
    on_this_machine = models.BooleanField(default=False, help_text="Costs machine time, not tokens.")
    enabled = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=EndpointState, default=EndpointState.UNCHECKED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not up, in words.")
    checked = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True, help_text="When it came into this state.")

    objects = EndpointQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_up(self) -> bool:
        return self.state == EndpointState.UP


class OpenModelQuerySet(models.QuerySet["OpenModel"]):
    def enabled(self) -> "OpenModelQuerySet":
        return self.filter(enabled=True, endpoint__enabled=True).select_related("endpoint").order_by("parameters")

    def for_catalogue(self) -> "OpenModelQuerySet":
        """Every model with its endpoint and how many runs it finished."""
        finished = models.Count("runs", filter=models.Q(runs__state="finished"))
        return self.select_related("endpoint").annotate(finished_runs=finished).order_by("kind", "parameters")

    def chat(self) -> "OpenModelQuerySet":
        return self.enabled().filter(kind=ModelKind.CHAT)

    def embedding(self) -> "OpenModelQuerySet":
        return self.enabled().filter(kind=ModelKind.EMBEDDING)


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
    price_name = models.CharField(max_length=100, blank=True, help_text="The price book's name for it, if any.")
    source = models.CharField(max_length=300, blank=True, help_text="Where the weights come from.")
    enabled = models.BooleanField(default=True)

    objects = OpenModelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_offered(self) -> bool:
        return self.enabled and self.endpoint.enabled

    def get_absolute_url(self) -> str:
        return f"{reverse('models')}#{self.slug}"
