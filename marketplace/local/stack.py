"""The embedded services, started together and stopped in order, for `make up` and for the tests."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from itertools import groupby

from marketplace.local import model_services, ports, postgres, redis_server
from marketplace.local.console import say, step
from marketplace.local.folders import Folders
from marketplace.local.services import Program, Service
from marketplace.local.supervisor import Supervisor


def embedded(folders: Folders, given: Mapping[str, str], reserved: ExitStack) -> list[Service]:
    """The services for which the operator gave no real server, with their files ready."""
    known: dict[str, Callable[[], Service]] = {
        "DATABASE_URL": lambda: postgres.service(folders),
        "REDIS_URL": lambda: redis_server.service(folders),
        "OVERLOOKED_CHAT_URL": lambda: model_services.chat(folders, reserved.enter_context(ports.reserved())),
        "OVERLOOKED_EMBEDDING_URL": lambda: model_services.embedding(folders, reserved.enter_context(ports.reserved())),
    }
    for variable in known:
        if given.get(variable):
            say(f"  Using the server in {variable}")
    with step("Checking the database and the weights"):
        return [make() for variable, make in known.items() if not given.get(variable)]


def start_services(supervisor: Supervisor, services: Iterable[Service]) -> None:
    """Start all at once, since loading a model takes the longest; then wait for each."""
    for service in services:
        supervisor.start(service.program.name)
    for service in services:
        with step(f"Starting {service.title}") as note:
            supervisor.wait(service.program.name, service.awaited, note)


def stop_in_order(supervisor: Supervisor, programs: Iterable[Program]) -> None:
    """From the web down to the database; programs of one rank end together."""
    supervisor.hang_up()
    for _, peers in groupby(sorted(programs, key=lambda program: -program.rank), key=lambda program: program.rank):
        if names := supervisor.unstopped(program.name for program in peers):
            with step(f"Stopping {' and '.join(names)}"):
                supervisor.stop(names)
