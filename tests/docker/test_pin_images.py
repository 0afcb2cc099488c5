import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.local.folders import BASE_DIR

SAYS_A_DIGEST = "#!/bin/sh\necho sha256:$(printf %s \"$6\" | sha256sum | cut -d' ' -f1)\n"
SAYS_NO = "#!/bin/sh\necho 'no such host' >&2\nexit 1\n"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE_DIR / "docker", tmp_path / "docker"))


def pin(folder: Path, docker: str) -> "subprocess.CompletedProcess[str]":
    program = folder.parent / "docker-program" / "docker"
    program.parent.mkdir(exist_ok=True)
    program.write_text(docker)
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    command = [sys.executable, str(folder / "pin_images.py")]
    return subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, text=True)


def images(folder: Path) -> list[str]:
    text = (folder / "Dockerfile").read_text() + (folder / "compose.yaml").read_text()
    return [image for image in re.findall(r"(?:^FROM|^\s+image:) (\S+)", text, re.MULTILINE) if ":" in image]


def test_every_image_gets_its_digest_and_twice_is_once(copied: Path) -> None:
    assert pin(copied, SAYS_A_DIGEST).returncode == 0
    pinned = images(copied)
    assert len(pinned) >= 6 and all(re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", image) for image in pinned)
    pin(copied, SAYS_A_DIGEST)
    assert images(copied) == pinned


def test_nothing_is_written_where_no_registry_answers(copied: Path) -> None:
    before = images(copied)
    told = pin(copied, SAYS_NO)
    assert told.returncode == 1 and "no such host" in told.stderr
    assert images(copied) == before
