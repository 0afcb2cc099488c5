"""What a folder of exported models holds."""

from pathlib import Path

from marketplace.local.export_weights import main
from marketplace.local.model_services import CHAT_GGUF, EMBEDDING_GGUF


def test_models_are_written_with_their_licence_and_whose_they_are(tmp_path: Path) -> None:
    main(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {CHAT_GGUF, EMBEDDING_GGUF, "LICENSE", "licences.md"}
    assert "Apache License" in (tmp_path / "LICENSE").read_text()
    page = (tmp_path / "licences.md").read_text()
    assert "Sentence Transformers" in page and "Hugging Face" in page and "We change both files" in page
