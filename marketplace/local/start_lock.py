"""One start at a time on one DATA_DIR, and never beside what an earlier start left behind."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from marketplace.local.faults import Fault
from marketplace.local.place import Place


@contextmanager
def claimed(place: Place, patience: float = 45.0) -> Iterator[None]:
    """Hold the place for this start alone.

    Raises Fault when another start holds it, or when parts of an earlier one live on for `patience` seconds.
    """
    with (place.data / "lock").open("a") as lock:
        if not locked(lock):
            raise Fault(f"Overlooked already runs on DATA_DIR {place.data}; stop it, or set another DATA_DIR.")
        wait_for_the_last(place, patience)
        clear_sockets(place)
        try:
            yield
        finally:
            wait_for_the_last(place, patience)
            clear_sockets(place)


def locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_the_last(place: Place, patience: float) -> None:
    """Parts end by themselves when their supervisor is killed; the last may still be finishing its work."""
    deadline = time.monotonic() + patience
    with place.mark.open("a") as mark:
        while not locked(mark):
            if time.monotonic() > deadline:
                pids = " ".join(map(str, holders(place.mark)))
                raise Fault(f"Parts of an earlier start are still running; end them with: kill -9 {pids}")
            time.sleep(0.1)


def holders(file: Path) -> list[int]:
    """The other processes that have this file open, as far as we may see."""
    found = {int(link.parts[2]) for link in Path("/proc").glob("[0-9]*/fd/*") if points_to(link, file)}
    return sorted(found - {os.getpid()})


def points_to(link: Path, file: Path) -> bool:
    try:
        return link.readlink() == file
    except OSError:
        return False


def clear_sockets(place: Place) -> None:
    """What a killed start left behind is stale: nobody listens any more, and Postgres would ask whose it is."""
    for folder in {place.sockets, place.database_sockets}:
        for entry in folder.iterdir():
            entry.unlink()
