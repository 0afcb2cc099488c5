"""vLLM: lists its models with the folder or repository of their weights, and cuts embedding inputs on request."""

from .kind import Look, Served, ServerKind, count_in, rows, text_in


async def listed(look: Look) -> dict[str, Served]:
    models = rows(await look("/v1/models"), "data")
    return {str(row.get("id")): served(text_in(row, "root"), count_in(row, "max_model_len")) for row in models}


def served(root: str, context_tokens: int | None) -> Served:
    return Served(file=root[:300], context_tokens=context_tokens)


VLLM = ServerKind(
    listed,
    health="/health",
    build="/version",
    build_key="version",
    cuts=True,
    cut_parameter="truncate_prompt_tokens",
)
