"""Reading an asynchronous stream from a plain thread, an event at a time, with a sign of life while none comes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

Event = TypeVar("Event")


class Beat:
    """Nothing came for a moment, and the stream goes on."""


class End:
    """Behind the last event."""


def stepped(events: AsyncGenerator[Event], every: float) -> Iterator[Event | Beat]:
    """The events in an event loop of their own; a Beat after each `every` seconds without one.

    The loop runs only while the next event is asked for. Closing this cancels the stream, and with it its requests."""
    with asyncio.Runner() as runner:
        queue: asyncio.Queue[Event | Beat | End] = asyncio.Queue()
        pump = runner.get_loop().create_task(fill(queue, events))
        try:
            while not isinstance(event := runner.run(next_of(queue, every)), End):
                yield event
            pump.result()
        finally:
            pump.cancel()
            runner.run(ended(pump))


async def fill(queue: "asyncio.Queue[Event | Beat | End]", events: AsyncGenerator[Event]) -> None:
    # In one task from its beginning to its end: deadlines belong to a task.
    try:
        async for event in events:
            queue.put_nowait(event)
    finally:
        queue.put_nowait(End())


async def next_of(queue: "asyncio.Queue[Event | Beat | End]", every: float) -> Event | Beat | End:
    try:
        async with asyncio.timeout(every):
            return await queue.get()
    except TimeoutError:
        return Beat()


async def ended(task: "asyncio.Task[None]") -> None:
    await asyncio.wait({task})
