"""Is a server up, of which kind, what does it serve, and do its answers follow a JSON schema? Asked from time to time,
so that no run has to find out."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import aiohttp

from .failures import Failure, of_transport
from .kinds import ANY, KINDS, UNKNOWN_BUILDS, UNSPECIFIC, Look, Served
from .replies import Reply
from .requests import Request, chat_request
from .storable import storable
from .wire import Wire

ServerState = Literal["up", "loading", "down"]
Support = Literal["honoured", "ignored", "refused", "unknown"]
# A word that no model answers to a greeting unless a schema forces it.
GREETING_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["teal"]}},
    "required": ["colour"],
    "additionalProperties": False,
}
GREETING_TOKENS = 60
SCHEMA_REFUSALS = frozenset({400, 415, 422, 500, 501})


@dataclass(frozen=True, slots=True)
class Probe:
    """`reason`: why it is not up, in words; "" when it is. `kind`: the kind that its pages show."""

    state: ServerState
    reason: str = ""
    build: str = ""
    kind: str = ""
    models: Mapping[str, Served] = field(default_factory=dict)

    def of_model(self, name: str) -> Served | None:
        """The server's entry of the model; None when it does not serve it."""
        return next((served for key, served in self.models.items() if key == ANY or is_same(key, name)), None)


async def probe(wire: Wire, url: str, kind: str, names: Collection[str], *, is_known: bool) -> Probe:
    """The server at `url` (ending in /v1), which should serve the models `names`. `kind`: the expected one; `is_known`:
    an earlier probe found it, so that a server without a page of its own is not asked for its kind again."""
    look = partial(look_at, wire, url)
    try:
        page = KINDS.get(kind, KINDS[UNSPECIFIC]).health
        for path, fine in (
            (page, (200, 404)),
            ("/v1/models", (200,)),
        ):  # no such page: the server is of another kind
            if path and (unwell := await health(wire, address_of(url, path), fine)):
                return unwell
        shown, build = (kind, "") if is_known and kind == UNSPECIFIC else await recognised(look, kind)
        models = await KINDS[shown].serves(look)
        found = Probe("up", build=build, kind=shown, models=models)
        missing = sorted(name for name in names if found.of_model(name) is None)
        return Probe("down", f"does not serve {', '.join(missing)}", build, shown, models) if missing else found
    except Failure as failure:
        return Probe("down", failure.what)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Probe("down", of_transport(error, wire.patience.timeout).what)


async def health(wire: Wire, url: str, fine: Collection[int]) -> Probe | None:
    async with wire.session.get(url, allow_redirects=False) as response:
        if response.status == 503:
            return Probe("loading", "loading its model, or overloaded (503)")
        if response.status in (401, 403):
            return Probe("down", f"refuses our key ({response.status})")
        if response.status not in fine:
            return Probe("down", f"answers {response.status} at {response.url.path}")
    return None


async def recognised(look: Look, kind: str) -> tuple[str, str]:
    """The kind whose page names a build, and that build. The expected kind is tried first."""
    for name in dict.fromkeys((kind, *KINDS)):
        facts = KINDS.get(name)
        if facts and facts.build and (build := (await look(facts.build)).get(facts.build_key)):
            if facts.spare_build and build in UNKNOWN_BUILDS:
                build = await facts.spare_build(look) or build
            return name, storable(build)[:120]
    return UNSPECIFIC, ""


def address_of(url: str, path: str) -> str:
    """Paths count from the server's root, which is the address without its /v1."""
    return url + path.removeprefix("/v1") if path.startswith("/v1/") else url.removesuffix("/v1") + path


async def look_at(wire: Wire, url: str, path: str) -> Mapping[str, Any]:
    """The JSON object there; {} where there is none. Raises Failure for a reply that is too long."""
    async with wire.session.get(address_of(url, path), allow_redirects=False) as response:
        if response.status != 200:
            return {}
        try:
            answer = json.loads(await wire.text_of(response))
        except (ValueError, RecursionError):
            return {}
    return answer if isinstance(answer, Mapping) else {}


def is_same(one: str, other: str) -> bool:
    """Ollama lists a model with its tag, and takes a request without it."""
    return one.removesuffix(":latest") == other.removesuffix(":latest")


def greeting(model: str, *, with_schema: bool) -> Request:
    messages = [{"role": "user", "content": "Good morning! How are you?"}]
    return chat_request(model, messages, GREETING_TOKENS, GREETING_SCHEMA if with_schema else None)


def support_in(reply: Reply, without: Reply | None = None) -> Support:
    """How the server treats a schema, by its reply to the greeting. An error is a refusal only if the server answers
    the same greeting `without` the schema."""
    if reply.outcome == "error":
        was_refused = bool(reply.failures) and reply.failures[-1]["status"] in SCHEMA_REFUSALS
        return "refused" if was_refused and without and without.outcome != "error" else "unknown"
    if not reply.text:
        return "unknown"  # it may have used up its tokens for reasoning
    return "honoured" if follows_schema(reply.text) else "ignored"


def follows_schema(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"colour": "teal"})
    except (ValueError, RecursionError):
        return False
