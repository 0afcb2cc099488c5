"""Which rule of the database a write broke."""

from django.db import IntegrityError
from psycopg.errors import Error


def broken(error: IntegrityError) -> str:
    """The name of the constraint; "" if Postgres names none."""
    cause = error.__cause__
    return (isinstance(cause, Error) and cause.diag.constraint_name) or ""
