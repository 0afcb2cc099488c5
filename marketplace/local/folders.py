"""The folders of one site: the data, the files of Postgres, and the sockets."""

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

from marketplace.local.console import Fault, say

BASE_DIR = Path(__file__).resolve().parents[2]
ROOTS_HOME = Path("/var/lib/overlooked")
UNPRIVILEGED = "nobody"
MAX_SOCKET_FOLDER = 79  # bytes; a socket's whole path may have 107, and Redis 6.2 silently cuts longer ones


@dataclass(frozen=True)
class Folders:
    """`data` is DATA_DIR. Postgres refuses to run as root, so for root its files are in `home` and belong to `user`."""

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
        """Each program holds a shared lock on this file, so an exclusive lock on it proves that no program is left."""
        return self.data / "alive"


def prepared(data: Path) -> Folders:
    """The folders of this DATA_DIR, made where they are missing. Raises Fault when that fails."""
    for folder in (BASE_DIR, data):
        if re.search(r"\s[#;]|\n", str(folder)):
            raise Fault(f"{folder} has '#' or ';' after a space in its name, which the supervisor reads as a comment.")
    try:
        (data / "logs").mkdir(parents=True, exist_ok=True)
        os.close(os.open(data / "alive", os.O_RDWR | os.O_CREAT, 0o600))
        return of_root(data) if os.geteuid() == 0 else of_user(data)
    except OSError as error:
        path = error.filename or data
        raise Fault(
            f"{path} cannot be written ({error.strerror}); set DATA_DIR to a folder that you can write."
        ) from error


def digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def of_user(data: Path) -> Folders:
    sockets = socket_folder(data)
    return Folders(data, home=data, sockets=sockets, database_sockets=sockets, user="")


def socket_folder(data: Path) -> Path:
    """The first folder in DATA_DIR, the runtime folder or the temporary folder in which a short private socket
    works."""
    name = f"overlooked-{os.geteuid()}-{digest(data)}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    others = [Path(runtime) / name] if runtime else []
    for folder in [data / "sockets", *others, Path(tempfile.gettempdir()) / name, Path("/tmp") / name]:  # noqa: S108 - a folder of our own, 0700
        if len(os.fsencode(folder)) <= MAX_SOCKET_FOLDER and takes_sockets(folder):
            return folder
    raise Fault("No private folder for sockets could be made; set TMPDIR to a folder with a short path.")


def takes_sockets(folder: Path) -> bool:
    """Whether only this user can enter the folder, and its file system has sockets (shared and Windows folders lack
    them)."""
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


def of_root(data: Path) -> Folders:
    home = ROOTS_HOME / digest(data)
    note = data / "postgres.place"
    if home.exists() and not note.exists():
        # DATA_DIR was deleted and is new, so its database must be new, too; but nobody asked to delete the old one.
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
    return Folders(data, home, sockets, database_sockets, UNPRIVILEGED)


def give(folder: Path) -> None:
    """Make a folder that only the unprivileged user (and root) can enter."""
    account = pwd.getpwnam(UNPRIVILEGED)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.pw_uid, account.pw_gid)
