"""What is supervised: one program each, and the order in which they stop."""

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """Programs stop from the highest rank to the lowest, so nothing loses what it leans on."""

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
