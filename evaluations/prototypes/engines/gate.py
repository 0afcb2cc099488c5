"""How many requests one slice has in flight at a server: at most its share, and fewer when the server says so, or when
most of them time out.

The limit doubles with every round of answers until there are first too many requests; then it halves, and grows by one
per round. The next slice begins with the limit that this one learned (`runs.queue`).

The gate also measures the machine's time. While k requests share a busy server, each is charged a k-th of every second;
so the seconds of all requests add up to the time that the server was busy, whatever their overlap.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

FIRST = 16  # the first limit at an unknown server


class GatePassage:
    """One request at the gate, with all its attempts: its wait in milliseconds, and the seconds that it is charged."""

    def __init__(self) -> None:
        self.entered = 0.0
        self.queue_ms = self.seconds = 0.0


class Gate:
    def __init__(self, share: int, first: int = FIRST) -> None:
        self.share = share
        self.limit = float(min(first, share))
        self.threshold = float(share)  # up to it the limit doubles, beyond it grows by one per round
        self.inside = 0
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.rests_until = 0.0
        self.shrunk = 0.0
        self.answers: list[float] = []  # when they came
        self.timeouts: list[float] = []
        self.clock = 0.0  # runs at 1/k while k are inside
        self.ticked = monotonic()

    @property
    def was_narrowed(self) -> bool:
        return self.shrunk > 0

    @property
    def has_room(self) -> bool:
        return self.inside < int(self.limit) and monotonic() >= self.rests_until

    @asynccontextmanager
    async def passed(self, passage: GatePassage) -> AsyncIterator[None]:
        """Around one attempt; between two attempts another request may take the place."""
        came = monotonic()
        began = await self.enter()
        passage.entered = monotonic()
        passage.queue_ms += (passage.entered - came) * 1_000
        try:
            yield
        finally:
            passage.seconds += self.step(-1) - began
            self.let_in()

    async def enter(self) -> float:
        if self.has_room and not self.waiting:
            return self.step(+1)
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # admitted and cancelled in the same moment
                self.step(-1)
                self.let_in()
            raise
        return self.clock

    def let_in(self) -> None:
        while self.waiting and self.has_room:
            turn = self.waiting.popleft()
            if not turn.done():
                self.step(+1)
                turn.set_result(None)

    def step(self, by: int) -> float:
        """One more inside, or one less; returns the clock."""
        now = monotonic()
        self.clock += (now - self.ticked) / max(1, self.inside)
        self.ticked = now
        self.inside += by
        return self.clock

    def widen(self) -> None:
        """A request was answered."""
        self.answers.append(monotonic())
        self.limit = min(self.share, self.limit + (1 if self.limit < self.threshold else 1 / self.limit))

    def timed_out(self, passage: GatePassage) -> bool:
        """A request had no answer in time; whether that is because there are too many. Then most of those that ended
        since it began timed out, too, and it was not alone: fewer at once would not have helped it."""
        self.timeouts.append(monotonic())
        answered = sum(moment >= passage.entered for moment in self.answers)
        timed_out = sum(moment >= passage.entered for moment in self.timeouts)
        may_be_fewer = self.limit > 1 or passage.entered < self.shrunk
        return may_be_fewer and timed_out > answered and (timed_out > 1 or self.inside > 0)

    def narrow(self, passage: GatePassage, rest: float | None) -> None:
        """Too many requests: half as many from now on, after `rest` seconds. A request that began before the limit last
        fell says nothing new."""
        now = monotonic()
        if passage.entered >= self.shrunk:
            self.limit = self.threshold = max(1.0, self.limit / 2)
            self.shrunk = now
        if rest and now + rest > self.rests_until:
            self.rests_until = now + rest
            asyncio.get_running_loop().call_later(rest + 0.001, self.let_in)
