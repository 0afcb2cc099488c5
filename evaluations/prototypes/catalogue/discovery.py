"""An Ollama on this machine, if the operator turned this on: the models that it has pulled join the catalogue."""

import re
from collections.abc import Sequence

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction

from evaluations.prototypes.engines import ONCE, Engine, Pulled, Server, pulled_models
from evaluations.prototypes.models import Endpoint, ModelKind, OpenModel

NAME = "ollama-on-this-machine"
SOURCE = "pulled by the Ollama on this machine"


def address() -> str:
    return f"{settings.OLLAMA_URL}/v1"


def what_was_pulled() -> list[Pulled] | None:
    """The models that it offers; none when it is turned off, or the catalogue itself names it. None when it does not
    answer or has no model: then the rows stay as they are."""
    if not settings.FIND_OLLAMA or Endpoint.objects.catalogued(address(), NAME).exists():
        return []
    return async_to_sync(look)() or None


async def look() -> list[Pulled] | None:
    async with Engine(Server(NAME, address(), "ollama"), patience=ONCE) as engine:
        return await pulled_models(engine.wire, engine.root)


@transaction.atomic
def put_pulled(pulled: Sequence[Pulled]) -> None:
    """Make the rows say what was pulled; switch off what was not."""
    Endpoint.objects.discovered().update(enabled=bool(pulled))
    if pulled:
        facts = {"url": address(), "kind": "ollama", "on_this_machine": True, "is_discovered": True, "enabled": True}
        endpoint, _ = Endpoint.objects.update_or_create(name=NAME, defaults=facts, create_defaults=facts)
        kept = [put_model(endpoint, model).pk for model in pulled]
        endpoint.models.exclude(pk__in=kept).update(enabled=False)


def put_model(endpoint: Endpoint, model: Pulled) -> OpenModel:
    facts = {
        "name": model.name[:100],
        "slug": f"ollama-{re.sub(r'[^a-z0-9]+', '-', model.name.lower()).strip('-')}"[:100],
        "kind": ModelKind.CHAT,
        "licence": model.licence,
        "parameters": model.parameters,
        "quantisation": model.quantisation,
        "digest": model.digest,
        "context_tokens": model.context_tokens,
        "source": SOURCE,
        "enabled": True,
    }
    row, _ = OpenModel.objects.update_or_create(endpoint=endpoint, served_as=model.name[:200], defaults=facts)
    return row
