"""What a trial records, so that anyone can repeat it: the request, the model, the answer, the time, the price. And how
trials and cached answers are written: in batches, while other requests are in flight."""

from collections.abc import Sequence

import orjson
import psycopg
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.utils import timezone
from psycopg.types.json import Json

from evaluations.prototypes.catalogue.cached_answers import CachedReply
from evaluations.prototypes.engines import Reply
from evaluations.prototypes.models import CachedAnswer, OpenModel, Run, Trial
from evaluations.prototypes.recipes.types import Fitted

from .context import HeldOutExample, NewRow, RunContext
from .queue import LeasedRun
from .score import ScoredAnswer

# Attempts at one example, over all slices, before a temporary error counts as permanent. One slice makes 4: if a fifth
# of all requests fail, one example in 600 needs another slice, and one in 240 million is given up. Attempts at a server
# that is away do not count. But if the server is up between the slices and turns away this one request every time, the
# request is at fault: such attempts have a limit of their own, or this example would keep its server parked for ever.
MAX_ATTEMPTS = 12
MAX_TURNED_AWAY = 40
IN_BATCH = "Embedded in one request with others; shown is the one for this text alone, and its time is not known."
AT_ONCE = 250  # rows in one statement, of which memory holds three copies


def trial_row(
    context: RunContext,
    example: HeldOutExample,
    own: CachedReply | None,
    chat: CachedReply | None,
    scored: ScoredAnswer,
) -> NewRow:
    """`own`: the embedding of the example's input, if the recipe needs it; `chat`: the chat model's reply.

    The trial shows the chat reply if there is one, else the embedding; time and cost are the sum of both."""
    main = chat or own
    model = context.run.model
    return {
        "run_id": context.run.pk,
        "example_id": example.pk,
        "outcome": scored.outcome,
        "answer": scored.answer,
        "score": scored.score,
        "checks": scored.checks,
        "note": note_of(scored, main)[:300],
        **(columns_of_model(model) | columns_of_reply(main.reply) if main and model else {}),
        **attempts(context.open_trials.get(example.pk), main.reply if main else None),
        "from_cache": main.from_cache if main else False,
        **spending(context, own, chat),
    }


def note_of(scored: ScoredAnswer, main: CachedReply | None) -> str:
    in_batch = main and main.reply.vector and main.reply.total_ms is None
    return f"{IN_BATCH} {scored.note}".strip() if in_batch else scored.note


def attempts(before: Trial | None, reply: Reply | None) -> NewRow:
    """All attempts, with those of earlier slices, and whether more will follow."""
    if reply is None:
        return {}
    errors = [*(before.errors if before else ()), *reply.failures]
    attempt = reply.attempt + (before.attempt if before else 0)
    counted = sum(not error.get("away") for error in errors)
    turned_away = sum(bool(error.get("away") and error.get("status")) for error in errors)
    is_open = reply.may_pass and counted < MAX_ATTEMPTS and turned_away < MAX_TURNED_AWAY
    return {"attempt": attempt, "errors": errors, "is_open": is_open}


def columns_of_model(model: OpenModel) -> NewRow:
    return {
        "endpoint_kind": model.endpoint.spoken_kind,
        "endpoint_build": model.endpoint.build,
        "model_name": model.name,
        "model_digest": model.known_digest,
        "quantisation": model.quantisation,
    }


def columns_of_reply(reply: Reply) -> NewRow:
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


def spending(context: RunContext, own: CachedReply | None, chat: CachedReply | None) -> NewRow:
    """The seconds and dollars of both models together; not known if one of them is not. What asks no model costs
    nothing: it takes milliseconds of this site's own processor, which no price book counts."""
    run = context.run
    if run.asks_no_model:
        return {"usd": 0.0, "seconds": None, "price_id": None}
    parts = [(cached.reply, model) for cached, model in ((chat, run.model), (own, run.embedder)) if cached and model]
    costs = [cost_of(context, reply, model) for reply, model in parts]
    seconds = [reply.seconds for reply, _ in parts]
    price = context.prices[parts[0][1].pk] if parts else None
    return {
        "usd": None if not costs or None in costs else sum(cost for cost in costs if cost is not None),
        "seconds": None if not seconds or None in seconds else sum(each for each in seconds if each is not None),
        "price_id": price.pk if price else None,
    }


def cost_of(context: RunContext, reply: Reply, model: OpenModel) -> float | None:
    price = context.prices[model.pk]
    written = 0 if model.kind == "embedding" else reply.output_tokens
    return price.usd(reply.input_tokens, written, reply.seconds) if price else None


class Lost(Exception):
    """The run is no longer ours: stopped, or taken by another worker after our lease ran out."""


@transaction.atomic
def store(
    leased: LeasedRun, trials: Sequence[NewRow], answers: Sequence[NewRow], *, replaces_open: bool = False
) -> None:
    """`replaces_open`: some of the trials replace open ones. Raises Lost, and stores nothing, when the lease no longer
    holds the run."""
    # Locked, so that a run that somebody stops now is stopped after these trials and not between them.
    if not Run.queue.held_under(leased.lease).select_for_update(no_key=True).values_list("pk"):
        raise Lost
    add_new(CachedAnswer, answers)
    if replaces_open:
        leased.run.trials.still_open().of_examples([trial["example_id"] for trial in trials]).delete()
    add_new(Trial, trials)
    Run.objects.filter(pk=leased.run.pk).update(**Trial.objects.of_run(leased.run).counts())


def add_new(model: type[Model], rows: Sequence[NewRow]) -> None:
    """Insert the rows that are not there yet, as one JSON parameter that Postgres takes apart.

    `bulk_create` makes the same insert with three times the work in this process, and that work would delay the
    requests in flight."""
    if rows:
        defaults = defaults_of(model)
        names = ", ".join(connection.ops.quote_name(name) for name in defaults)
        table = connection.ops.quote_name(model._meta.db_table)
        # Table and columns are the model's own; the rows are a parameter.
        insert = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608
        # Bound by the server: Django's own cursor would write all of it into the text of the statement.
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            for start in range(0, len(rows), AT_ONCE):
                batch = [defaults | row for row in rows[start : start + AT_ONCE]]
                cursor.execute(f"{insert} ON CONFLICT DO NOTHING", [Json(batch, as_json)])


def as_json(rows: Sequence[NewRow]) -> bytes:
    return orjson.dumps(rows, plain, orjson.OPT_NON_STR_KEYS)


def defaults_of(model: type[Model]) -> NewRow:
    """Every column with its default, without the key that Postgres counts up."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    defaults: NewRow = {str(field.column): field.get_default() for field in fields}
    return defaults | {"created": timezone.now()}


def plain(value: object) -> str:
    """A type that JSON lacks, in the form that Postgres reads."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} is not for a column")


def keep_fitted(leased: LeasedRun, folds: Sequence[Fitted]) -> None:
    """Store what was fitted on each fold's training part, for readers of the run. Every slice fits the same."""
    if folds and not leased.run.fitted:
        Run.queue.held_under(leased.lease).update(fitted={"folds": [fold.summary() for fold in folds]})
