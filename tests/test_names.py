"""One class name, one meaning across the project."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("marketplace", "ideas", "evaluations", "benchmarks")
SHARED = {"Meta", "Command"}  # names that Django asks for; keep this the whole list


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def classes_of(path: Path) -> Iterator[str]:
    """The names of all classes in a module, nested ones included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield node.name


def test_class_name_is_defined_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for name in classes_of(path):
            places[name].append(str(path.relative_to(ROOT)))
    twice = {name: found for name, found in places.items() if len(found) > 1 and name not in SHARED}
    lines = [f"{name} is a class in {' and in '.join(found)}" for name, found in sorted(twice.items())]
    assert not twice, "Give each class a name of its own:\n" + "\n".join(lines)
