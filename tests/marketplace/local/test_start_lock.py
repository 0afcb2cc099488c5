import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.local.console import Fault
from marketplace.local.start_lock import has_open, only_start
from marketplace.local.supervisor import child_command
from tests.marketplace.local.own_folders import own_folders


def test_a_second_start_on_the_same_data_is_refused(tmp_path: Path) -> None:
    refused = pytest.raises(Fault, match=f"already runs on DATA_DIR {tmp_path}")
    with own_folders(tmp_path) as folders, only_start(folders), refused, only_start(folders):
        pytest.fail("two starts at once")


def test_after_a_stop_the_place_can_be_claimed_again(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        for _ in range(2):
            with only_start(folders):
                pass


def test_a_part_left_over_is_waited_for_then_named(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        process = subprocess.Popen([*child_command(folders), "TERM", "sleep", "60"])
        while not held(folders.mark):
            assert process.poll() is None
        with pytest.raises(Fault, match=f"kill -9 {process.pid}$"), only_start(folders, patience=0.1):
            pytest.fail("started beside a part of an earlier start")
        process.kill()
        process.wait()
        with only_start(folders, patience=0.1):
            pass


def test_wait_for_a_part_left_over_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("marketplace.local.start_lock.QUIET", 0.0)
    with own_folders(tmp_path) as folders:
        process = subprocess.Popen([*child_command(folders), "TERM", "sleep", "1.5"])
        while not held(folders.mark):
            assert process.poll() is None
        with only_start(folders):
            pass
        process.wait()
    assert capsys.readouterr().out == f"  Waiting for parts of an earlier start to end: {process.pid}\n"


def held(mark: Path) -> bool:
    program = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return subprocess.run([sys.executable, "-c", program, mark], stderr=subprocess.DEVNULL, check=False).returncode != 0


def test_stale_sockets_are_cleared(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        (folders.sockets / "redis.sock").touch()
        (folders.database_sockets / ".s.PGSQL.5432.lock").write_text("1\n")
        with only_start(folders):
            assert list(folders.sockets.iterdir()) == list(folders.database_sockets.iterdir()) == []


def test_process_that_ends_while_it_is_looked_at_holds_nothing(tmp_path: Path) -> None:
    assert not has_open(tmp_path / "99999" / "fd", tmp_path / "mark")
