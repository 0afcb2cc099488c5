"""The environment of every process, kept in DATA_DIR for `manage.py shell` and for the next start."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRETS = {"SECRET_KEY": 50, "DEMO_PASSWORD": 9, "MAIL_KEY": 24}  # number of random bytes; made once


def file(data: Path) -> Path:
    return data / "environment"


def composed(data: Path, given: Mapping[str, str], services: Mapping[str, str], port: int) -> dict[str, str]:
    """The environment of every process: defaults and embedded services, then the operator's own values."""
    ours = {
        **secrets_of(data),
        **services,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "MAIL_PAGE": "false" if given.get("EMAIL_URL") else "true",
    }
    write(file(data), ours)
    # Without this, each thread has its own heap, which takes a tenth more memory.
    return {
        "MALLOC_ARENA_MAX": "2",
        **ours,
        **{name: value for name, value in given.items() if value},
        "DATA_DIR": str(data),
    }


def secrets_of(data: Path) -> dict[str, str]:
    """The secrets of this DATA_DIR: those of an earlier start, else new ones."""
    text = file(data).read_text() if file(data).is_file() else ""
    known = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {name: known.get(name) or secrets.token_urlsafe(size) for name, size in SECRETS.items()}


def write(path: Path, values: Mapping[str, str]) -> None:
    """Write the file so that only its owner can ever read it, and that it is never half written."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    partial.replace(path)
