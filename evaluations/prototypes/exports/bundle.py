"""Everything that is needed to repeat a run elsewhere, in one zip: the same run gives the same bytes.

Lines are written one by one, so that the memory does not grow with the run."""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import yaml

from evaluations.prototypes import recipes, scorers
from evaluations.prototypes.models import Run, Task

from . import records
from .about import about, answers_alone, asks_chat, one_line, readme

SHIPPED = Path(__file__).parent / "shipped"
ALONE = ("overlooked_repeat.py", "overlooked_score.py")
TOOLS = ("inspect_task.py", "overlooked_score.py", "promptfoo_assert.py", "promptfoo_provider.cjs")
NEEDED_ALONE = ("genson", "jsonschema", "numpy", "python-dateutil", "rapidfuzz")
NEEDED = ("inspect_ai", "openai", *NEEDED_ALONE)
OTHER_ENDS = re.compile("[\x85\u2028\u2029]")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold


def write_bundle(run: Run, file: IO[bytes]) -> None:
    described, first = about(run), records.asked_first(run)
    chat = asks_chat(first)
    with zipfile.ZipFile(file, "w") as zipped:
        put(zipped, "README.txt", readme(described, chat=chat, alone=answers_alone(run), graded=run.revision.is_graded))
        put(zipped, "run.json", json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
        put_lines(zipped, "examples.jsonl", records.examples(run))
        if run.revision.task == Task.SEARCH:
            put_lines(zipped, "documents.jsonl", records.documents(run))
        put_lines(zipped, "results.jsonl", records.results(run))
        if first:
            put_lines(zipped, "requests.jsonl", records.requests(run))
        if chat:
            put_tools(zipped, run)
        elif answers_alone(run):
            put_recipe(zipped)


def put_tools(zipped: zipfile.ZipFile, run: Run) -> None:
    title = f"{one_line(run.revision.idea.title)}: {run}"
    config = promptfoo_config(title, records.rows_asked(run), checked=bool(run.revision.checks))
    put(zipped, "promptfooconfig.yaml", config)
    put(zipped, "requirements.txt", "\n".join(NEEDED) + "\n")
    for name in TOOLS:
        put(zipped, name, (SHIPPED / name).read_text(encoding="utf-8"))
    put_sources(zipped, scorers)


def put_recipe(zipped: zipfile.ZipFile) -> None:
    """The recipe itself answers again elsewhere."""
    put(zipped, "requirements.txt", "\n".join(NEEDED_ALONE) + "\n")
    for name in ALONE:
        put(zipped, name, (SHIPPED / name).read_text(encoding="utf-8"))
    put_sources(zipped, scorers)
    put_sources(zipped, recipes)


def promptfoo_config(title: str, rows: Iterable[int], *, checked: bool) -> str:
    """YAML, with one test for each example, named by its row alone. Answers that are compared with nothing have no
    assertion, so promptfoo only shows them.

    promptfoo renders every text of a config as a template. So the config holds no text of an author or a model, except
    for the description: the provider beside the config reads the request of a row from requests.jsonl.

    The tests are formatted by hand, because PyYAML takes seconds for thousands of them."""
    head: dict[str, Any] = {
        "description": title.replace("{", "(").replace("}", ")"),
        "prompts": ["row {{ row }}"],
        "providers": ["file://promptfoo_provider.cjs"],
    }
    if checked:
        head["defaultTest"] = {"assert": [{"type": "python", "value": "file://promptfoo_assert.py"}]}
    tests = "".join(f"- vars: {{row: {row:d}}}\n" for row in rows)
    return f"{yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=120)}tests:\n{tests}"


def put_sources(zipped: zipfile.ZipFile, package: ModuleType) -> None:
    folder = Path(package.__path__[0])
    for path in sources(package):
        name = f"evaluations/prototypes/{folder.name}/{path.relative_to(folder).as_posix()}"
        put(zipped, name, path.read_text(encoding="utf-8"))


def sources(package: ModuleType) -> list[Path]:
    """The files of the scorers, or of the recipes. They import nothing else of the site, so they work anywhere."""
    return sorted(Path(package.__path__[0]).rglob("*.py"))


def put(zipped: zipfile.ZipFile, name: str, text: str) -> None:
    with zipped.open(member(name), "w") as file:
        file.write(encoded(text))


def put_lines(zipped: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    with zipped.open(member(name), "w") as file:
        for row in rows:
            file.write(encoded(line_of(row)))


def line_of(row: Mapping[str, Any]) -> str:
    """JSON in one line, also for readers that end a line at other characters than the line feed."""
    text = json.dumps(row, ensure_ascii=False)
    return OTHER_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def encoded(text: str) -> bytes:
    """As UTF-8. A lone surrogate, which no text in Postgres has, becomes "?": it must not stop the export."""
    return text.encode("utf-8", "replace")
