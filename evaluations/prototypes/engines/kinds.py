"""What differs between the servers that speak the OpenAI protocol: a row of facts each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`health` and `build`: paths from the server's root, "" where it has none; `build_key`: where the build stands."""

    health: str = ""
    build: str = ""
    build_key: str = ""
    tokenizes: bool = False  # POST /tokenize counts tokens exactly, and token ids are taken as an input
    takes_any_name: bool = False  # it serves one model, whatever name is asked for
    cuts: bool = False  # cuts an embedding input that is too long by itself, without a word
    cut_parameter: str = ""  # how it is told to


KINDS = {
    # Answers 503 on /health while it loads, and times its work in every reply.
    "llama.cpp": Kind("/health", "/props", "build_info", tokenizes=True, takes_any_name=True),
    # Its defaults under /v1 are temperature 1 and top_p 1: ours are always sent.
    "ollama": Kind("/api/version", "/api/version", "version", cuts=True),
    "vllm": Kind("/health", "/version", "version", cuts=True, cut_parameter="truncate_prompt_tokens"),
    "openai": Kind(),
}
