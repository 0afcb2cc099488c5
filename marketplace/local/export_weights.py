"""Write both models as GGUF files into a folder, for a llama.cpp server elsewhere: `... export_weights /models`.

Their licence goes with them: Apache-2.0 for both, as their authors chose. `licences.md` says whose they are, how we
know that, and what was changed in them."""

import shutil
import sys
from pathlib import Path

from marketplace.local.folders import BASE_DIR
from marketplace.local.model_services import CHAT_GGUF, EMBEDDING_GGUF, converted_chat, converted_embedding

LICENCES = (BASE_DIR / "LICENSE", BASE_DIR / "docs" / "licences.md")


def main(folder: Path) -> None:
    """Raises Fault when the installed weights are not the known ones."""
    folder.mkdir(parents=True, exist_ok=True)
    converted_embedding(folder / EMBEDDING_GGUF)
    converted_chat(folder / CHAT_GGUF)
    for text in LICENCES:
        shutil.copy(text, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
