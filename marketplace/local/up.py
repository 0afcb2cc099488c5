"""`make up`, read from top to bottom: claim the place, start what the site stands on, prepare, serve, stop in order."""

import http.client
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
from marketplace.local.faults import Fault
from marketplace.local.parts import Part
from marketplace.local.place import BASE_DIR, Place, prepared
from marketplace.local.programs import Program
from marketplace.local.stack import embedded, start_parts, stop_in_order
from marketplace.local.start_lock import claimed
from marketplace.local.steps import say, step
from marketplace.local.supervisor import Supervisor, supervised
from marketplace.local.watch import watch


class Stop(BaseException):
    """Somebody pressed Ctrl-C or sent TERM."""


def up(given: Mapping[str, str], data: Path, wanted_port: str) -> None:
    """Run the whole site until it is told to stop. Raises Fault when it cannot start or go on."""
    listen_for_a_stop()
    began = time.monotonic()
    port = ports.free(wanted_port)
    place = prepared(data.resolve())
    try:
        with claimed(place), ExitStack() as reservations:
            parts = embedded(place, given, reservations)
            urls = {part.variable: part.url for part in parts}
            settings = environment.settled(place.data, given, urls, port)
            site = processes.site(port, int(settings.get("WEB_CONCURRENCY") or 1))
            with supervised(place, [*(part.program for part in parts), *site], settings) as supervisor:
                run(supervisor, parts, site, settings, began)
    except Stop:
        say("Stopped; everything is kept.")


def listen_for_a_stop() -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # which is what nohup asks for
        signal.signal(signal.SIGHUP, stop)


def stop(signum: int, frame: FrameType | None) -> None:
    """Once: what follows is the orderly stop, and impatience must not cut it short."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stop


def run(
    supervisor: Supervisor, parts: list[Part], site: list[Program], settings: Mapping[str, str], began: float
) -> None:
    """Start everything, watch it, and stop it in the reverse of the order in which one leans on the other."""
    try:
        start_parts(supervisor, parts)
        ours = any(part.variable == "DATABASE_URL" for part in parts)  # nobody's real database is seeded
        prepare(settings, seed=ours)
        start_site(supervisor, site, int(settings["PORT"]))
        welcome(supervisor.place, settings, time.monotonic() - began, demo=ours)
        watch(supervisor)
    finally:
        stop_in_order(supervisor, [*(part.program for part in parts), *site])


def prepare(settings: Mapping[str, str], seed: bool) -> None:
    """Tables, static files, models and the first ideas, in one other process that says its own steps."""
    command = [sys.executable, "manage.py", "prepare", *(["--seed"] if seed else [])]
    if subprocess.run(command, cwd=BASE_DIR, env=settings, check=False).returncode:
        raise Fault("The database could not be prepared; the lines above say why.")


def start_site(supervisor: Supervisor, site: Sequence[Program], port: int) -> None:
    """The web and the quick worker, one core each; what comes after the first page need not be waited for."""
    with step("Starting the web"):
        for program in site[:2]:
            supervisor.start(program.name)
        supervisor.wait("web", lambda: healthy(port))
    with step("Starting the other workers and the clock"):
        for program in site[2:]:
            supervisor.start(program.name)


def healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def welcome(place: Place, settings: Mapping[str, str], seconds: float, demo: bool) -> None:
    say(f"\nOverlooked runs at http://localhost:{settings['PORT']}/ (ready after {seconds:.1f} s)")
    if demo:
        say(f"  sign in as      demo, password {settings['DEMO_PASSWORD']}")
    if settings["MAIL_PAGE"] == "true":
        say(f"  its mails       http://localhost:{settings['PORT']}/mail/?key={settings['MAIL_KEY']}")
    say(f"  data and logs   {place.data}")
    say("  Ctrl-C stops everything and keeps the data.\n")


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 after a fault, which is one sentence on the error stream."""
    try:
        up(os.environ, Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data"), os.environ.get("PORT") or "8000")
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0
