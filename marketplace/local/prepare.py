"""The steps of `manage.py prepare`. It runs at every start, so each step is skipped where nothing has changed."""

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
    """Collect and compress the static files, unless they are unchanged."""
    stamp = settings.STATIC_ROOT / "collected"
    wanted = static_fingerprint()
    if not stamp.is_file() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def static_fingerprint() -> str:
    """A hash of the name, size and modification time of every static file, in hexadecimal."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            changed = storage.get_modified_time(name).timestamp()
            digest.update(f"{name} {storage.size(name)} {changed}\n".encode())
    return digest.hexdigest()
