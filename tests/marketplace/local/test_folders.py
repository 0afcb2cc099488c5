import os
import shutil
import stat
from pathlib import Path

import pytest

from marketplace.local import folders as places
from marketplace.local.console import Fault
from tests.marketplace.local.own_folders import mode, own_folders


def test_only_its_own_user_can_enter_a_socket_folder(tmp_path: Path) -> None:
    with own_folders(tmp_path / "data") as folders:
        assert mode(folders.sockets) == mode(folders.database_sockets) == 0o700
        assert folders.sockets.stat().st_uid == os.geteuid()
        assert folders.database_sockets.owner() == (folders.user or Path.home().owner())


def test_folders_that_were_there_keep_their_permissions(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with own_folders(home / "project" / ".data"):
        assert mode(home) == 0o700


def test_a_deep_folder_gets_short_sockets_elsewhere(tmp_path: Path) -> None:
    data = tmp_path / ("deep/" * 30)
    with own_folders(data) as folders:
        assert not folders.sockets.is_relative_to(data)
        assert len(os.fsencode(folders.database_sockets)) <= places.MAX_SOCKET_FOLDER


def test_a_socket_folder_open_to_others_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    assert not places.takes_sockets(folder)
    assert mode(folder) == 0o755


def test_a_socket_folder_that_is_a_link_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "private")
    assert not places.takes_sockets(tmp_path / "link")
    assert places.takes_sockets(tmp_path / "private")


def test_a_data_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Fault, match=r"cannot be written .*set DATA_DIR"):
        places.prepared(tmp_path / "file" / "data")


@pytest.mark.parametrize("name", ["music #1", "a ;b", "two\nlines"])
def test_a_name_that_the_supervisor_cannot_read_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="reads as a comment"):
        places.prepared(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_deleted_data_folder_begins_with_an_empty_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with own_folders(data) as folders:
        (folders.home / "postgres").mkdir()
        shutil.rmtree(data)
        assert not (places.prepared(data).home / "postgres").exists()


def test_the_same_data_folder_gets_the_same_place(tmp_path: Path) -> None:
    with own_folders(tmp_path / "a") as folders:
        assert places.prepared(tmp_path / "a") == folders


def test_sockets_are_never_world_readable_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with own_folders(tmp_path / "data") as folders:
            assert stat.S_IMODE(folders.sockets.stat().st_mode) == 0o700
    finally:
        os.umask(before)
