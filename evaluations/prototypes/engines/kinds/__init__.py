"""The kinds of servers that speak the OpenAI protocol: one small file for each, and its line here."""

from .kind import ANY, Kind, Look, Served
from .llama_cpp import LLAMA_CPP
from .ollama import OLLAMA
from .openai import OPENAI
from .vllm import VLLM

__all__ = ["ANY", "KINDS", "UNSPECIFIC", "Kind", "Look", "Served"]

UNSPECIFIC = "openai"  # a server that shows nothing special, or of which nothing is known
KINDS = {"llama.cpp": LLAMA_CPP, "ollama": OLLAMA, "vllm": VLLM, UNSPECIFIC: OPENAI}
