"""Places of their own for the tests, removed afterwards also where root keeps them."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.local.folders import BASE_DIR, ROOTS_HOME, Folders, digest, prepared

SEED = BASE_DIR / "marketplace" / "local" / "seed"


@contextmanager
def own_folders(data: Path) -> Iterator[Folders]:
    folders = prepared(data)
    try:
        yield folders
    finally:
        for folder in (folders.sockets, folders.home, *ROOTS_HOME.glob(f"{digest(data)}*")):
            shutil.rmtree(folder, ignore_errors=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def small_seed(folder: Path) -> Path:
    """Of the seed's ideas the two with the least to try: posting and trying all of them takes minutes."""
    folder.mkdir()
    for file in sorted(SEED.glob("*.toml"), key=lambda file: file.stat().st_size)[:2]:
        shutil.copy(file, folder)
    return folder
