"""Any server of the protocol. It lists its models, and hosts name the context beside them, each in its own field."""

from .kind import Look, Served, ServerKind, count_in, rows

CONTEXT = ("context_length", "context_window", "max_context_length", "max_model_len")


async def listed(look: Look) -> dict[str, Served]:
    models = rows(await look("/v1/models"), "data")
    return {str(row.get("id")): Served(context_tokens=count_in(row, *CONTEXT)) for row in models}


OPENAI = ServerKind(listed)
