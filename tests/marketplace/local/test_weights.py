import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.local.console import Fault
from marketplace.local.weights import CHAT, EMBEDDING, Weights, matches


@pytest.mark.parametrize("weights", [CHAT, EMBEDDING], ids=lambda weights: weights.package)
def test_installed_weights_are_the_known_ones(weights: Weights) -> None:
    assert weights.verified().is_file()


def test_weights_of_other_bytes_are_refused_with_the_file_named() -> None:
    other = replace(CHAT, sha256="0" * 64)
    with pytest.raises(Fault, match=r"SmolLM2-135M-Instruct\.Q4_1\.gguf does not have SHA-256 0000"):
        other.verified()


def test_weights_that_are_not_installed_are_named() -> None:
    with pytest.raises(Fault, match="The weights in no-such-weights are not installed"):
        Weights("no_such_weights", "no-such-weights", "a.gguf", "0" * 64).verified()


def test_one_changed_byte_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "model.safetensors"
    shutil.copyfile(EMBEDDING.verified(), copy)
    assert matches(copy, EMBEDDING.sha256)
    with copy.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    assert not matches(copy, EMBEDDING.sha256)


def test_a_missing_file_does_not_match(tmp_path: Path) -> None:
    assert not matches(tmp_path / "none", "0" * 64)
