"""Places of their own for the tests, removed afterwards also where root keeps them."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.local.place import ROOTS_HOME, Place, digest, prepared


@contextmanager
def own_place(data: Path) -> Iterator[Place]:
    place = prepared(data)
    try:
        yield place
    finally:
        for folder in (place.sockets, place.home, *ROOTS_HOME.glob(f"{digest(data)}*")):
            shutil.rmtree(folder, ignore_errors=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
