"""llama.cpp's own server: one model under any name, its file and context on /props.

It answers 503 on /health while it loads, and times its work in every reply.
"""

from pathlib import PurePosixPath

from .kind import ANY, Look, Served, ServerKind, count_in, object_in, text_in


async def of_the_props(look: Look) -> dict[str, Served]:
    props = await look("/props")
    context = count_in(object_in(props, "default_generation_settings"), "n_ctx")
    # Only the name: the path on the operator's machine must stay private.
    file = PurePosixPath(text_in(props, "model_path")).name
    return {ANY: Served(file=file[:300], context_tokens=context)}


LLAMA_CPP = ServerKind(of_the_props, health="/health", build="/props", build_key="build_info", tokenizes=True)
