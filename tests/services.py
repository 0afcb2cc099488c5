"""Real PostgreSQL, Redis and model servers for the tests: `pytest -p tests.services`, which `make test` runs.

`python -m tests.services -m benchmarks` gives them to another Python program, as `make bench` does.

What DATABASE_URL, REDIS_URL, OVERLOOKED_CHAT_URL and OVERLOOKED_EMBEDDING_URL name is used as it is; what they do not
name is started in .test/, apart from any site that runs, and ends with the tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from marketplace.local.console import Fault
from marketplace.local.folders import BASE_DIR, prepared
from marketplace.local.services import Service
from marketplace.local.stack import embedded, start_services, stop_in_order
from marketplace.local.start_lock import only_start
from marketplace.local.supervisor import supervised

VARIABLES = ("DATABASE_URL", "REDIS_URL", "OVERLOOKED_CHAT_URL", "OVERLOOKED_EMBEDDING_URL")
PLACE = BASE_DIR / ".test"
FOR_TESTS = {
    # No test looks at what a power cut would leave, and emptying the tables after a test waits for the disk otherwise.
    "DATABASE_URL": ("--fsync=off", "--full_page_writes=off", "--synchronous_commit=off"),
    # Two threads on two loaded cores mostly wait for each other, and burn the processor meanwhile: a prompt of 216
    # tokens took 1.8 s of it, with one thread 0.5 s.
    "OVERLOOKED_CHAT_URL": ("--prompt-threads=1",),
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before Django reads its settings. Workers of a parallel run inherit the variables and start nothing."""
    os.environ.setdefault("SECRET_KEY", "serves-nobody")  # of the processes that tests start
    services = ExitStack()
    early_config.add_cleanup(services.close)
    output = early_config.pluginmanager.getplugin("capturemanager")
    with output.global_and_fixture_disabled() if output else nullcontext():
        try:
            os.environ.update(services.enter_context(standing(PLACE, FOR_TESTS)))
            os.environ["REDIS_URL"] = own_part(os.environ["REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER", ""))
        except Fault as fault:
            raise pytest.UsageError(str(fault)) from fault
    yield


@contextmanager
def standing(data: Path, options: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """Start what the environment does not name, each with its `options`; yields the variables that name it."""
    given = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    if len(given) == len(VARIABLES):
        yield {}
        return
    folders = prepared(data)
    (data / "static").mkdir(exist_ok=True)
    with only_start(folders), ExitStack() as reservations:
        services = [
            for_tests(service, options.get(service.variable, ())) for service in embedded(folders, given, reservations)
        ]
        programs = [service.program for service in services]
        with supervised(folders, programs, os.environ) as supervisor:
            try:
                start_services(supervisor, services)
                yield {service.variable: service.url for service in services} | {"DATA_DIR": str(data)}
            finally:
                stop_in_order(supervisor, programs)


def for_tests(service: Service, options: tuple[str, ...]) -> Service:
    """As important as the tests that wait for it: on a site the models give way to who looks at pages, but beside tests
    that take all of both cores nothing would be left for them."""
    return replace(service, program=replace(service.program, niceness=0, command=(*service.program.command, *options)))


def own_part(url: str, process: str) -> str:
    """The same Redis, in a part of its own for each process of a parallel run: "gw0", "gw1", ... or "" where there is
    one. Celery workers that a test starts must not take the work of the tests beside it."""
    if not process:
        return url
    number, parts = int(process.removeprefix("gw")) + 1, urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session")
def chat_url() -> str:
    """The OpenAI-compatible address of SmolLM2-135M-Instruct."""
    return named("OVERLOOKED_CHAT_URL")


@pytest.fixture(scope="session")
def embedding_url() -> str:
    """The OpenAI-compatible address of all-MiniLM-L6-v2."""
    return named("OVERLOOKED_EMBEDDING_URL")


def named(variable: str) -> str:
    if variable not in os.environ:
        pytest.fail(f"{variable} is not set; run make test, or pytest -p tests.services.")
    return os.environ[variable]


def database_url(name: str) -> str:
    """The address of the test database, for another process."""
    given = os.environ["DATABASE_URL"]
    head, _, query = given.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


if __name__ == "__main__":
    with standing(PLACE, {}) as named_here:
        environment = {"SECRET_KEY": "serves-nobody"} | os.environ | named_here
        ended = subprocess.run([sys.executable, *sys.argv[1:]], env=environment, check=False)
    sys.exit(ended.returncode)
