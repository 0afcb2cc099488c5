import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.local.faults import Fault
from marketplace.local.start_lock import claimed
from marketplace.local.supervisor import birth
from tests.marketplace.local.places import own_place


def test_a_second_start_on_the_same_data_is_refused(tmp_path: Path) -> None:
    refused = pytest.raises(Fault, match=f"already runs on DATA_DIR {tmp_path}")
    with own_place(tmp_path) as place, claimed(place), refused, claimed(place):
        pytest.fail("two starts at once")


def test_after_a_stop_the_place_can_be_claimed_again(tmp_path: Path) -> None:
    with own_place(tmp_path) as place:
        for _ in range(2):
            with claimed(place):
                pass


def test_a_part_left_over_is_waited_for_then_named(tmp_path: Path) -> None:
    with own_place(tmp_path) as place:
        part = subprocess.Popen([*birth(place), "TERM", "sleep", "60"])
        while not held(place.mark):
            assert part.poll() is None
        with pytest.raises(Fault, match=f"kill -9 {part.pid}$"), claimed(place, patience=0.1):
            pytest.fail("started beside a part of an earlier start")
        part.kill()
        part.wait()
        with claimed(place, patience=0.1):
            pass


def held(mark: Path) -> bool:
    program = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return subprocess.run([sys.executable, "-c", program, mark], stderr=subprocess.DEVNULL, check=False).returncode != 0


def test_stale_sockets_are_cleared(tmp_path: Path) -> None:
    with own_place(tmp_path) as place:
        (place.sockets / "redis.sock").touch()
        (place.database_sockets / ".s.PGSQL.5432.lock").write_text("1\n")
        with claimed(place):
            assert list(place.sockets.iterdir()) == list(place.database_sockets.iterdir()) == []
