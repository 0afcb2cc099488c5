import os
from pathlib import Path

import pytest
from pytest_django import Settings

from marketplace.local.prepare import collect_static


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    return source


def test_static_files_are_collected_once(source: Path, tmp_path: Path) -> None:
    collect_static()
    collected = tmp_path / "static" / "site.css"
    assert collected.read_text() == "a {}"
    collected.write_text("as left by the first time")
    collect_static()
    assert collected.read_text() == "as left by the first time"


def test_a_changed_static_file_is_collected_again(source: Path, tmp_path: Path) -> None:
    collect_static()
    (source / "site.css").write_text("b {}")
    os.utime(source / "site.css", (1, 1))
    collect_static()
    assert (tmp_path / "static" / "site.css").read_text() == "b {}"


def test_a_deleted_static_file_is_served_no_more(source: Path, tmp_path: Path) -> None:
    (source / "old.css").write_text("old")
    collect_static()
    (source / "old.css").unlink()
    collect_static()
    assert not (tmp_path / "static" / "old.css").exists()
