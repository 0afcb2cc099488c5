"""One start at a time on one DATA_DIR, and never beside programs of an earlier start."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from marketplace.local.console import Fault, say
from marketplace.local.folders import Folders

QUIET = 2.0  # seconds after which a wait says what it is for


@contextmanager
def only_start(folders: Folders, patience: float = 45.0) -> Iterator[None]:
    """Lock the folders for this start.

    Raises Fault when another start has locked them, or when programs of an earlier one run for `patience` more seconds.
    """
    with (folders.data / "lock").open("a") as lock:
        if not locked(lock):
            raise Fault(f"Overlooked already runs on DATA_DIR {folders.data}; stop it, or set another DATA_DIR.")
        wait_for_earlier(folders, patience)
        clear_sockets(folders)
        try:
            yield
        finally:
            wait_for_earlier(folders, patience)
            clear_sockets(folders)


def locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_earlier(folders: Folders, patience: float) -> None:
    """Programs end by themselves when their supervisor is killed; some may still be finishing their work."""
    began, is_said = time.monotonic(), False
    with folders.mark.open("a") as mark:
        while not locked(mark):
            waited = time.monotonic() - began
            pids = " ".join(map(str, holders(folders.mark)))
            if waited > patience:
                raise Fault(f"Parts of an earlier start are still running; end them with: kill -9 {pids}")
            if waited > QUIET and not is_said:
                say(f"  Waiting for parts of an earlier start to end: {pids}")
                is_said = True
            time.sleep(0.1)


def holders(file: Path) -> list[int]:
    """The other processes that have this file open, as far as this user can see."""
    others = (folder for folder in Path("/proc").glob("[0-9]*") if int(folder.name) != os.getpid())
    return sorted(int(folder.name) for folder in others if has_open(folder / "fd", file))


def has_open(descriptors: Path, file: Path) -> bool:
    """False for a process that ends meanwhile, or that this user cannot look into."""
    try:
        links = list(descriptors.iterdir())
    except OSError:
        return False
    return any(points_to(link, file) for link in links)


def points_to(link: Path, file: Path) -> bool:
    try:
        return link.readlink() == file
    except OSError:
        return False


def clear_sockets(folders: Folders) -> None:
    """Sockets of a killed start are stale: no process listens on them, and Postgres would refuse to start."""
    for folder in {folders.sockets, folders.database_sockets}:
        for entry in folder.iterdir():
            entry.unlink()
