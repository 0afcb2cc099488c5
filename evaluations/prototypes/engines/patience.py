"""The only layer that retries: with growing, jittered pauses up to a cap, and never a request that cannot succeed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Self, TypeVar

from .failures import Busy, Failure

T = TypeVar("T")
FIRST_TOKEN = 45.0
jitter = Random()  # noqa: S311 - a pause is no secret


@dataclass(frozen=True, slots=True)
class Patience:
    """`attempts` in all; pauses of up to `base` seconds, doubling, up to `cap`.

    Deadlines of each attempt in seconds: `connect`, `first_token` of a streamed answer, `timeout` for the whole. An
    answer that is not streamed, as in runs at all but slow servers, begins to arrive when it is complete. So it has no
    first token to wait for: `timeout` is the deadline of its first byte and of its last."""

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
        """The deadline of the first token grows with that of the whole: a slow machine also reads a prompt slowly."""
        return cls(timeout=deadline, first_token=max(FIRST_TOKEN, deadline / 2))


ONCE = Patience(attempts=1, timeout=3.0, connect=1.0)


class GaveUp(Exception):
    """No attempt succeeded, or none can; `failures` in order."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(failures[-1].what)
        self.failures = failures


class Attempts:
    """The failed attempts at one request, and the decision after each of them."""

    def __init__(
        self, patience: Patience, on_failure: Callable[[Failure], None], failures: list[Failure] | None = None
    ) -> None:
        """`failures`: a list to add to, for a caller that needs it even if the request is cancelled."""
        self.patience, self.on_failure = patience, on_failure
        self.failures = [] if failures is None else failures

    def pause_after(self, failure: Failure) -> float:
        """Seconds until the next attempt. Raises GaveUp, or Busy."""
        self.on_failure(failure)
        self.failures.append(failure)
        if failure.again and failure.wait and (failure.timeout or failure.wait > self.patience.longest_wait):
            raise Busy(failure.wait, failure.why_wait)  # also after the last attempt, so that the next request waits
        if self.is_enough(failure):
            raise GaveUp(self.failures) from failure
        return self.patience.pause(len(self.failures), failure.wait)

    def is_enough(self, last: Failure) -> bool:
        """A request that timed out is left to the next slice: the server may still work on it, and the same again would
        only add to its load."""
        return not last.again or last.timeout or len(self.failures) >= self.patience.attempts


async def retried(attempts: Attempts, once: Callable[[], Awaitable[T]]) -> T:
    """The result of the first successful `once`. Raises GaveUp, or Busy."""
    while True:
        try:
            return await once()
        except Failure as failure:
            await asyncio.sleep(attempts.pause_after(failure))
