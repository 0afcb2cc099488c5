import os
import subprocess
import sys
from pathlib import Path

from marketplace.local import child
from marketplace.local.supervisor import child_command
from tests.marketplace.local.own_folders import own_folders

PARENT = """
import subprocess, sys
part = subprocess.Popen(sys.argv[1:], stdout=sys.stdout)
print(part.pid, flush=True)
part.wait()
"""

PART = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
print("up", flush=True)
signal.sigwait({signal.SIGINT})
print("told", flush=True)
"""


def test_a_part_ends_by_its_own_signal_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        command = [*child_command(folders), "INT", sys.executable, "-c", PART]
        parent = subprocess.Popen([sys.executable, "-c", PARENT, *command], stdout=subprocess.PIPE, text=True)
        assert parent.stdout
        assert {parent.stdout.readline().strip().isdigit(), parent.stdout.readline().strip().isdigit()} == {True, False}
        parent.kill()
        assert parent.stdout.read() == "told\n"  # and the pipe closes, so the part is gone
        parent.wait()


def test_a_part_whose_supervisor_is_gone_does_not_begin(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        gone = subprocess.Popen(["true"])
        gone.wait()
        process = subprocess.run(
            [*child_command(folders), "TERM", "echo", "begun"],
            env=os.environ | {child.PARENT: str(gone.pid)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (process.returncode, process.stdout) == (1, "")
    assert "ended before it began" in process.stderr


def test_a_part_tells_its_own_children_who_it_is(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        show = f"import os; print(os.environ[{child.PARENT!r}] == str(os.getpid()))"
        assert (
            subprocess.check_output([*child_command(folders), "TERM", sys.executable, "-c", show], text=True)
            == "True\n"
        )


def test_a_part_has_its_niceness_and_arguments(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        show = "import os, sys; print(os.nice(0), *sys.argv[1:])"
        command = [*child_command(folders, niceness=7), "TERM", sys.executable, "-c", show, "two words", "50%"]
        assert subprocess.check_output(command, text=True) == f"{os.nice(0) + 7} two words 50%\n"


def test_a_part_of_another_user_is_that_user_without_groups(tmp_path: Path) -> None:
    with own_folders(tmp_path) as folders:
        said = subprocess.check_output([*child_command(folders, folders.user), "TERM", "id", "-Gn"], text=True, cwd="/")
        expected = ["nogroup"] if folders.user else subprocess.check_output(["id", "-Gn"], text=True).split()
        assert said.split() == expected


def test_the_child_imports_nothing_but_the_standard_library() -> None:
    program = (
        f"import runpy, sys; runpy.run_path({child.__file__!r}); print(any('marketplace' in m for m in sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-I", "-S", "-c", program], text=True) == "False\n"
