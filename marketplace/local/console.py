"""Output for the operator: one line for each step with its duration, and one sentence when a start fails."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 46


class Fault(Exception):
    """One sentence for the operator: what is wrong and what to do about it. The command then exits with an error."""


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print the step's title, and after it the seconds that it took, or that it failed."""
    sys.stdout.write(f"  {title} ".ljust(WIDTH, "."))
    sys.stdout.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say(" not done")
        raise
    say(f" {time.monotonic() - began:5.1f} s")
