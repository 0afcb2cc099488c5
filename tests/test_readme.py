"""The README is the first thing that people read, so what it names must exist."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "marketplace/settings.py").read_text() + (ROOT / "marketplace/limits.py").read_text()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_linked_place_exists(link: str) -> None:
    assert link.startswith("http") or (ROOT / link).exists()


@pytest.mark.parametrize("variable", re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
def test_variable_that_the_settings_read_is_explained(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`manage\.py (\w+)", README))))
def test_command_exists(command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize("target", ["up", "test", "check", "bench"])
def test_make_target_exists_and_is_explained(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()
    assert f"make {target}" in README
