"""Output for the operator: one line for each step with its duration, and one sentence when a start fails."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDTH = 46


class Fault(Exception):
    """One sentence for the operator: what is wrong and what to do about it. The command then exits with an error."""


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[Callable[[str], None]]:
    """Print the step's title, and after it the seconds that it took, or that it failed. Yields a function that prints
    what the step waits for, on a line of its own, whenever that is news."""
    said: list[str] = []

    def note(waits_for: str) -> None:
        if waits_for not in said[-1:]:
            say(f"{'' if said else chr(10)}    waiting: {waits_for}")
            said.append(waits_for)

    def begin() -> None:
        sys.stdout.write(f"  {title} ".ljust(WIDTH, "."))
        sys.stdout.flush()

    begin()
    began = time.monotonic()
    try:
        yield note
    except BaseException:
        say("  not done" if said else " not done")
        raise
    if said:
        begin()
    say(f" {time.monotonic() - began:5.1f} s")
