"""How many requests one slice has in flight at a server: never above its share, and less when told so.

The gate also keeps the machine's time. While k requests share a busy server, each is charged a k-th of every
second; so the seconds of all requests add up to the time that the server was busy, however they overlap.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

FIRST = 16  # slow start: from here the limit doubles with every round of answers


class Place:
    """One request's passage: when it came, when it got in, and what it is charged in the end (seconds)."""

    def __init__(self) -> None:
        self.came = self.entered = monotonic()
        self.seconds = 0.0

    @property
    def queue_ms(self) -> float:
        return (self.entered - self.came) * 1_000


class Gate:
    def __init__(self, share: int) -> None:
        self.share = share
        self.limit = min(FIRST, share)
        self.inside = 0
        self.free = asyncio.Condition()
        self.rests_until = 0.0
        self.shrunk = 0.0
        self.clock = 0.0  # runs at 1/k while k are inside
        self.ticked = monotonic()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        place = Place()
        async with self.free:
            await self.free.wait_for(lambda: self.inside < self.limit)
            began = self.step(+1)
        try:
            await asyncio.sleep(self.rests_until - monotonic())
            place.entered = monotonic()
            yield place
        finally:
            place.seconds = self.step(-1) - began
            async with self.free:
                self.free.notify(max(1, self.limit - self.inside))

    def step(self, by: int) -> float:
        """One more inside, or one less; returns the clock."""
        now = monotonic()
        self.clock += (now - self.ticked) / max(1, self.inside)
        self.ticked = now
        self.inside += by
        return self.clock

    def widen(self) -> None:
        """A request was answered."""
        self.limit = min(self.share, self.limit + 1)

    def narrow(self, place: Place, rest: float | None) -> None:
        """Too many requests: half as many from now on, after `rest` seconds. Requests that were under way when the
        limit last fell say nothing new."""
        if place.entered >= self.shrunk:
            self.limit, self.shrunk = max(1, self.limit // 2), monotonic()
        self.rests_until = max(self.rests_until, monotonic() + (rest or 0.0))
