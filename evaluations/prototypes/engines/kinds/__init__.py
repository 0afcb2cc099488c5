"""The kinds of server that speak the OpenAI protocol: one small file for each, and its line here."""

from .kind import ANY, UNKNOWN_BUILDS, Look, Served, ServerKind
from .llama_cpp import LLAMA_CPP
from .ollama import OLLAMA
from .openai import OPENAI
from .vllm import VLLM

__all__ = ["ANY", "KINDS", "UNKNOWN_BUILDS", "UNSPECIFIC", "Look", "Served", "ServerKind"]

UNSPECIFIC = "openai"  # any other server, or an unknown one
KINDS = {"llama.cpp": LLAMA_CPP, "ollama": OLLAMA, "vllm": VLLM, UNSPECIFIC: OPENAI}
