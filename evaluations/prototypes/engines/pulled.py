"""The models that an Ollama server has pulled, with the facts that a catalogue needs. Only chat models that run on the
server's own machine."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .engine import Engine
from .failures import Failure
from .kinds.kind import count_in, object_in, rows, text_in
from .kinds.ollama import digest_of
from .requests import Request
from .storable import storable

MAX_WEIGHTS = 2**63 - 1
DEFAULT_CONTEXT = 4096  # tokens; Ollama's default where a model's file names no num_ctx


@dataclass(frozen=True, slots=True)
class Pulled:
    name: str
    digest: str
    parameters: int
    quantisation: str
    context_tokens: int
    licence: str


async def pulled_models(engine: Engine) -> list[Pulled] | None:
    """None when no Ollama answers there."""
    try:
        tags = await engine.wire.look(f"{engine.root}/api/tags")
        found = [(row, await shown(engine, text_in(row, "name"))) for row in rows(tags, "models")]
    except Failure:
        return None
    return [model for row, details in found if (model := model_of(row, details))]


async def shown(engine: Engine, name: str) -> Mapping[str, Any]:
    return await engine.wire.post(f"{engine.root}/api/show", Request.of({"model": name}).raw)


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
