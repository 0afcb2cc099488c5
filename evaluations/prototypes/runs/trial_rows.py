"""What a trial records, so that anyone can do it again: the request, who answered, what, how long, at what price."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.prototypes.engines import Reply
from evaluations.prototypes.models import OpenModel, Outcome, Trial

from .context import Columns, Desk, Held, Kept

# Attempts at one example, over all slices, before an error that might pass is taken for good. One slice makes 4: where
# a fifth of all requests fail, one example in 600 needs another slice, and one in 240 million is given up. Attempts at
# a server that is away do not count among them. But where it is up between the slices and turns just this one away,
# every time, it is this one: those that it answered so have a cap of their own, or it would park its server for ever.
MOST_ATTEMPTS = 12
MOST_TURNED_AWAY = 40
IN_BATCH = "Embedded in one request with others; shown is the one for this text alone, and its time is not known."


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of an answer: read and scored, or why not. `checks`: value by scorer."""

    outcome: Outcome
    answer: str = ""
    checks: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def score(self) -> float | None:
        """The least, so that what passes has passed every check; None when nothing was checked."""
        return min(self.checks.values(), default=None)


def trial_of(desk: Desk, example: Held, own: Kept | None, chat: Kept | None, judged: Judged) -> Columns:
    """`own`: the embedding of the example's input, where the recipe needs it; `chat`: the chat model's reply.

    The chat reply is the trial where there is one, else the embedding is; time and cost are of both."""
    main = chat or own
    model = desk.run.model
    return {
        "run_id": desk.run.pk,
        "example_id": example.pk,
        "outcome": judged.outcome,
        "answer": judged.answer,
        "score": judged.score,
        "checks": judged.checks,
        "note": noted(judged, main)[:300],
        **(asked_of(model) | told_by(main.reply) if main and model else {}),
        **with_earlier(desk.open_trials.get(example.pk), main.reply if main else None),
        "from_cache": main.from_cache if main else False,
        **paid(desk, own, chat),
    }


def noted(judged: Judged, main: Kept | None) -> str:
    in_batch = main and main.reply.vector and main.reply.total_ms is None
    return f"{IN_BATCH} {judged.note}".strip() if in_batch else judged.note


def with_earlier(before: Trial | None, reply: Reply | None) -> Columns:
    """The attempts, those of earlier slices among them, and whether there will be others."""
    if reply is None:
        return {}
    errors = [*(before.errors if before else ()), *reply.failures]
    attempt = reply.attempt + (before.attempt if before else 0)
    counted = sum(not error.get("away") for error in errors)
    turned_away = sum(bool(error.get("away") and error.get("status")) for error in errors)
    is_open = reply.may_pass and counted < MOST_ATTEMPTS and turned_away < MOST_TURNED_AWAY
    return {"attempt": attempt, "errors": errors, "is_open": is_open}


def asked_of(model: OpenModel) -> Columns:
    return {
        "endpoint_kind": model.endpoint.spoken_kind,
        "endpoint_build": model.endpoint.build,
        "model_name": model.name,
        "model_digest": model.known_digest,
        "quantisation": model.quantisation,
    }


def told_by(reply: Reply) -> Columns:
    sent = reply.request.body
    return {
        "request": sent,
        "request_hash": reply.request.sha256,
        **{name: sent.get(name) for name in ("temperature", "top_p", "max_tokens", "seed")},
        "raw_answer": reply.text,
        "finish_reason": reply.finish_reason[:30],
        "input_tokens": reply.input_tokens,
        "output_tokens": reply.output_tokens,
        "cached_tokens": reply.cached_tokens,
        "input_cut": reply.cut,
        "queue_ms": reply.queue_ms,
        "first_token_ms": reply.first_token_ms,
        "total_ms": reply.total_ms,
    }


def paid(desk: Desk, own: Kept | None, chat: Kept | None) -> Columns:
    """The seconds and dollars of both models together; not known as soon as one is not."""
    run = desk.run
    parts = [(kept.reply, model) for kept, model in ((chat, run.model), (own, run.embedder)) if kept and model]
    costs = [cost_of(desk, reply, model) for reply, model in parts]
    seconds = [reply.seconds for reply, _ in parts]
    price = desk.prices[parts[0][1].pk] if parts else None
    return {
        "usd": None if not costs or None in costs else sum(cost for cost in costs if cost is not None),
        "seconds": None if not seconds or None in seconds else sum(each for each in seconds if each is not None),
        "price_id": price.pk if price else None,
    }


def cost_of(desk: Desk, reply: Reply, model: OpenModel) -> float | None:
    price = desk.prices[model.pk]
    written = 0 if model.kind == "embedding" else reply.output_tokens
    return price.usd(reply.input_tokens, written, reply.seconds) if price else None
