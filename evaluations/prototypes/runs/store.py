"""Writes trials and cached answers in batches, while other requests are in flight."""

from collections.abc import Sequence

import orjson
import psycopg
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.utils import timezone
from psycopg.types.json import Json

from evaluations.prototypes.models import CachedAnswer, Run, Trial
from evaluations.prototypes.recipes.types import Fitted

from .context import NewRow
from .queue import LeasedRun

AT_ONCE = 250  # rows in one statement, of which memory holds three copies


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
