"""Write both models as GGUF files into a folder, for a llama.cpp server elsewhere: `... export_weights /models`."""

import sys
from pathlib import Path

from marketplace.local.model_services import CHAT_GGUF, EMBEDDING_GGUF, converted_chat, converted_embedding


def main(folder: Path) -> None:
    """Raises Fault when the installed weights are not the known ones."""
    folder.mkdir(parents=True, exist_ok=True)
    converted_embedding(folder / EMBEDDING_GGUF)
    converted_chat(folder / CHAT_GGUF)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
