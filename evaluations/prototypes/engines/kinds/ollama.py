"""Ollama: the digests of the pulled models, and the context of the loaded ones. It can pull a new model under an old
name without a new build, so both are read at every check. `pulled_models` has the facts that a catalogue needs.

Its defaults under /v1 are temperature 1 and top_p 1: ours are always sent. It cuts embedding inputs without saying so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.engines.failures import Failure
from evaluations.prototypes.engines.requests import Request
from evaluations.prototypes.engines.storable import storable
from evaluations.prototypes.engines.wire import Wire

from .kind import Look, Served, ServerKind, count_in, object_in, rows, text_in

MAX_WEIGHTS = 2**63 - 1
DEFAULT_CONTEXT = 4096  # tokens; Ollama's default where a model's file names no num_ctx


async def pulled(look: Look) -> dict[str, Served]:
    loaded = {str(row.get("name")): count_in(row, "context_length") for row in rows(await look("/api/ps"), "models")}
    models = rows(await look("/api/tags"), "models")
    return {
        str(row.get("name")): Served(digest_of(text_in(row, "digest")), context_tokens=loaded.get(str(row.get("name"))))
        for row in models
    }


def digest_of(text: str) -> str:
    return f"sha256:{text.removeprefix('sha256:')}"[:80] if text else ""


OLLAMA = ServerKind(pulled, health="/api/version", build="/api/version", build_key="version", cuts=True)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A chat model that the server has pulled and runs on its own machine."""

    name: str
    digest: str
    parameters: int
    quantisation: str
    context_tokens: int
    licence: str


async def pulled_models(wire: Wire, root: str) -> list[Pulled] | None:
    """Of the server at `root`, the address without /v1; None when no Ollama answers there."""
    try:
        tags = await wire.look(f"{root}/api/tags")
        found = [(row, await shown(wire, root, text_in(row, "name"))) for row in rows(tags, "models")]
    except Failure:
        return None
    return [model for row, details in found if (model := model_of(row, details))]


async def shown(wire: Wire, root: str, name: str) -> Mapping[str, Any]:
    return await wire.post(f"{root}/api/show", Request.of({"model": name}).raw)


def model_of(row: Mapping[str, Any], details: Mapping[str, Any]) -> Pulled | None:
    """None for a model that only embeds, that another machine serves, or whose size is not given."""
    info = object_in(details, "model_info")
    parameters = count_in(info, "general.parameter_count", maximum=MAX_WEIGHTS)
    if row.get("remote_host") or "completion" not in text_in(details, "capabilities") or parameters is None:
        return None
    own = count_in(info, f"{info.get('general.architecture')}.context_length") or DEFAULT_CONTEXT
    return Pulled(
        name=text_in(row, "name"),
        digest=digest_of(text_in(row, "digest")),
        parameters=parameters,
        quantisation=text_in(object_in(row, "details"), "quantization_level")[:30],
        context_tokens=min(own, given_context(text_in(details, "parameters"))),
        licence=licence_of(info.get("general.license"), details.get("license")),
    )


def given_context(parameters: str) -> int:
    """From the lines of a model's file, such as "num_ctx 8192"."""
    said = re.search(r"^num_ctx\s+(\d{1,9})\b", parameters, re.MULTILINE)
    return int(said[1]) if said and int(said[1]) else DEFAULT_CONTEXT


def licence_of(*entries: object) -> str:
    """The short name, or the heading of the whole text."""
    texts: Sequence[str] = [text for each in entries if (text := storable(each or "").strip())]
    return texts[0].splitlines()[0].strip()[:60] if texts else "not told"
