from collections import Counter
from pathlib import Path

import gguf
import numpy as np
import pytest

from marketplace.local.models import CHAT_SHA256, converted_chat
from marketplace.local.weights import CHAT, matches


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted_chat(tmp_path_factory.mktemp("models") / "smollm2.gguf")


def test_conversion_gives_the_known_bytes_and_leaves_no_other_file(weights: Path) -> None:
    assert matches(weights, CHAT_SHA256)
    assert [file.name for file in weights.parent.iterdir()] == [weights.name]


def test_only_what_was_in_q4_1_is_in_another_form(weights: Path) -> None:
    published, ours = gguf.GGUFReader(CHAT.verified()), gguf.GGUFReader(weights)
    kinds = Counter(
        (one.tensor_type.name, other.tensor_type.name)
        for one, other in zip(published.tensors, ours.tensors, strict=True)
    )
    assert kinds == {("Q4_1", "Q4_0"): 210, ("F32", "F32"): 61, ("Q8_0", "Q8_0"): 1}
    assert [tensor.name for tensor in published.tensors] == [tensor.name for tensor in ours.tensors]


def test_weights_are_the_same_within_a_step(weights: Path) -> None:
    one, other = (
        next(each for each in gguf.GGUFReader(file).tensors if each.name == "blk.3.ffn_up.weight")
        for file in (CHAT.verified(), weights)
    )
    before, after = (gguf.quants.dequantize(each.data, each.tensor_type) for each in (one, other))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.99


def test_vocabulary_and_template_are_taken_over(weights: Path) -> None:
    published, ours = gguf.GGUFReader(CHAT.verified()), gguf.GGUFReader(weights)
    for name in ("tokenizer.ggml.tokens", "tokenizer.ggml.merges", "tokenizer.chat_template", "general.license"):
        assert published.fields[name].contents() == ours.fields[name].contents()
