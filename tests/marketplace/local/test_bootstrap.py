import platform
import sys
from pathlib import Path

import pytest

from marketplace.local import bootstrap


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    for variable in bootstrap.REPLACED_BY.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.usefixtures("elsewhere")
def test_other_platform_names_every_missing_part_and_its_variable() -> None:
    with pytest.raises(SystemExit) as refusal:
        bootstrap.check_platform()
    sentence = str(refusal.value)
    for part, variable in bootstrap.REPLACED_BY.items():
        assert part in sentence and variable in sentence
    assert "Darwin arm64" in sentence


@pytest.mark.usefixtures("elsewhere")
def test_other_platform_with_some_real_servers_names_only_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/overlooked")
    with pytest.raises(SystemExit) as refusal:
        bootstrap.check_platform()
    assert "DATABASE_URL" not in str(refusal.value)
    assert "REDIS_URL" in str(refusal.value)


@pytest.mark.usefixtures("elsewhere")
def test_other_platform_with_real_servers_for_all_is_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in bootstrap.REPLACED_BY.values():
        monkeypatch.setenv(variable, "http://server")
    bootstrap.check_platform()


@pytest.mark.usefixtures("elsewhere")
def test_site_on_another_system_is_sent_to_the_containers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match=r"^make up needs Linux, not Darwin; docker/compose\.yaml runs the site"):
        bootstrap.main("local")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 13, 0), (4, 0, 0)])
def test_other_python_is_refused_with_its_version(version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=rf"needs CPython 3.11 or 3.12, this is {version[0]}\.{version[1]};"):
        bootstrap.check_python()


def test_stamp_changes_with_each_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    stamps = set()
    for lock in bootstrap.LOCKS["local"]:
        (tmp_path / lock).write_text("a==1\n")
    stamps.add(bootstrap.wanted("local"))
    for lock in bootstrap.LOCKS["local"]:
        (tmp_path / lock).write_text("a==2\n")
        stamps.add(bootstrap.wanted("local"))
    assert len(stamps) == 1 + len(bootstrap.LOCKS["local"])


@pytest.mark.parametrize("kind", sorted(bootstrap.LOCKS))
def test_locks_are_hashed_and_name_no_index(kind: str) -> None:
    for lock in bootstrap.LOCKS[kind]:
        text = (bootstrap.ROOT / lock).read_text()
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        for requirement in text.replace("\\\n", " ").splitlines():
            assert requirement.startswith(("#", "    #")) or "--hash=sha256:" in requirement, requirement


def test_a_package_in_two_locks_has_the_same_versions_in_both() -> None:
    runtime, local, dev = map(pinned, ("requirements.lock", "requirements-local.lock", "requirements-dev.lock"))
    assert runtime.items() <= local.items() <= dev.items()


def pinned(lock: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in (bootstrap.ROOT / lock).read_text().splitlines():
        name, equals, rest = line.partition("==")
        if equals and not line.startswith(" "):
            found[name] = found.get(name, frozenset()) | {rest.split()[0]}
    return found
