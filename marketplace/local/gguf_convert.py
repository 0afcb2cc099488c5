"""Turn the published MiniLM (safetensors) into the GGUF file that llama.cpp serves."""

import json
from pathlib import Path

import gguf
import numpy as np
from safetensors import safe_open

CONTROL, NORMAL = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL


def convert(source: Path, target: Path) -> None:
    """Write target from model.safetensors and the config.json and vocab.txt beside it."""
    config = json.loads((source.parent / "config.json").read_text())
    writer = gguf.GGUFWriter(target, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.BERT])
    describe(writer, config)
    add_vocabulary(writer, (source.parent / "vocab.txt").read_text(encoding="utf-8").splitlines(), config)
    add_tensors(writer, source, config["num_hidden_layers"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def describe(writer: gguf.GGUFWriter, config: dict[str, int]) -> None:
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


def add_vocabulary(writer: gguf.GGUFWriter, vocabulary: list[str], config: dict[str, int]) -> None:
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token if token in special else piece(token) for token in vocabulary])
    writer.add_token_types([CONTROL if token in special else NORMAL for token in vocabulary])
    writer.add_token_type_count(config["type_vocab_size"])
    writer.add_bos_token_id(vocabulary.index("[CLS]"))
    writer.add_eos_token_id(vocabulary.index("[SEP]"))
    writer.add_unk_token_id(vocabulary.index("[UNK]"))
    writer.add_sep_token_id(vocabulary.index("[SEP]"))
    writer.add_pad_token_id(vocabulary.index("[PAD]"))
    writer.add_mask_token_id(vocabulary.index("[MASK]"))


def piece(token: str) -> str:
    """WordPiece marks what continues a word (##ing), llama.cpp what begins one (U+2581)."""
    return token.removeprefix("##") if token.startswith("##") else "\u2581" + token


def add_tensors(writer: gguf.GGUFWriter, source: Path, layers: int) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, layers)
    with safe_open(source, framework="numpy") as tensors:
        for name in sorted(tensors.keys()):
            target = names.get_name(name, try_suffixes=(".weight", ".bias"))
            if target is not None:
                writer.add_tensor(target, narrowed(target, tensors.get_tensor(name)))


def narrowed(name: str, tensor: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> "np.ndarray[tuple[int, ...], np.dtype[np.floating]]":
    """Halve the matrices only: llama.cpp adds positions, token types, norms and biases as float32."""
    wide = tensor.ndim == 1 or name.startswith(("position_embd", "token_types"))
    return tensor if wide else tensor.astype(np.float16)
