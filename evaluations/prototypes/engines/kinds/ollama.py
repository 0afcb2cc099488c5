"""Ollama: digests of what was pulled, and the context of what is loaded now. It pulls a new model under an old name
without a new build, so both are looked up at every check.

Its defaults under /v1 are temperature 1 and top_p 1: ours are always sent. It cuts what it embeds without a word.
"""

from .kind import Kind, Look, Served, count_in, rows, text_in

LATEST = ":latest"


async def pulled(look: Look) -> dict[str, Served]:
    loaded = {str(row.get("name")): count_in(row, "context_length") for row in rows(await look("/api/ps"), "models")}
    models = rows(await look("/api/tags"), "models")
    return {
        str(row.get("name")): Served(digest_of(text_in(row, "digest")), context_tokens=loaded.get(str(row.get("name"))))
        for row in models
    }


def digest_of(told: str) -> str:
    return f"sha256:{told.removeprefix('sha256:')}"[:80] if told else ""


OLLAMA = Kind(pulled, health="/api/version", build="/api/version", build_key="version", cuts=True)
