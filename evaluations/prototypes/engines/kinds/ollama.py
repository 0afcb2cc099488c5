"""Ollama: the digests of the pulled models, and the context of the loaded ones. It can pull a new model under an old
name without a new build, so both are read at every check.

Its defaults under /v1 are temperature 1 and top_p 1: ours are always sent. It cuts embedding inputs without saying so.
"""

from .kind import Look, Served, ServerKind, count_in, rows, text_in

LATEST = ":latest"


async def pulled(look: Look) -> dict[str, Served]:
    loaded = {str(row.get("name")): count_in(row, "context_length") for row in rows(await look("/api/ps"), "models")}
    models = rows(await look("/api/tags"), "models")
    return {
        str(row.get("name")): Served(digest_of(text_in(row, "digest")), context_tokens=loaded.get(str(row.get("name"))))
        for row in models
    }


def digest_of(text: str) -> str:
    return f"sha256:{text.removeprefix('sha256:')}"[:80] if text else ""


OLLAMA = ServerKind(pulled, health="/api/version", build="/api/version", build_key="version", cuts=True)
