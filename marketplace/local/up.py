"""`make up`, read from top to bottom: lock the folders, start the services, prepare, serve, watch, stop in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from marketplace.local import environment, ports, processes
from marketplace.local.console import Fault, say, step
from marketplace.local.folders import BASE_DIR, Folders, prepared
from marketplace.local.services import Program, Service
from marketplace.local.stack import embedded, start_services, stop_in_order
from marketplace.local.start_lock import only_start
from marketplace.local.supervisor import Supervisor, log, supervised

WATCH_EVERY = 1.0  # seconds


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C or sent TERM."""


def up(given: Mapping[str, str], data: Path, wanted_port: str) -> None:
    """Run the whole site until somebody stops it. Raises Fault when it cannot start or go on."""
    listen_for_stop()
    began = time.monotonic()
    folders = prepared(data.resolve())
    try:
        with only_start(folders), ExitStack() as reservations:
            port = ports.free(wanted_port)  # after the lock: a start on these folders has the port, and must be named
            services = embedded(folders, given, reservations)
            urls = {service.variable: service.url for service in services}
            settings = environment.composed(folders.data, given, urls, port)
            site = processes.site(port, int(settings.get("WEB_CONCURRENCY") or 1))
            with supervised(folders, [*(service.program for service in services), *site], settings) as supervisor:
                run(supervisor, services, site, settings, began)
    except StopRequested:
        say("Stopped; everything is kept.")


def listen_for_stop() -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it, so this start must, too
        signal.signal(signal.SIGHUP, stop)


def stop(signum: int, frame: FrameType | None) -> None:
    """Stop once: further signals are ignored, so that nobody can interrupt the orderly stop."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise StopRequested


def run(
    supervisor: Supervisor, services: list[Service], site: list[Program], settings: Mapping[str, str], began: float
) -> None:
    """Start everything, watch it, and stop it in the reverse order of dependence."""
    try:
        start_services(supervisor, services)
        ours = any(service.variable == "DATABASE_URL" for service in services)  # an operator's own is not seeded
        prepare(settings, seed=ours)
        start_site(supervisor, site, int(settings["PORT"]))
        welcome(supervisor.folders, settings, time.monotonic() - began, demo=ours)
        watch(supervisor)
    finally:
        stop_in_order(supervisor, [*(service.program for service in services), *site])


def prepare(settings: Mapping[str, str], seed: bool) -> None:
    """Tables, static files, models and the first ideas, in another process that prints its own steps."""
    command = [sys.executable, "manage.py", "prepare", *(["--seed"] if seed else [])]
    if subprocess.run(command, cwd=BASE_DIR, env=settings, check=False).returncode:
        raise Fault("The database could not be prepared; the lines above say why.")


def start_site(supervisor: Supervisor, site: Sequence[Program], port: int) -> None:
    """Start the web and the quick worker first, one core each; the first page does not need the others."""
    with step("Starting the web") as note:
        for program in site[:2]:
            supervisor.start(program.name)
        supervisor.wait("web", lambda: ports.absence(port, "/healthz", seconds=10), note)
    with step("Starting the other workers and the clock"):
        for program in site[2:]:
            supervisor.start(program.name)


def welcome(folders: Folders, settings: Mapping[str, str], seconds: float, demo: bool) -> None:
    say(f"\nOverlooked runs at http://localhost:{settings['PORT']}/ (ready after {seconds:.1f} s)")
    if demo:
        say(f"  sign in as      demo, password {settings['DEMO_PASSWORD']}")
    if settings["MAIL_PAGE"] == "true":
        say(f"  its mails       http://localhost:{settings['PORT']}/mail/?key={settings['MAIL_KEY']}")
    say(f"  data and logs   {folders.data}")
    say("  Ctrl-C stops everything and keeps the data.\n")


def watch(supervisor: Supervisor) -> None:
    """Print when a program ended and was started again. Raises Fault when supervisord itself ends, and with it all
    programs."""
    known = supervisor.pids()
    while True:
        time.sleep(WATCH_EVERY)
        if not supervisor.answers():
            raise Fault(f"The supervisor ended unexpectedly; see {log(supervisor.folders, 'supervisord')}.")
        now = supervisor.pids()
        for name in sorted(now):
            if now[name] != known[name]:
                say(f"{time.strftime('%H:%M:%S')} {name} {news(now[name])}; see {log(supervisor.folders, name)}")
        known = now


def news(pid: int) -> str:
    return f"ended and was started again as process {pid}" if pid else "ended and will be started again"


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 after a fault, which is one sentence on standard error."""
    try:
        up(os.environ, Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data"), os.environ.get("PORT") or "8000")
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0
