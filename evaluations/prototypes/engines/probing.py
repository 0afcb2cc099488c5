"""Is a server there, and what is it? Asked now and then, so that a run does not find out the hard way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp

from .failures import of_transport
from .kinds import KINDS, Kind

State = Literal["up", "loading", "down"]


@dataclass(frozen=True, slots=True)
class Probe:
    """`reason`: why it is not up, in words; "" when it is."""

    state: State
    reason: str = ""
    build: str = ""


async def probe(session: aiohttp.ClientSession, url: str, kind: str, names: Collection[str]) -> Probe:
    """The state of the server at `url` (ending in /v1), which should serve the models `names`."""
    facts = KINDS.get(kind, KINDS["openai"])
    root = url.rstrip("/").removesuffix("/v1")
    try:
        if facts.health and (unwell := await health(session, root + facts.health)):
            return unwell
        listed = await health(session, f"{url}/models")
        if listed:
            return listed
        missing = await unlisted(session, f"{url}/models", facts, names)
        if missing:
            return Probe("down", f"does not serve {', '.join(missing)}")
        return Probe("up", build=await build_of(session, root, facts))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return Probe("down", of_transport(error, session.timeout.total or 0).what)


async def health(session: aiohttp.ClientSession, url: str) -> Probe | None:
    async with session.get(url) as response:
        if response.status == 503:
            return Probe("loading", "loading its model, or overloaded (503)")
        if response.status in (401, 403):
            return Probe("down", f"refuses our key ({response.status})")
        if response.status != 200:
            return Probe("down", f"answers {response.status} at {response.url.path}")
    return None


async def unlisted(session: aiohttp.ClientSession, url: str, facts: Kind, names: Collection[str]) -> list[str]:
    """The models that it should serve and does not list."""
    if facts.takes_any_name:
        return []
    answer = await json_of(session, url)
    rows = answer.get("data") or []
    listed = {str(row.get("id")).removesuffix(":latest") for row in rows if isinstance(row, Mapping)}
    return sorted(name for name in names if name.removesuffix(":latest") not in listed)


async def build_of(session: aiohttp.ClientSession, root: str, facts: Kind) -> str:
    if not facts.build:
        return ""
    return str((await json_of(session, root + facts.build)).get(facts.build_key) or "")[:120]


async def json_of(session: aiohttp.ClientSession, url: str) -> Mapping[str, Any]:
    async with session.get(url) as response:
        answer = await response.json(content_type=None)
    if not isinstance(answer, Mapping):
        raise ValueError(f"{url} does not answer with a JSON object")
    return answer
