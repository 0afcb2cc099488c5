"""Turn the published SmolLM2-135M-Instruct (a GGUF file in Q4_1) into one in Q4_0.

llama.cpp repacks Q4_0 for the processor's instructions, but not Q4_1: it reads prompts 2 times and writes answers 1.5
times as fast. Tensors that are not in Q4_1 are copied unchanged.

`python -m marketplace.local.smollm2 published.gguf target.gguf` does it once, in a few seconds.
"""

import sys
from pathlib import Path

import gguf
from gguf import GGMLQuantizationType as Quantization
from gguf import quants

FROM, TO = Quantization.Q4_1, Quantization.Q4_0
ARCHITECTURE, FILE_TYPE = "general.architecture", "general.file_type"


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    partial = target.with_suffix(".partial")
    convert(source, partial)
    partial.rename(target)


def convert(source: Path, target: Path) -> None:
    published = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, published.fields[ARCHITECTURE].contents())
    add_metadata(writer, published)
    for tensor in published.tensors:
        if tensor.tensor_type == FROM:
            writer.add_tensor(tensor.name, quants.quantize(quants.dequantize(tensor.data, FROM), TO), raw_dtype=TO)
        else:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_metadata(writer: gguf.GGUFWriter, published: gguf.GGUFReader) -> None:
    """The metadata about the model and its vocabulary, without that about the file's own format."""
    for name, field in published.fields.items():
        if name.startswith("GGUF.") or name == ARCHITECTURE:
            continue  # the writer adds these itself
        value = int(gguf.LlamaFileType.MOSTLY_Q4_0) if name == FILE_TYPE else field.contents()
        of_list = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, value, field.types[0], sub_type=of_list)


if __name__ == "__main__":
    main()
