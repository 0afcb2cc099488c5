"""Writing down what was answered: trials and cached answers, in batches, while other requests fly."""

from collections.abc import Sequence

import orjson
import psycopg
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.utils import timezone
from psycopg.types.json import Json

from evaluations.prototypes.models import CachedAnswer, Run, Trial
from evaluations.prototypes.recipes.types import Fitted

from .context import Columns
from .queue import Claim

AT_ONCE = 250  # rows in one statement, which are held three times over


class Lost(Exception):
    """The run is no longer ours: stopped, or taken by another worker after our lease ran out."""


@transaction.atomic
def store(claim: Claim, trials: Sequence[Columns], answers: Sequence[Columns], *, asked_again: bool = False) -> None:
    """`asked_again`: some of the trials take the place of open ones. Raises Lost, and stores nothing, when the lease
    does not hold the run any more."""
    # Locked, so that a run that is stopped now is stopped after these trials and not among them.
    if not Run.objects.held_under(claim.lease).select_for_update(no_key=True).values_list("pk"):
        raise Lost
    add_new(CachedAnswer, answers)
    if asked_again:
        claim.run.trials.still_open().of_examples([trial["example_id"] for trial in trials]).delete()
    add_new(Trial, trials)
    Run.objects.filter(pk=claim.run.pk).update(**Trial.objects.of_run(claim.run).counts())


def add_new(model: type[Model], rows: Sequence[Columns]) -> None:
    """Insert the rows that are not there yet, as one JSON parameter that Postgres takes apart.

    `bulk_create` makes the same insert with three times the work in this process, and that work would hold up the
    requests that are in flight."""
    if rows:
        usually = usual(model)
        names = ", ".join(connection.ops.quote_name(name) for name in usually)
        table = connection.ops.quote_name(model._meta.db_table)
        # Table and columns are the model's own; the rows are a parameter.
        insert = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608
        # Bound by the server: Django's own cursor would write all of it into the text of the statement.
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            for start in range(0, len(rows), AT_ONCE):
                told = [usually | row for row in rows[start : start + AT_ONCE]]
                cursor.execute(f"{insert} ON CONFLICT DO NOTHING", [Json(told, written)])


def written(rows: Sequence[Columns]) -> bytes:
    return orjson.dumps(rows, plain, orjson.OPT_NON_STR_KEYS)


def usual(model: type[Model]) -> Columns:
    """Every column with what stands in it when nothing is told, but for the key that Postgres counts up."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    usually: Columns = {str(field.column): field.get_default() for field in fields}
    return usually | {"created": timezone.now()}


def plain(value: object) -> str:
    """What JSON does not know, in the form that Postgres reads."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} is not for a column")


def keep_fitted(claim: Claim, folds: Sequence[Fitted]) -> None:
    """What was fitted on each fold's training part, for whoever reads the run; every slice fits the same."""
    if folds and not claim.run.fitted:
        Run.objects.held_under(claim.lease).update(fitted={"folds": [fold.summary() for fold in folds]})
