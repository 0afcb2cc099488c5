import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.local.console import Fault
from marketplace.local.folders import Folders
from marketplace.local.services import Program, Rank
from marketplace.local.stack import stop_in_order
from marketplace.local.start_lock import holders, only_start
from marketplace.local.supervisor import Supervisor, log, supervised
from tests.marketplace.local.own_folders import own_folders

PROGRAMS = [Program(rank.name.lower(), rank, ("sleep", "600")) for rank in (Rank.WEB, Rank.WORKERS, Rank.DATABASE)]


def that(name: str, code: str) -> Program:
    return Program(name, Rank.WEB, (sys.executable, "-c", code))


ENDING = [
    that("broken", "print('no room left'); raise SystemExit(3)"),
    that("wordy", "print('LOG: here I am\\nFATAL: no room left\\nLOG: shut down'); raise SystemExit(1)"),
    that("raises", "import logging; logging.warning('careful'); open('/nowhere/at/all')"),
    that("killed", "import os; print('all is well', flush=True); os.kill(os.getpid(), 9)"),
    that("silent", "raise SystemExit(4)"),
]


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    with own_folders(tmp_path / "50% (of) a 'folder'") as folders, only_start(folders, patience=5):
        yield folders


@pytest.fixture
def supervisor(folders: Folders) -> Iterator[Supervisor]:
    with supervised(folders, [*PROGRAMS, *ENDING], os.environ) as supervisor:
        yield supervisor


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def running(supervisor: Supervisor, name: str) -> bool:
    return supervisor.state(name) in {"STARTING", "RUNNING"}


def test_nothing_starts_before_it_is_told_to(supervisor: Supervisor) -> None:
    assert set(supervisor.pids().values()) == {0}


def test_a_killed_part_comes_back_and_the_log_says_so(folders: Folders, supervisor: Supervisor) -> None:
    supervisor.start("workers")
    until(lambda: running(supervisor, "workers"))
    first = supervisor.pids()["workers"]
    os.kill(first, 9)
    until(lambda: supervisor.pids()["workers"] not in {0, first})
    text = log(folders, "supervisord").read_text()
    assert "exited: workers (terminated by SIGKILL; not expected)" in text
    assert text.count("spawned: 'workers'") == 2


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("broken", r"no room left \(exit status 3; .*broken.log\)"),
        ("wordy", r"FATAL: no room left \(exit status 1; "),
        ("raises", r"FileNotFoundError: .*'/nowhere/at/all' \(exit status 1; "),
        ("killed", r"terminated by SIGKILL \("),
        ("silent", r"exit status 4 \("),
    ],
)
def test_a_part_that_ends_is_named_with_the_reason(
    folders: Folders, supervisor: Supervisor, name: str, why: str
) -> None:
    log(folders, name).write_text("FATAL: what an earlier start complained of\n")
    supervisor.start(name)
    with pytest.raises(Fault, match=f"{name} did not start: {why}"):
        supervisor.wait(name, lambda: "it does not answer")


def test_a_part_that_lives_is_waited_for_with_words(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.local.supervisor.QUIET", 0.0)
    said: list[str] = []
    supervisor.start("web")
    supervisor.wait("web", iter(["it loads", "it recovers", ""]).__next__, said.append)
    assert said == ["it loads", "it recovers"]


def test_a_part_that_is_never_ready_is_given_up_when_the_patience_is_over(folders: Folders) -> None:
    with supervised(folders, PROGRAMS, {**os.environ, "START_PATIENCE": "45"}) as supervisor:
        assert supervisor.patience == 45
        supervisor.patience = 0.3
        supervisor.start("web")
        with pytest.raises(Fault, match=r"web is alive and still not ready after 0 s: it loads\. START_PATIENCE sets"):
            supervisor.wait("web", lambda: "it loads")


@pytest.mark.parametrize("given", ["soon", "0", "-1", "nan", "inf"])
def test_patience_that_is_no_number_of_seconds_is_refused(folders: Folders, given: str) -> None:
    refused = pytest.raises(Fault, match="START_PATIENCE must be a number of seconds above 0")
    with refused, supervised(folders, PROGRAMS, {**os.environ, "START_PATIENCE": given}):
        pytest.fail("it started")


def test_parts_stop_from_the_web_down_to_the_database(folders: Folders, supervisor: Supervisor) -> None:
    for program in reversed(PROGRAMS):
        supervisor.start(program.name)
    until(lambda: all(running(supervisor, program.name) for program in PROGRAMS))
    stop_in_order(supervisor, PROGRAMS)
    stopped = [line.split()[4] for line in log(folders, "supervisord").read_text().splitlines() if "stopped:" in line]
    assert stopped == ["web", "workers", "database"]


def test_leaving_in_any_way_leaves_no_process(folders: Folders) -> None:
    with pytest.raises(ZeroDivisionError), supervised(folders, PROGRAMS, os.environ) as supervisor:
        supervisor.start("database")
        until(lambda: len(holders(folders.mark)) >= 2)
        raise ZeroDivisionError
    assert holders(folders.mark) == []


def test_a_killed_supervisor_takes_every_part_with_it(folders: Folders) -> None:
    with supervised(folders, PROGRAMS, os.environ) as supervisor:
        supervisor.start("web")
        until(lambda: running(supervisor, "web"))
        supervisor.process.kill()
        until(lambda: holders(folders.mark) == [])
        assert not supervisor.answers()
