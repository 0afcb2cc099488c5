"""The two model servers as services: weights checked and converted once, llama.cpp on its own port."""

import subprocess
import sys
from pathlib import Path

from marketplace.local.console import Fault
from marketplace.local.folders import BASE_DIR, Folders
from marketplace.local.ports import LOOPBACK, absence
from marketplace.local.services import Program, Rank, Service
from marketplace.local.weights import CHAT, EMBEDDING, Weights, matches

CHAT_SHA256 = "c624c2bea4349b36453448197f53b3935a96da7934904c124a612716c348a8ff"
EMBEDDING_SHA256 = "b47692c03726b1167ce840afd6bcdd9359ba2b5f244f05f61fbd10a86a74b841"
SERVER = str(Path(__file__).with_name("model_server.py"))  # by path, so that it loads none of our other modules
CHAT_GGUF, EMBEDDING_GGUF = "SmolLM2-135M-Instruct.gguf", "all-MiniLM-L6-v2.gguf"
NICENESS = 10  # pages stay fast while models work


def chat(folders: Folders, port: int) -> Service:
    """SmolLM2-135M-Instruct. Raises Fault when its bytes are not the known ones, or the conversion failed."""
    weights = converted_chat(folders.data / "models" / CHAT_GGUF)
    return service("Chat model (SmolLM2-135M)", "chat", "OVERLOOKED_CHAT_URL", weights, port)


def embedding(folders: Folders, port: int) -> Service:
    """all-MiniLM-L6-v2. Raises Fault when its bytes are not the known ones, or the conversion failed."""
    weights = converted_embedding(folders.data / "models" / EMBEDDING_GGUF)
    return service("Embedding model (MiniLM-L6)", "embedding", "OVERLOOKED_EMBEDDING_URL", weights, port)


def service(title: str, role: str, variable: str, weights: Path, port: int) -> Service:
    return Service(
        title=title,
        variable=variable,
        url=f"http://{LOOPBACK}:{port}/v1",
        program=Program(
            name=f"{role}-model",
            rank=Rank.MODELS,
            command=(
                *(sys.executable, "-P", SERVER, role),
                *("--weights", str(weights), "--port", str(port)),
            ),
            niceness=NICENESS,
        ),
        awaited=lambda: absence(port, "/health"),
    )


def converted_chat(target: Path) -> Path:
    return converted(target, CHAT, "marketplace.local.smollm2", CHAT_SHA256)


def converted_embedding(target: Path) -> Path:
    return converted(target, EMBEDDING, "marketplace.local.minilm", EMBEDDING_SHA256)


def converted(target: Path, published: Weights, module: str, sha256: str) -> Path:
    """The target file, converted from the published weights when it is missing or damaged."""
    source = published.verified()
    if not matches(target, sha256):
        target.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-m", module, str(source), str(target)]
        made = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
        if made.returncode or not matches(target, sha256):
            reason = (made.stderr.strip().splitlines() or ["its SHA-256 is not the known one"])[-1]
            raise Fault(f"The weights in {published.distribution} could not be converted to GGUF: {reason}.")
    return target
