from collections import Counter
from pathlib import Path

import gguf
import numpy as np
import pytest

from marketplace.local.model_services import CHAT_SHA256, converted_chat
from marketplace.local.weights import CHAT, matches


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted_chat(tmp_path_factory.mktemp("models") / "smollm2.gguf")


def test_conversion_gives_the_known_bytes_and_leaves_no_other_file(weights: Path) -> None:
    assert matches(weights, CHAT_SHA256)
    assert [file.name for file in weights.parent.iterdir()] == [weights.name]


def test_only_the_weights_in_q4_1_are_in_another_form_and_the_same_within_a_step(weights: Path) -> None:
    published, ours = gguf.GGUFReader(CHAT.verified()), gguf.GGUFReader(weights)
    pairs = list(zip(published.tensors, ours.tensors, strict=True))
    kinds = Counter((one.tensor_type.name, other.tensor_type.name) for one, other in pairs)
    assert kinds == {("Q4_1", "Q4_0"): 210, ("F32", "F32"): 61, ("Q8_0", "Q8_0"): 1}
    assert all(one.name == other.name for one, other in pairs)
    pair = next(pair for pair in pairs if pair[0].name == "blk.3.ffn_up.weight")
    before, after = (gguf.quants.dequantize(each.data, each.tensor_type).ravel() for each in pair)
    assert np.corrcoef(before, after)[0, 1] > 0.99
    for name in ("tokenizer.ggml.tokens", "tokenizer.ggml.merges", "tokenizer.chat_template", "general.license"):
        assert bytes_of(published.fields[name]) == bytes_of(ours.fields[name])


def bytes_of(field: gguf.ReaderField) -> bytes:
    """Its own reading of fifty thousand words one by one takes seconds."""
    return b"".join(service.tobytes() for service in field.parts)
