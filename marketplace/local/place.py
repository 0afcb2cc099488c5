"""Where one machine keeps its things: the data, what Postgres owns, and the sockets."""

import hashlib
import os
import pwd
import re
import socket
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from marketplace.local.faults import Fault
from marketplace.local.steps import say

BASE_DIR = Path(__file__).resolve().parents[2]
ROOTS_HOME = Path("/var/lib/overlooked")
UNPRIVILEGED = "nobody"
LONGEST_SOCKET_FOLDER = 79  # bytes; a socket's whole path may have 107, and Redis 6.2 cuts longer ones in silence


@dataclass(frozen=True)
class Place:
    """`data` is DATA_DIR. Postgres refuses to be root, so for root its files are in `home` and belong to `user`."""

    data: Path
    home: Path
    sockets: Path
    database_sockets: Path
    user: str

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def mark(self) -> Path:
        """Each part holds a shared lock on this file, so whoever can lock it alone knows that none is left."""
        return self.data / "alive"


def prepared(data: Path) -> Place:
    """The place of this DATA_DIR, its folders made. Raises Fault when they cannot be."""
    for folder in (BASE_DIR, data):
        if re.search(r"\s[#;]|\n", str(folder)):
            raise Fault(f"{folder} has '#' or ';' after a space in its name, which the supervisor reads as a comment.")
    try:
        (data / "logs").mkdir(parents=True, exist_ok=True)
        os.close(os.open(data / "alive", os.O_RDWR | os.O_CREAT, 0o600))
        return of_root(data) if os.geteuid() == 0 else of_user(data)
    except OSError as error:
        what = error.filename or data
        raise Fault(
            f"{what} cannot be written ({error.strerror}); set DATA_DIR to a folder that you can write."
        ) from error


def digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def of_user(data: Path) -> Place:
    sockets = socket_folder(data)
    return Place(data, home=data, sockets=sockets, database_sockets=sockets, user="")


def socket_folder(data: Path) -> Path:
    """The first of DATA_DIR, the runtime folder and the temporary folder where a short private socket works."""
    name = f"overlooked-{os.geteuid()}-{digest(data)}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    others = [Path(runtime) / name] if runtime else []
    for folder in [data / "sockets", *others, Path(tempfile.gettempdir()) / name, Path("/tmp") / name]:  # noqa: S108 - a folder of our own, 0700
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and takes_sockets(folder):
            return folder
    raise Fault("No private folder for sockets could be made; set TMPDIR to a folder with a short path.")


def takes_sockets(folder: Path) -> bool:
    """Whether the folder is ours alone and its file system knows sockets (shared and Windows folders do not)."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) != 0o700:
            return False
        with socket.socket(socket.AF_UNIX) as trial:
            trial.bind(str(folder / "trial"))
        (folder / "trial").unlink()
    except OSError:
        return False
    return True


def of_root(data: Path) -> Place:
    home = ROOTS_HOME / digest(data)
    note = data / "postgres.place"
    if home.exists() and not note.exists():
        # DATA_DIR was deleted and begins anew, so its database does too; but nobody asked to delete that one.
        aside = home.rename(home.with_name(f"{home.name}-set-aside-{time.time_ns()}"))
        say(f"  DATA_DIR begins anew; the database that it had before is kept in {aside}")
    for folder in (ROOTS_HOME, home):
        with suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(0o755)
    note.write_text(f"{home}\n")
    sockets, database_sockets = home / "sockets", home / "database-sockets"
    sockets.mkdir(mode=0o700, exist_ok=True)
    give(database_sockets)
    return Place(data, home, sockets, database_sockets, UNPRIVILEGED)


def give(folder: Path) -> None:
    """Make a folder that only the unprivileged user (and root) can enter."""
    account = pwd.getpwnam(UNPRIVILEGED)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.pw_uid, account.pw_gid)
