"""Engines: the only code that talks to a model. One adapter for every OpenAI-compatible server."""

from .engine import Engine, Server
from .failures import Away, Busy, Failure
from .gate import FIRST
from .kinds.ollama import Pulled, pulled_models
from .patience import ONCE, Patience
from .probe import Probe
from .replies import Reply, broken_off
from .requests import Request, chat_request, embedding_request, key_of
from .stream import Restart, streamed

__all__ = [
    "FIRST",
    "ONCE",
    "Away",
    "Busy",
    "Engine",
    "Failure",
    "Patience",
    "Probe",
    "Pulled",
    "Reply",
    "Request",
    "Restart",
    "Server",
    "broken_off",
    "chat_request",
    "embedding_request",
    "key_of",
    "pulled_models",
    "streamed",
]
