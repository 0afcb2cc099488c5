"""What the pages for people name must exist: files, modules, commands, make targets and locked versions."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "STYLE.md",
    "CONTRIBUTING.md",
    "docs/decisions.md",
    "docs/first-visit.md",
    "docs/measurements.md",
    "docs/model-servers.md",
    "docs/licences.md",
    "docs/privacy.md",
    "docs/security.md",
)
TEXTS = {page: (ROOT / page).read_text() for page in PAGES}
README = TEXTS["README.md"]
MAKEFILE = (ROOT / "Makefile").read_text()
SETTINGS = "".join(
    (ROOT / "marketplace" / name).read_text() for name in ("settings.py", "limits.py", "sign_in.py", "api/settings.py")
)
PACKAGES = "marketplace|ideas|evaluations"
TOPS = f"{PACKAGES}|templates|tests|docker|benchmarks|docs"
ENDINGS = "py|toml|html|yaml|css|js|svg|md"


def named(pattern: str) -> list[tuple[str, str]]:
    """Each different text that the pattern finds, with the page that names it."""
    return sorted({(page, found) for page, text in TEXTS.items() for found in re.findall(pattern, text)})


def locked() -> dict[str, str]:
    locks = "".join((ROOT / f"requirements-{name}.lock").read_text() for name in ("dev", "weights"))
    return dict(re.findall(r"^([\w.-]+)==(\S+)", locks, re.MULTILINE))


def test_every_page_is_checked() -> None:
    assert {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")} <= set(PAGES)


@pytest.mark.parametrize(("page", "link"), named(r"\]\(([^)#]+)(?:#[^)]*)?\)"))
def test_linked_place_exists(page: str, link: str) -> None:
    assert link.startswith("http") or (ROOT / page).parent.joinpath(link).exists()


@pytest.mark.parametrize(("page", "path"), named(rf"`((?:{TOPS})/[\w./-]*)`"))
def test_path_in_backticks_exists(page: str, path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("page", "name"), named(rf"`([\w-]+\.(?:{ENDINGS}))`"))
def test_file_in_backticks_exists(page: str, name: str) -> None:
    tops = [ROOT / top for top in TOPS.split("|")]
    assert (ROOT / name).exists() or any(found for top in tops for found in top.rglob(name))


@pytest.mark.parametrize(("page", "name"), named(rf"(?m)(?:`|^|[|,] )((?:{PACKAGES})(?:\.\w+)+)\b(?!/)"))
def test_module_exists(page: str, name: str) -> None:
    resolve_name(name)


@pytest.mark.parametrize(("page", "command"), named(r"manage\.py (\w+)"))
def test_command_exists(page: str, command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize(("page", "target"), named(r"(?m)(?:`|^)(?:\w+=\S+ )*make ([a-z]+)"))
def test_make_target_exists(page: str, target: str) -> None:
    assert f"\n{target}:" in MAKEFILE


@pytest.mark.parametrize("target", ["up", "test", "check", "bench"])
def test_make_target_is_explained(target: str) -> None:
    assert f"make {target}" in README


@pytest.mark.parametrize(("page", "names"), named(r'BENCHMARKS="?([a-z_]+(?: [a-z_]+)*)'))
def test_benchmark_exists(page: str, names: str) -> None:
    assert all((ROOT / "benchmarks" / f"{name}.py").exists() for name in names.split())


@pytest.mark.parametrize("variable", re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
def test_variable_that_the_settings_read_is_explained(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize(
    ("package", "version"), sorted(set(re.findall(r"`([\w-]+)` (\d[\w.]*)", TEXTS["docs/licences.md"])))
)
def test_licence_was_read_in_the_locked_version(package: str, version: str) -> None:
    assert locked()[package] == version


def test_licence_is_what_the_metadata_says() -> None:
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
    assert (ROOT / "LICENSE").read_text().split(maxsplit=2)[:2] == ["Apache", "License"]
