"""Programs under supervisord: it starts them, restarts those that end with growing pauses, and stops them in order."""

import http.client
import math
import os
import re
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable, Iterable, Iterator, Mapping
from configparser import RawConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from marketplace.local import child
from marketplace.local.console import Fault
from marketplace.local.folders import BASE_DIR, Folders
from marketplace.local.services import Program

PATIENCE = 600.0  # seconds; START_PATIENCE sets another
QUIET = 5.0  # seconds after which a wait says what it is for
SERIOUS = re.compile(r"\b(FATAL|PANIC|CRITICAL)\b")
TROUBLE = re.compile(r"(ERROR|Error|Exception|error:|failed|[Cc]annot|[Cc]ould not)\b")


class Supervisor:
    """The client of a running supervisord, over its socket."""

    def __init__(
        self, folders: Folders, programs: Iterable[Program], process: "subprocess.Popen[bytes]", patience: float
    ) -> None:
        self.folders, self.patience = folders, patience
        self.logged: dict[str, int] = {}  # bytes in a program's log before this start
        self.programs = {program.name: program for program in programs}
        self.process = process
        self.transport = SupervisorTransport(None, None, f"unix://{socket(folders)}")
        self.rpc: Any = xmlrpc.client.ServerProxy("http://localhost", transport=self.transport).supervisor

    def answers(self) -> bool:
        """Whether supervisord runs and takes commands; False while it shuts down."""
        try:
            return self.process.poll() is None and self.rpc.getState()["statename"] == "RUNNING"
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            self.hang_up()
            return False

    def hang_up(self) -> None:
        """Close the connection: after an interrupted call it would return the answer to that call."""
        self.transport.close()

    def start(self, name: str) -> None:
        file = log(self.folders, name)
        self.logged[name] = file.stat().st_size if file.exists() else 0
        self.rpc.startProcess(name, False)

    def wait(self, name: str, awaited: Callable[[], str], note: Callable[[str], None] = lambda _: None) -> None:
        """Wait while the program is alive, until nothing is `awaited` of it any more; `note` is told what is.

        Raises Fault when the program ends, or is not ready when the patience is over."""
        began, first = time.monotonic(), 0
        while reason := awaited():
            now = self.rpc.getProcessInfo(name)
            first = first or now["pid"]
            if now["statename"] in {"BACKOFF", "FATAL", "EXITED"} or now["pid"] != first:
                raise Fault(f"{name} did not start: {self.why_it_ended(name)}")
            waited = time.monotonic() - began
            if waited > self.patience:
                raise Fault(
                    f"{name} is alive and still not ready after {self.patience:.0f} s: {reason}. START_PATIENCE sets "
                    f"how long to wait; its log is {log(self.folders, name)}"
                )
            if waited > QUIET:
                note(reason)
            time.sleep(0.05)

    def why_it_ended(self, name: str) -> str:
        """What it said of it, how it ended, and its log. A signal is the reason itself: it let nothing be said."""
        how = how_it_ended(log(self.folders, "supervisord"), name)
        said = "" if how.startswith("terminated") else complaint(log(self.folders, name), self.logged.get(name, 0))
        return f"{said or how} ({f'{how}; ' if said else ''}{log(self.folders, name)})"

    def pids(self) -> dict[str, int]:
        """The process id of each program; 0 while it does not run."""
        return {info["name"]: info["pid"] for info in self.rpc.getAllProcessInfo()}

    def unstopped(self, names: Iterable[str]) -> list[str]:
        """Those that run, or that supervisord would start again; none after it has ended itself."""
        return [name for name in names if self.answers() and self.state(name) not in {"STOPPED", "FATAL"}]

    def stop(self, names: Iterable[str]) -> None:
        """Ask all of them to end, then wait; supervisord kills those that exceed their `patience`."""
        names = list(names)
        for name in names:
            self.rpc.stopProcess(name, False)
        while any(self.state(name) == "STOPPING" for name in names):
            time.sleep(0.05)

    def state(self, name: str) -> str:
        return str(self.rpc.getProcessInfo(name)["statename"])


@contextmanager
def supervised(folders: Folders, programs: Iterable[Program], environment: Mapping[str, str]) -> Iterator[Supervisor]:
    """A supervisord that knows the programs and has started none; at the end it stops those that still run, in
    order."""
    patience = patience_in(environment)
    programs = list(programs)
    configuration = folders.sockets / "supervisord.conf"
    with configuration.open("w") as file:
        configured(folders, programs).write(file)
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)]
    process = subprocess.Popen(
        [*child_command(folders), "TERM", *command],
        cwd=folders.data,
        env={**environment, child.PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    supervisor = Supervisor(folders, programs, process, patience)
    its_log = log(folders, "supervisord")
    logged = its_log.stat().st_size if its_log.exists() else 0
    try:
        deadline = time.monotonic() + patience
        while not supervisor.answers():
            if process.poll() is not None:
                raise Fault(f"supervisord ended with {process.returncode}: {complaint(its_log, logged)} ({its_log})")
            if time.monotonic() > deadline:
                raise Fault(f"supervisord is alive and takes no commands after {patience:.0f} s ({its_log})")
            time.sleep(0.02)
        yield supervisor
    finally:
        process.terminate()
        process.wait()


def child_command(folders: Folders, user: str = "", niceness: int = 0) -> tuple[str, ...]:
    """The first words of the command line that runs a program through `child.py`; the signal's name follows."""
    return (sys.executable, "-I", "-S", child.__file__, str(folders.mark), user, str(niceness))


def configured(folders: Folders, programs: Iterable[Program]) -> RawConfigParser:
    configuration = RawConfigParser()
    configuration["supervisord"] = {
        "logfile": escaped(str(log(folders, "supervisord"))),
        "logfile_maxbytes": "1MB",
        "logfile_backups": "1",
        **({"user": "root"} if os.geteuid() == 0 else {}),  # without this it warns
        "pidfile": escaped(str(folders.sockets / "supervisord.pid")),
    }
    configuration["unix_http_server"] = {"file": escaped(str(socket(folders))), "chmod": "0700"}
    configuration["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for program in programs:
        configuration[f"program:{program.name}"] = section(folders, program)
    return configuration


def section(folders: Folders, program: Program) -> dict[str, str]:
    command = (*child_command(folders, program.user, program.niceness), program.stop_signal, *program.command)
    return {
        "command": escaped(shlex.join(command)),
        "directory": escaped(str(folders.home if program.user else BASE_DIR)),
        "priority": str(int(program.rank)),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "5",  # a program that ends sooner counts as a failed try
        "startretries": "1000",  # each pause is a second longer than the last, so it neither gives up nor spins
        "stopsignal": program.stop_signal,
        "stopwaitsecs": str(program.patience),
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"logs/{program.name}.log",  # relative, since supervisord expands this name twice
        "stdout_logfile_maxbytes": "5MB",
        "stdout_logfile_backups": "1",
    }


def escaped(value: str) -> str:
    """supervisord expands %(names) in its configuration."""
    return value.replace("%", "%%")


def socket(folders: Folders) -> Path:
    return folders.sockets / "supervisor.sock"


def log(folders: Folders, name: str) -> Path:
    return folders.logs / f"{name}.log"


def patience_in(environment: Mapping[str, str]) -> float:
    """Seconds. Raises Fault when START_PATIENCE is no number of them."""
    given = environment.get("START_PATIENCE") or str(PATIENCE)
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise Fault(f"START_PATIENCE must be a number of seconds above 0, not {given!r}.")
    return seconds


def how_it_ended(file: Path, name: str) -> str:
    """As supervisord's log says of the last time: "exit status 3", "terminated by SIGKILL"."""
    text = file.read_text(errors="replace") if file.exists() else ""
    endings = re.findall(rf"exited: {re.escape(name)} \(([^;)]+)", text)
    return str(endings[-1]) if endings else "it ended"


def complaint(file: Path, since: int) -> str:
    """The line that says what went wrong, in the log from that byte on. That is seldom the last one: PostgreSQL ends
    with "database system is shut down". Without such a line it is the last one, "" in an empty log."""
    text = file.read_bytes() if file.exists() else b""
    fresh = text[since:] if since <= len(text) else text  # supervisord began a new file
    lines = [line.strip() for line in fresh.decode(errors="replace").splitlines() if line.strip()]
    for telling in (SERIOUS, TROUBLE, re.compile("")):
        if found := [line for line in lines if telling.search(line)]:
            return found[-1]
    return ""
