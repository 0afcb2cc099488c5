"""What no part of the site does: run text as code, start programs, read objects or XML of strangers, weak hashes.

`marketplace.local` starts the programs of one machine, with arguments of its own, and no page or endpoint imports it.
A workbook is read by a program of ours with limits, which is started with no argument of a stranger.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("marketplace", "ideas", "evaluations")
ON_ONE_MACHINE = ROOT / "marketplace" / "local"
SHIPPED = ROOT / "evaluations" / "prototypes" / "exports" / "shipped"  # runs at who downloads it
WORKBOOKS = "evaluations/prototypes/datasets/workbooks.py"
SCRIPTS = sorted((ROOT / "marketplace" / "static").rglob("*.js"))

MODULES = {
    "pickle", "marshal", "shelve", "dill", "subprocess", "pty", "ctypes", "telnetlib", "ftplib", "xmlrpc", "jinja2",
    "lxml", "requests", "urllib.request", "httpx", "memcache", "ldap", "xml.sax", "xml.dom",
}  # fmt: skip
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "hashlib.md5",
    "hashlib.sha1", "xml.fromstring", "xml.parse", "xml.iterparse", "Template", "engines.from_string",
    "os.execv", "tempfile.mktemp", "ssl._create_unverified_context", "logging.config.listen",
}  # fmt: skip


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {ON_ONE_MACHINE, SHIPPED} & set(path.parents) and "migrations" not in path.parts:
                yield path


def found_in(path: Path) -> set[str]:
    """What the module imports or calls of what is listed above."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {node.module or "", (node.module or "").split(".")[0]} & MODULES
        if isinstance(node, ast.Call):
            found |= {ast.unparse(node.func)} & CALLS
            found |= {f"{word.arg}=True" for word in node.keywords if word.arg == "shell"}
    return found


def test_no_module_of_the_site_does_what_is_dangerous() -> None:
    does = {str(path.relative_to(ROOT)): found_in(path) for path in modules()}
    assert {path: found for path, found in does.items() if found} == {WORKBOOKS: {"subprocess"}}


def test_program_that_reads_workbooks_is_ours_and_gets_no_argument() -> None:
    assert 'command = [sys.executable, "-I", str(READER)]' in (ROOT / WORKBOOKS).read_text()


def test_programs_of_one_machine_are_started_without_a_shell() -> None:
    for path in ON_ONE_MACHINE.rglob("*.py"):
        assert not found_in(path) & {"shell=True", "os.system", "os.popen", "eval", "exec"}, path


def test_secrets_come_from_the_generator_for_secrets() -> None:
    """`random.Random` draws pauses and the order of cards alone; SystemRandom and `secrets` draw all else."""
    plain = re.compile(r"^from random import (?!SystemRandom$)|^import random", re.MULTILINE)
    found = {str(path.relative_to(ROOT)) for path in modules() if plain.search(path.read_text(encoding="utf-8"))}
    assert found == {"evaluations/prototypes/engines/patience.py", "evaluations/panel/next_idea.py"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_runs_no_text_takes_no_message_and_keeps_no_secret(script: Path) -> None:
    text = script.read_text()
    for call in (r"\beval\(", r"new Function", r"document\.write", r"postMessage", r'"message"', r"sessionStorage",
                 r"indexedDB", r"document\.cookie", r"__proto__", r"Object\.assign"):  # fmt: skip
        assert not re.search(call, text), call
    assert set(re.findall(r"localStorage\.\w+\((\"\w+\")", text)) <= {'"theme"'}


def test_only_our_own_html_is_put_into_a_page_as_html() -> None:
    uses = [
        (script.name, line) for script in SCRIPTS for line in script.read_text().splitlines() if "innerHTML" in line
    ]
    assert [name for name, _ in uses] == ["try.js"] and "data.html" in uses[0][1]
