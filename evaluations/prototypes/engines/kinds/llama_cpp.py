"""llama.cpp's own server: one model under any name, its file and context on /props.

It answers 503 on /health while it loads, and times its work in every reply. One that was built without its number says
"b0-unknown"; whoever starts it can name the build in a tag of its model, `--tags build=...`, and ours does.
"""

from pathlib import PurePosixPath

from .kind import ANY, Look, Served, ServerKind, count_in, object_in, rows, text_in

TAG = "build="


async def of_the_props(look: Look) -> dict[str, Served]:
    props = await look("/props")
    context = count_in(object_in(props, "default_generation_settings"), "n_ctx")
    # Only the name: the path on the operator's machine must stay private.
    file = PurePosixPath(text_in(props, "model_path")).name
    return {ANY: Served(file=file[:300], context_tokens=context)}


async def tagged_build(look: Look) -> str:
    lists = [model.get("tags") for model in rows(await look("/v1/models"), "data")]
    tags = [str(tag) for tags in lists if isinstance(tags, list) for tag in tags]
    return next((tag.removeprefix(TAG) for tag in tags if tag.startswith(TAG)), "")


LLAMA_CPP = ServerKind(
    of_the_props,
    health="/health",
    build="/props",
    build_key="build_info",
    spare_build=tagged_build,
    tokenizes=True,
)
