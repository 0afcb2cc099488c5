"""What the site stands on, started together and stopped in order; `make up` and the tests stand on the same."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from itertools import groupby

from marketplace.local import models, ports, postgres, redis_server
from marketplace.local.parts import Part
from marketplace.local.place import Place
from marketplace.local.programs import Program
from marketplace.local.steps import say, step
from marketplace.local.supervisor import Supervisor


def embedded(place: Place, given: Mapping[str, str], reservations: ExitStack) -> list[Part]:
    """What the site stands on and the operator gave no real server for, its files ready to start."""
    known: dict[str, Callable[[], Part]] = {
        "DATABASE_URL": lambda: postgres.part(place),
        "REDIS_URL": lambda: redis_server.part(place),
        "OVERLOOKED_CHAT_URL": lambda: models.chat(place, reservations.enter_context(ports.reserved())),
        "OVERLOOKED_EMBEDDING_URL": lambda: models.embedding(place, reservations.enter_context(ports.reserved())),
    }
    for variable in known:
        if given.get(variable):
            say(f"  Using the server in {variable}")
    with step("Checking the database and the weights"):
        return [make() for variable, make in known.items() if not given.get(variable)]


def start_parts(supervisor: Supervisor, parts: Iterable[Part]) -> None:
    """All at once, since loading a model takes longest; then wait for each."""
    for part in parts:
        supervisor.start(part.program.name)
    for part in parts:
        with step(f"Starting {part.title}"):
            supervisor.wait(part.program.name, part.ready)


def stop_in_order(supervisor: Supervisor, programs: Iterable[Program]) -> None:
    """From what serves down to what everything stands on; peers end together."""
    supervisor.hang_up()
    for _, peers in groupby(sorted(programs, key=lambda program: -program.rank), key=lambda program: program.rank):
        if names := supervisor.unstopped(program.name for program in peers):
            with step(f"Stopping {' and '.join(names)}"):
                supervisor.stop(names)
