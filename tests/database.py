"""One migrated database that every process of the tests copies: migrating takes 14 s of the processor, copying 2 s."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import psycopg
from django.core.management.color import Style
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier, Literal

from marketplace.local.folders import BASE_DIR
from tests.services import database_url

MIGRATED = "overlooked_migrated"
MAKING = 20_261_125  # the lock of whoever makes it
OF_DJANGO = {"django_content_type", "auth_permission"}  # what migrating wrote, the same for every test


def migrated_database() -> str:
    """Its name. Who asks first makes it, the others wait; it is kept until a migration changes."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        if made_from(server) != migrations():
            make(server)
    return MIGRATED


def made_from(server: psycopg.Connection) -> str | None:
    """The last thing that is written about it, so a half-made one says nothing."""
    found = server.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [MIGRATED]
    ).fetchone()
    return found[0] if found else None


def migrations() -> str:
    loaded = MigrationLoader(None).disk_migrations.values()
    files = sorted(str(sys.modules[migration.__module__].__file__) for migration in loaded)
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()


def make(server: psycopg.Connection) -> None:
    server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(MIGRATED)))
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(MIGRATED)))
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=BASE_DIR, env=os.environ | {"DATABASE_URL": database_url(MIGRATED)}, check=True)
    server.execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(MIGRATED), Literal(migrations())))


def deletions(
    style: Style, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False
) -> list[str]:
    """What empties the tables after a test that committed. TRUNCATE makes the files of all of them anew, which takes
    Postgres a quarter of a second; hardly any has a row."""
    ours = [table for table in tables if table not in OF_DJANGO]
    filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in ours)
    with connection.cursor() as cursor:
        cursor.execute(filled)
        return [f"DELETE FROM {table}" for (table,) in cursor.fetchall()]
