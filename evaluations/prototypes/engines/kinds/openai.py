"""Any server of the protocol. It lists its models, and hosts say beside them, each in its own word, what they hold."""

from .kind import Kind, Look, Served, count_in, rows

CONTEXT = ("context_length", "context_window", "max_context_length", "max_model_len")


async def listed(look: Look) -> dict[str, Served]:
    models = rows(await look("/v1/models"), "data")
    return {str(row.get("id")): Served(context_tokens=count_in(row, *CONTEXT)) for row in models}


OPENAI = Kind(listed)
