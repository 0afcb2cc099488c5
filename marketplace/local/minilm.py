"""Turn the published all-MiniLM-L6-v2 (safetensors) into the GGUF file that llama.cpp serves.

`python -m marketplace.local.minilm model.safetensors target.gguf` does it once and checks the result; it takes a
second.
"""

import json
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
import xllamacpp
from safetensors import safe_open

from marketplace.local.model_server import parameters

CONTROL, NORMAL = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
SPECIAL = {"bos": "[CLS]", "eos": "[SEP]", "unk": "[UNK]", "sep": "[SEP]", "pad": "[PAD]", "mask": "[MASK]"}
KNOWN_PAIR = ("A man is eating food.", "A man is eating a piece of bread.")
KNOWN_COSINE, TOLERANCE = 0.7553, 0.0005


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    partial = target.with_suffix(".partial")
    convert(source, partial)
    found = cosine(*embeddings(partial, *KNOWN_PAIR))
    if abs(found - KNOWN_COSINE) > TOLERANCE:
        sys.exit(f"two known sentences have cosine {found:.4f}, expected {KNOWN_COSINE}")
    partial.rename(target)


def convert(source: Path, target: Path) -> None:
    """Write target from model.safetensors and the config.json and vocab.txt beside it."""
    config = json.loads((source.parent / "config.json").read_text())
    vocabulary = (source.parent / "vocab.txt").read_text(encoding="utf-8").splitlines()
    writer = gguf.GGUFWriter(target, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.BERT])
    describe(writer, config)
    add_vocabulary(writer, vocabulary, config["type_vocab_size"])
    add_tensors(writer, source, config["num_hidden_layers"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def describe(writer: gguf.GGUFWriter, config: dict[str, Any]) -> None:
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def add_vocabulary(writer: gguf.GGUFWriter, vocabulary: list[str], types: int) -> None:
    special = set(SPECIAL.values())
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token if token in special else piece(token) for token in vocabulary])
    writer.add_token_types([CONTROL if token in special else NORMAL for token in vocabulary])
    writer.add_token_type_count(types)
    for role, token in SPECIAL.items():
        getattr(writer, f"add_{role}_token_id")(vocabulary.index(token))


def piece(token: str) -> str:
    """WordPiece marks the continuation of a word (##ing), llama.cpp its beginning (U+2581)."""
    return token.removeprefix("##") if token.startswith("##") else "\u2581" + token


def add_tensors(writer: gguf.GGUFWriter, source: Path, layers: int) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, layers)
    with safe_open(source, framework="numpy") as tensors:
        for name in sorted(tensors.keys()):
            target = names.get_name(name, try_suffixes=(".weight", ".bias"))
            if target is not None:  # position_ids and the pooler are not used for sentence vectors
                writer.add_tensor(target, narrowed(target, tensors.get_tensor(name)))


def narrowed(name: str, tensor: npt.NDArray[np.float32]) -> npt.NDArray[np.floating[Any]]:
    """Only matrices become float16: llama.cpp adds positions, token types, norms and biases as float32."""
    wide = tensor.ndim == 1 or name.startswith(("position_embd", "token_types"))
    return tensor if wide else tensor.astype(np.float16)


def embeddings(weights: Path, *texts: str) -> npt.NDArray[np.float64]:
    """One row of 384 per text, from llama.cpp in this process."""
    answer = xllamacpp.Server(parameters("embedding", weights, port=0)).handle_embeddings({"input": list(texts)})
    return np.array([entry["embedding"] for entry in answer["data"]])


def cosine(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


if __name__ == "__main__":
    main()
