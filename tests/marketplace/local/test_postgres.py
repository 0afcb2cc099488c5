from pathlib import Path

import pytest

from marketplace.local import postgres
from marketplace.local.console import Fault
from marketplace.local.start_lock import only_start
from tests.marketplace.local.own_folders import mode, own_folders


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders, only_start(folders):
        partial = folders.home / "postgres.partial"
        partial.mkdir()
        (partial / "PG_VERSION").write_text("18\n")
        postgres.service(folders)
        cluster = folders.home / "postgres"
        assert not partial.exists()
        assert mode(cluster) == 0o700
        assert cluster.owner() == (folders.user or tmp_path.owner())


def test_a_stale_pid_does_not_stop_a_start(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders, only_start(folders):
        postgres.service(folders)
        stale = folders.home / "postgres" / "postmaster.pid"
        stale.write_text("1\n")  # a process that surely lives, and is not ours
        postgres.service(folders)
        assert not stale.exists()


@pytest.mark.parametrize("major", ["15", ""])
def test_a_cluster_of_another_release_is_refused(major: str, tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text(f"{major}\n")
    with pytest.raises(Fault, match=f"is of PostgreSQL {major}, not 18"):
        postgres.check_major(tmp_path)


def test_the_address_survives_a_folder_with_odd_letters(tmp_path: Path) -> None:
    data = tmp_path / "50% off & more?"
    with own_folders(data) as folders:
        assert postgres.url(folders, "x").count("?") == 1
