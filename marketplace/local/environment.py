"""What every process is told, kept in DATA_DIR so that `manage.py shell` and the next start know it too."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

KEPT = {"SECRET_KEY": 50, "DEMO_PASSWORD": 9, "MAIL_KEY": 24}  # made once, of so many random bytes


def file(data: Path) -> Path:
    return data / "environment"


def settled(data: Path, given: Mapping[str, str], parts: Mapping[str, str], port: int) -> dict[str, str]:
    """The environment of every process: our defaults and embedded parts, then all that the operator gave."""
    ours = {
        **kept(data),
        **parts,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "MAIL_PAGE": "false" if given.get("EMAIL_URL") else "true",
    }
    write(file(data), ours)
    # Threads that each keep a heap of their own would take a tenth more memory.
    return {
        "MALLOC_ARENA_MAX": "2",
        **ours,
        **{name: value for name, value in given.items() if value},
        "DATA_DIR": str(data),
    }


def kept(data: Path) -> dict[str, str]:
    """The secrets of this DATA_DIR, those of an earlier start if there was one."""
    text = file(data).read_text() if file(data).is_file() else ""
    known = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {name: known.get(name) or secrets.token_urlsafe(size) for name, size in KEPT.items()}


def write(path: Path, values: Mapping[str, str]) -> None:
    """Readable by its owner alone from its first byte, and never half written."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    partial.replace(path)
