"""Under the supervisor: programs, the order in which they stop, and the services that the site depends on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """Programs stop from the highest rank to the lowest, so nothing loses what it depends on."""

    DATABASE = 1
    REDIS = 2
    MODELS = 3
    WORKERS = 4
    CLOCK = 5
    WEB = 6


@dataclass(frozen=True)
class Program:
    """A command that runs in the foreground and ends cleanly on `stop_signal` within `patience` seconds."""

    name: str
    rank: Rank
    command: tuple[str, ...]
    stop_signal: str = "TERM"
    patience: int = 15
    user: str = ""
    niceness: int = 0


@dataclass(frozen=True)
class Service:
    """A server that the site depends on, embedded here; the operator can name a real one in `variable` instead.

    `awaited` is called until it is "": why the server does not serve yet, in words."""

    title: str
    variable: str
    url: str
    program: Program
    awaited: Callable[[], str]
