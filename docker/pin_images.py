"""Write the digest of each image into the files here: `make pin-images`, where Docker and a registry can be reached.

A tag can be moved to another image later; a digest names one for ever. Run it again to follow the tags.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FILES = (HERE / "Dockerfile", HERE / "compose.yaml")
IMAGE = re.compile(r"^(FROM |\s+image: )([\w./-]+:[\w.-]+)(@sha256:[0-9a-f]{64})?", re.MULTILINE)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def digest_of(image: str) -> str:
    """What the image's tag names now. Exits with a sentence when no registry says so."""
    command = ["docker", "buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", image]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except OSError as error:
        sys.exit(f"docker cannot be run: {error.strerror}.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"No registry names the digest of {image}: {error.stderr.strip()}")
    return told if DIGEST.fullmatch(told) else sys.exit(f"docker gave no digest of {image}, but: {told[:200]}")


def main() -> None:
    texts = {file: file.read_text() for file in FILES}
    images = sorted({match[2] for text in texts.values() for match in IMAGE.finditer(text)})
    digests = {image: digest_of(image) for image in images}  # all of them, before any file is written
    for file, text in texts.items():
        file.write_text(IMAGE.sub(lambda match: f"{match[1]}{match[2]}@{digests[match[2]]}", text))
    for image, digest in digests.items():
        sys.stdout.write(f"{image}@{digest}\n")


if __name__ == "__main__":
    main()
