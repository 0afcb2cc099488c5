"""The whole site, started, broken and stopped for real. It takes about half a minute."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.local import models, ports
from marketplace.local.faults import Fault
from marketplace.local.place import BASE_DIR, Place
from marketplace.local.stack import embedded
from marketplace.local.start_lock import claimed, holders
from marketplace.local.weights import CHAT
from tests.marketplace.local.places import own_place, small_seed
from tests.services import PLACE

READY = "Overlooked runs at "
GIVEN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with own_place(tmp_path_factory.mktemp("site") / "data") as place:
        if (known := PLACE / "models").exists():  # making them is tested elsewhere, and slow
            shutil.copytree(known, place.data / "models", copy_function=os.symlink)
        small_seed(place.data / "seed")
        yield place


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind((ports.LOOPBACK, 0))
        return int(trial.getsockname()[1])


def command(place: Place, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=BASE_DIR,
        env=GIVEN | {"DATA_DIR": str(place.data), "PORT": str(port), "SEED": str(place.data / "seed")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(place: Place, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The site once it says that it is ready; whatever the test leaves of it is stopped."""
    up = command(place, port)
    try:
        assert up.stdout
        said = []
        for line in up.stdout:
            said.append(line)
            if line.startswith(READY):
                break
        else:
            pytest.fail(f"it did not start:\n{''.join(said)}")
        yield up
    finally:
        up.terminate()
        up.wait()
        if up.stdout:
            up.stdout.close()


def line_with(up: "subprocess.Popen[str]", text: str) -> str:
    assert up.stdout
    found: str = next(line for line in up.stdout if text in line)
    return found


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status
    finally:
        connection.close()


def gone(place: Place) -> bool:
    deadline = time.monotonic() + 60
    while holders(place.mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return holders(place.mark) == []


def pid_of(place: Place, words: str) -> int:
    return next(
        pid for pid in holders(place.mark) if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    )


def test_the_site_starts_mends_itself_and_stops_in_order(place: Place, port: int) -> None:
    with running(place, port) as up:
        assert status(port, "/healthz") == status(port, "/readyz") == status(port, "/") == 200
        assert "demo" in line_with(up, "sign in as")

        second = command(place, port + 1)
        said, _ = second.communicate()
        assert second.returncode == 1
        assert said.strip() == f"Overlooked already runs on DATA_DIR {place.data}; stop it, or set another DATA_DIR."

        os.kill(pid_of(place, "--queues chat"), signal.SIGKILL)
        assert "chat-worker ended" in line_with(up, "chat-worker")

        up.terminate()
        said, _ = up.communicate()
        assert up.returncode == 0
        stopped = [line.split(" ....")[0].strip() for line in said.splitlines() if "Stopping" in line]
        assert stopped == [
            "Stopping web",
            "Stopping beat",
            "Stopping quick-worker and chat-worker",
            "Stopping chat-model and embedding-model",
            "Stopping redis",
            "Stopping postgres",
        ]
    assert holders(place.mark) == []


def test_after_kill_9_the_next_start_recovers(place: Place, port: int) -> None:
    """Of everything, then of the command alone, which ends every part."""
    with running(place, port) as up:
        for pid in (up.pid, *holders(place.mark)):
            kill(pid)
    with running(place, port) as up:
        assert status(port, "/readyz") == 200
        up.kill()
        assert gone(place)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        assert not Path(f"/proc/{pid}").exists()


def test_a_taken_port_ends_the_start_with_one_sentence(place: Place) -> None:
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        up = command(place, taken)
        said, _ = up.communicate()
    assert (up.returncode, said.strip()) == (1, f"Port {taken} is taken by another program; stop it, or set PORT.")
    assert holders(place.mark) == []


def test_a_folder_in_the_way_ends_the_start_with_one_sentence(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    environment = GIVEN | {"DATA_DIR": str(tmp_path / "file"), "PORT": str(port)}
    up = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert up.returncode == 1
    assert up.stderr.count("\n") == 1 and "set DATA_DIR to a folder that you can write" in up.stderr


def test_wrong_weights_end_the_start_before_any_process(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "CHAT", replace(CHAT, sha256="0" * 64))
    with claimed(place), ExitStack() as reservations:
        with pytest.raises(Fault, match="does not have SHA-256 0000"):
            embedded(place, {}, reservations)
        assert holders(place.mark) == []
    assert "not done" in capsys.readouterr().out


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL", "OVERLOOKED_CHAT_URL", "OVERLOOKED_EMBEDDING_URL"])
def test_a_real_server_takes_the_place_of_one_part(variable: str, place: Place) -> None:
    with claimed(place), ExitStack() as reservations:
        parts = {part.variable for part in embedded(place, {variable: "given"}, reservations)}
    assert len(parts) == 3
    assert variable not in parts
