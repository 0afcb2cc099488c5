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

from marketplace.local import model_services, ports
from marketplace.local.console import Fault
from marketplace.local.folders import BASE_DIR, Folders
from marketplace.local.stack import embedded
from marketplace.local.start_lock import holders, only_start
from marketplace.local.weights import CHAT
from tests.marketplace.local.own_folders import own_folders, small_seed
from tests.services import PLACE

READY = "Overlooked runs at "
GIVEN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    with own_folders(tmp_path_factory.mktemp("site") / "data") as folders:
        if (known := PLACE / "models").exists():  # making them is tested elsewhere, and slow
            shutil.copytree(known, folders.data / "models", copy_function=os.symlink)
        small_seed(folders.data / "seed")
        yield folders


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind((ports.LOOPBACK, 0))
        return int(trial.getsockname()[1])


def command(folders: Folders, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=BASE_DIR,
        env=GIVEN | {"DATA_DIR": str(folders.data), "PORT": str(port), "SEED": str(folders.data / "seed")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(folders: Folders, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The site once it says that it is ready; whatever the test leaves of it is stopped."""
    up = command(folders, port)
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


def gone(folders: Folders) -> bool:
    deadline = time.monotonic() + 60
    while holders(folders.mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return holders(folders.mark) == []


def pid_of(folders: Folders, words: str) -> int:
    return next(
        pid for pid in holders(folders.mark) if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    )


def test_the_site_starts_mends_itself_and_stops_in_order(folders: Folders, port: int) -> None:
    with running(folders, port) as up:
        assert status(port, "/healthz") == status(port, "/readyz") == status(port, "/") == 200
        assert "demo" in line_with(up, "sign in as")

        second = command(folders, port)
        said, _ = second.communicate()
        assert second.returncode == 1
        assert said.strip() == f"Overlooked already runs on DATA_DIR {folders.data}; stop it, or set another DATA_DIR."

        os.kill(pid_of(folders, "--queues chat"), signal.SIGKILL)
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
    assert holders(folders.mark) == []


@pytest.mark.proof
def test_after_kill_9_the_next_start_recovers(folders: Folders, port: int) -> None:
    """Of everything, then of the command alone, which ends every part."""
    with running(folders, port) as up:
        for pid in (up.pid, *holders(folders.mark)):
            kill(pid)
    with running(folders, port) as up:
        assert status(port, "/readyz") == 200
        up.kill()
        assert gone(folders)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        assert not Path(f"/proc/{pid}").exists()


def test_a_taken_port_ends_the_start_with_one_sentence(folders: Folders) -> None:
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        up = command(folders, taken)
        said, _ = up.communicate()
    assert (up.returncode, said.strip()) == (1, f"Port {taken} is taken by another program; stop it, or set PORT.")
    assert holders(folders.mark) == []


def test_a_folder_in_the_way_ends_the_start_with_one_sentence(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    environment = GIVEN | {"DATA_DIR": str(tmp_path / "file"), "PORT": str(port)}
    up = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert up.returncode == 1
    assert up.stderr.count("\n") == 1 and "set DATA_DIR to a folder that you can write" in up.stderr


def test_wrong_weights_end_the_start_before_any_process(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(model_services, "CHAT", replace(CHAT, sha256="0" * 64))
    with only_start(folders), ExitStack() as reservations:
        with pytest.raises(Fault, match="does not have SHA-256 0000"):
            embedded(folders, {}, reservations)
        assert holders(folders.mark) == []
    assert "not done" in capsys.readouterr().out


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL", "OVERLOOKED_CHAT_URL", "OVERLOOKED_EMBEDDING_URL"])
def test_a_real_server_takes_the_place_of_one_part(variable: str, folders: Folders) -> None:
    with only_start(folders), ExitStack() as reservations:
        services = {service.variable for service in embedded(folders, {variable: "given"}, reservations)}
    assert len(services) == 3
    assert variable not in services
