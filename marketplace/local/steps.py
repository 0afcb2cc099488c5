"""What the operator reads while things start and stop: one line for each step, with how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 46


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what is being done, and behind it the seconds it took or that it failed."""
    sys.stdout.write(f"  {what} ".ljust(WIDTH, "."))
    sys.stdout.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say(" not done")
        raise
    say(f" {time.monotonic() - began:5.1f} s")
