"""Programs under supervisord: it starts them, restarts what dies with growing pauses, and stops them in order."""

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
from marketplace.local.faults import Fault
from marketplace.local.place import BASE_DIR, Place
from marketplace.local.programs import Program

PATIENCE = 60.0


class Supervisor:
    """Speaks to a running supervisord over its socket."""

    def __init__(self, place: Place, programs: Iterable[Program], process: "subprocess.Popen[bytes]") -> None:
        self.place = place
        self.programs = {program.name: program for program in programs}
        self.process = process
        self.transport = SupervisorTransport(None, None, f"unix://{socket(place)}")
        self.rpc: Any = xmlrpc.client.ServerProxy("http://localhost", transport=self.transport).supervisor

    def answers(self) -> bool:
        """Whether supervisord runs and takes orders; not while it shuts down."""
        try:
            return self.process.poll() is None and self.rpc.getState()["statename"] == "RUNNING"
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            self.hang_up()
            return False

    def hang_up(self) -> None:
        """Forget the connection; after an interrupted call it still waits for the answer to that one."""
        self.transport.close()

    def start(self, name: str) -> None:
        self.rpc.startProcess(name, False)

    def wait(self, name: str, ready: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Until the program is ready. Raises Fault when it keeps ending, or `patience` seconds have passed."""
        deadline = time.monotonic() + patience
        while not ready():
            if self.state(name) in {"BACKOFF", "FATAL", "EXITED"} or time.monotonic() > deadline:
                raise Fault(f"{name} did not start: {last_line(log(self.place, name))}")
            time.sleep(0.05)

    def pids(self) -> dict[str, int]:
        """Of each program, 0 while it has none."""
        return {info["name"]: info["pid"] for info in self.rpc.getAllProcessInfo()}

    def unstopped(self, names: Iterable[str]) -> list[str]:
        """Those that run, or that supervisord would start again; none once it has ended itself."""
        return [name for name in names if self.answers() and self.state(name) not in {"STOPPED", "FATAL"}]

    def stop(self, names: Iterable[str]) -> None:
        """Ask all of them to end, then wait; supervisord kills what outstays its patience."""
        names = list(names)
        for name in names:
            self.rpc.stopProcess(name, False)
        while any(self.state(name) == "STOPPING" for name in names):
            time.sleep(0.05)

    def state(self, name: str) -> str:
        return str(self.rpc.getProcessInfo(name)["statename"])


@contextmanager
def supervised(place: Place, programs: Iterable[Program], environment: Mapping[str, str]) -> Iterator[Supervisor]:
    """A supervisord that knows the programs and has started none; at the end it stops what still runs, in order."""
    programs = list(programs)
    configuration = place.sockets / "supervisord.conf"
    with configuration.open("w") as file:
        configured(place, programs).write(file)
    command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)]
    process = subprocess.Popen(
        [*birth(place), "TERM", *command],
        cwd=place.data,
        env={**environment, child.PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    supervisor = Supervisor(place, programs, process)
    try:
        deadline = time.monotonic() + PATIENCE
        while not supervisor.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Fault(f"supervisord did not start: {last_line(log(place, 'supervisord'))}")
            time.sleep(0.02)
        yield supervisor
    finally:
        process.terminate()
        process.wait()


def birth(place: Place, user: str = "", niceness: int = 0) -> tuple[str, ...]:
    """The words before each command that make it one of our children; the name of its death signal follows."""
    return (sys.executable, "-I", "-S", child.__file__, str(place.mark), user, str(niceness))


def configured(place: Place, programs: Iterable[Program]) -> RawConfigParser:
    configuration = RawConfigParser()
    configuration["supervisord"] = {
        "logfile": escaped(str(log(place, "supervisord"))),
        "logfile_maxbytes": "1MB",
        "logfile_backups": "1",
        **({"user": "root"} if os.geteuid() == 0 else {}),  # that is: do not warn
        "pidfile": escaped(str(place.sockets / "supervisord.pid")),
    }
    configuration["unix_http_server"] = {"file": escaped(str(socket(place))), "chmod": "0700"}
    configuration["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for program in programs:
        configuration[f"program:{program.name}"] = section(place, program)
    return configuration


def section(place: Place, program: Program) -> dict[str, str]:
    command = (*birth(place, program.user, program.niceness), program.stop_signal, *program.command)
    return {
        "command": escaped(shlex.join(command)),
        "directory": escaped(str(place.home if program.user else BASE_DIR)),
        "priority": str(int(program.rank)),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "5",  # what ends sooner counts as a failed try
        "startretries": "1000",  # each pause is a second longer than the last, so it never gives up and never spins
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


def socket(place: Place) -> Path:
    return place.sockets / "supervisor.sock"


def log(place: Place, name: str) -> Path:
    return place.logs / f"{name}.log"


def last_line(file: Path) -> str:
    """What the log says last, and where to read the rest."""
    lines = file.read_text(errors="replace").split("\n") if file.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return f"{said[-1] if said else 'it said nothing'} ({file})"
