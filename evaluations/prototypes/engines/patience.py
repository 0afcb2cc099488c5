"""The one layer that asks again: with growing, jittered pauses, up to a cap, and never what cannot succeed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Self, TypeVar

from .failures import Busy, Failure

Answer = TypeVar("Answer")
FIRST_TOKEN = 45.0
MOST_TIMEOUTS = 2  # the server may still be at work on what we no longer wait for
jitter = Random()  # noqa: S311 - a pause is no secret


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in all; pauses of up to `base` seconds, doubling, up to `cap`.

    Deadlines of each attempt in seconds: `connect`, `first_token` of an answer in pieces, `timeout` for the whole. A
    whole answer begins to come when it is complete, so of one that does not come in pieces, as in runs at all but slow
    servers, a first token cannot be waited for: `timeout` is the deadline of its first byte and of its last."""

    attempts: int = 4
    base: float = 0.5
    cap: float = 8.0
    timeout: float = 60.0
    connect: float = 5.0
    first_token: float = FIRST_TOKEN
    longest_wait: float = 10.0

    def pause(self, failed: int, asked_for: float | None) -> float:
        """Seconds to wait after so many failed attempts."""
        if asked_for is None:
            return jitter.uniform(0.5, 1) * min(self.cap, self.base * 2.0 ** (failed - 1))
        return asked_for + jitter.uniform(0, self.base)

    @classmethod
    def until(cls, deadline: float) -> Self:
        """With time for the first token that grows with the whole: a slow machine takes long to read a prompt, too."""
        return cls(timeout=deadline, first_token=max(FIRST_TOKEN, deadline / 2))


ONCE = Patience(attempts=1, timeout=3.0, connect=1.0)


class GaveUp(Exception):
    """No attempt succeeded, or none would; `failures` in order."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(failures[-1].what)
        self.failures = failures


class Attempts:
    """The attempts at one request that failed, and what each means for the next."""

    def __init__(
        self, patience: Patience, on_failure: Callable[[Failure], None], failures: list[Failure] | None = None
    ) -> None:
        """`failures`: where they are noted, for who wants to know them even if the asking is called off."""
        self.patience, self.on_failure = patience, on_failure
        self.failures = [] if failures is None else failures

    def pause_after(self, failure: Failure) -> float:
        """Seconds until the next attempt. Raises GaveUp, or Busy."""
        self.on_failure(failure)
        self.failures.append(failure)
        if failure.again and (failure.wait or 0) > self.patience.longest_wait:
            raise Busy(failure.wait or 0)  # also after the last attempt, so that whoever asks next knows
        if self.is_enough(failure):
            raise GaveUp(self.failures) from failure
        return self.patience.pause(len(self.failures), failure.wait)

    def is_enough(self, last: Failure) -> bool:
        timeouts = sum(failure.timeout for failure in self.failures)
        return not last.again or len(self.failures) >= self.patience.attempts or timeouts >= MOST_TIMEOUTS


async def asked_with(attempts: Attempts, once: Callable[[], Awaitable[Answer]]) -> Answer:
    """What `once` gives in the end. Raises GaveUp, or Busy."""
    while True:
        try:
            return await once()
        except Failure as failure:
            await asyncio.sleep(attempts.pause_after(failure))
