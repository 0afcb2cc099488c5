from pathlib import Path

import gguf
import pytest

from marketplace.local import minilm
from marketplace.local.model_services import EMBEDDING_SHA256, converted_embedding
from marketplace.local.weights import EMBEDDING, matches


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted_embedding(tmp_path_factory.mktemp("models") / "minilm.gguf")


def test_conversion_gives_the_known_bytes(weights: Path) -> None:
    assert matches(weights, EMBEDDING_SHA256)
    assert not list(weights.parent.glob("*.partial"))


def test_two_known_sentences_have_the_known_cosine(weights: Path) -> None:
    first, second = minilm.embeddings(weights, "A man is eating food.", "A man is eating a piece of bread.")
    assert first.shape == second.shape == (384,)
    assert minilm.cosine(first, second) == pytest.approx(0.7553, abs=0.0005)


def test_what_llama_cpp_adds_stays_float32(weights: Path) -> None:
    narrow = {tensor.name for tensor in gguf.GGUFReader(weights).tensors if tensor.tensor_type.name != "F32"}
    assert {"token_embd.weight", "blk.0.attn_q.weight", "blk.5.ffn_down.weight"} <= narrow
    assert not [name for name in narrow if "norm" in name or "bias" in name]
    assert not {"position_embd.weight", "token_types.weight"} & narrow


def test_every_tensor_of_the_six_layers_is_there(weights: Path) -> None:
    names = [tensor.name for tensor in gguf.GGUFReader(weights).tensors]
    assert len(names) == len(set(names)) == 5 + 6 * 16


def test_a_damaged_file_is_made_again(weights: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "minilm.gguf"
    damaged.write_bytes(weights.read_bytes()[:-100])
    assert matches(converted_embedding(damaged), EMBEDDING_SHA256)


@pytest.mark.parametrize(("token", "expected"), [("##ing", "ing"), ("eating", "\u2581eating"), ("#", "\u2581#")])
def test_piece_marks_the_beginning_of_a_word(token: str, expected: str) -> None:
    assert minilm.piece(token) == expected


def test_the_source_is_never_written(weights: Path) -> None:
    assert EMBEDDING.verified() != weights
