"""What `manage.py prepare` does, skipped where nothing has changed: it runs at every start."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("derive", verbosity=0)


def collect_static() -> None:
    """Collect and compress the static files, unless they are those of the last time."""
    stamp = settings.STATIC_ROOT / "collected"
    wanted = static_fingerprint()
    if not stamp.is_file() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Of every static file its name, size and time of change, in hexadecimal."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            changed = storage.get_modified_time(name).timestamp()
            digest.update(f"{name} {storage.size(name)} {changed}\n".encode())
    return digest.hexdigest()
