"""llama.cpp's own server: one model under whatever name it is asked for, its file and context on /props.

It answers 503 on /health while it loads, and times its work in every reply.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from .kind import ANY, Kind, Look, Served, count_in


async def of_the_props(look: Look) -> dict[str, Served]:
    props = await look("/props")
    settings = props.get("default_generation_settings")
    context = count_in(settings, "n_ctx") if isinstance(settings, Mapping) else None
    # Only the name: where the file lies on the operator's machine is nobody's business.
    file = PurePosixPath(str(props.get("model_path") or "")).name
    return {ANY: Served(file=file[:300], context_tokens=context)}


LLAMA_CPP = Kind(of_the_props, health="/health", build="/props", build_key="build_info", tokenizes=True)
