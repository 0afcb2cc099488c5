"""Programs under supervisord: it starts them, restarts those that end with growing pauses, and stops them in order."""

import http.client
import os
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

PATIENCE = 60.0


class Supervisor:
    """The client of a running supervisord, over its socket."""

    def __init__(self, folders: Folders, programs: Iterable[Program], process: "subprocess.Popen[bytes]") -> None:
        self.folders = folders
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
        self.rpc.startProcess(name, False)

    def wait(self, name: str, ready: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until the program is ready. Raises Fault when it keeps ending, or after `patience` seconds."""
        deadline = time.monotonic() + patience
        while not ready():
            if self.state(name) in {"BACKOFF", "FATAL", "EXITED"} or time.monotonic() > deadline:
                raise Fault(f"{name} did not start: {last_line(log(self.folders, name))}")
            time.sleep(0.05)

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
    supervisor = Supervisor(folders, programs, process)
    try:
        deadline = time.monotonic() + PATIENCE
        while not supervisor.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Fault(f"supervisord did not start: {last_line(log(folders, 'supervisord'))}")
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


def last_line(file: Path) -> str:
    """The log's last line, and the log's path."""
    lines = file.read_text(errors="replace").split("\n") if file.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return f"{said[-1] if said else 'it said nothing'} ({file})"
