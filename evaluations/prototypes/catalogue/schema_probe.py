"""What each model's server does with a JSON schema: asked once for each build, by beat and never by a run."""

import logging

from asgiref.sync import async_to_sync

from evaluations.prototypes.engines import Away, Busy, Engine, Patience
from evaluations.prototypes.models import OpenModel, SchemaSupport

from .health import keep_to_rest
from .places import one_place

logger = logging.getLogger(__name__)
PROBING = Patience(attempts=1, timeout=10.0, connect=1.0)


def probe_models() -> int:
    """Probe the models that are due; how many were probed. One whose server is full is left for the next time."""
    return sum(probe_model(model) for model in OpenModel.objects.to_probe())


def probe_model(model: OpenModel) -> bool:
    with one_place(model.endpoint) as has_place:
        if has_place:
            OpenModel.objects.put_probed(model, async_to_sync(schema_support)(model))
        return has_place


async def schema_support(model: OpenModel) -> str:
    try:
        async with Engine(model.endpoint.as_server, patience=PROBING) as engine:
            return await engine.probe_schema(model.served_as)
    except (Away, Busy) as error:
        logger.info("%s could not be probed: %s %s", model, model.endpoint, error)
        await keep_to_rest(model.endpoint, error)
        return SchemaSupport.UNKNOWN
