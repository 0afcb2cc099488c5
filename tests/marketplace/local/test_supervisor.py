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
BROKEN = Program("broken", Rank.WEB, (sys.executable, "-c", "print('no room left'); raise SystemExit(3)"))


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    with own_folders(tmp_path / "50% (of) a 'folder'") as folders, only_start(folders, patience=5):
        yield folders


@pytest.fixture
def supervisor(folders: Folders) -> Iterator[Supervisor]:
    with supervised(folders, [*PROGRAMS, BROKEN], os.environ) as supervisor:
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


def test_a_part_that_cannot_start_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    supervisor.start("broken")
    with pytest.raises(Fault, match="broken did not start: no room left"):
        supervisor.wait("broken", lambda: False)


def test_a_part_that_is_never_ready_is_given_up(supervisor: Supervisor) -> None:
    supervisor.start("web")
    with pytest.raises(Fault, match="web did not start: it said nothing"):
        supervisor.wait("web", lambda: False, patience=0.2)


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
