"""Is a server there, what is it, and what does it serve? Asked now and then, so that a run need not find out."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import aiohttp

from .failures import Failure, of_transport
from .kinds import ANY, KINDS, UNSPECIFIC, Look, Served
from .storable import storable
from .wire import Wire

State = Literal["up", "loading", "down"]


@dataclass(frozen=True, slots=True)
class Probe:
    """`reason`: why it is not up, in words; "" when it is. `kind`: what it shows itself to be."""

    state: State
    reason: str = ""
    build: str = ""
    kind: str = ""
    models: Mapping[str, Served] = field(default_factory=dict)

    def of_model(self, name: str) -> Served | None:
        """What it says of the model; None when it does not serve it."""
        return next((served for key, served in self.models.items() if key == ANY or is_same(key, name)), None)


async def probe(wire: Wire, url: str, kind: str, names: Collection[str], *, is_known: bool) -> Probe:
    """The server at `url` (ending in /v1), which should serve the models `names`. It is thought to be of the `kind`;
    `is_known`: it showed itself to be, so that one which shows nothing special is not asked again what it is."""
    look = partial(look_at, wire, url)
    try:
        page = KINDS.get(kind, KINDS[UNSPECIFIC]).health
        for path, fine in ((page, (200, 404)), ("/v1/models", (200,))):  # without the page it is of another kind
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
    """Its kind, by which page tells a build, and that build. The one that it is thought to be is tried first."""
    for name in sorted(KINDS, key=lambda name: name != kind):
        facts = KINDS[name]
        if facts.build and (build := (await look(facts.build)).get(facts.build_key)):
            return name, storable(build)[:120]
    return UNSPECIFIC, ""


def address_of(url: str, path: str) -> str:
    """Paths count from the server's root, which is the address without its /v1."""
    return url + path.removeprefix("/v1") if path.startswith("/v1/") else url.removesuffix("/v1") + path


async def look_at(wire: Wire, url: str, path: str) -> Mapping[str, Any]:
    """The JSON object there; {} where there is none. Raises Failure for one without end."""
    async with wire.session.get(address_of(url, path), allow_redirects=False) as response:
        if response.status != 200:
            return {}
        try:
            answer = json.loads(await wire.text_of(response))
        except (ValueError, RecursionError):
            return {}
    return answer if isinstance(answer, Mapping) else {}


def is_same(one: str, other: str) -> bool:
    """Ollama lists with its tag what may be asked for without."""
    return one.removesuffix(":latest") == other.removesuffix(":latest")
