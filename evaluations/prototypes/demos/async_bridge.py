"""Reads an asynchronous stream from a plain thread, one item at a time, with a sign of life while none comes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

Item = TypeVar("Item")


class Beat:
    """Nothing came for a moment, and the stream goes on."""


class End:
    """Comes after the last item."""


def stepped(stream: AsyncGenerator[Item], every: float) -> Iterator[Item | Beat]:
    """The items, in an event loop of their own; a Beat after each `every` seconds without one.

    The loop runs only while the next item is asked for. Closing this cancels the stream, and with it its requests."""
    with asyncio.Runner() as runner:
        queue: asyncio.Queue[Item | Beat | End] = asyncio.Queue()
        pump = runner.get_loop().create_task(fill(queue, stream))
        try:
            while not isinstance(item := runner.run(next_of(queue, every)), End):
                yield item
            pump.result()
        finally:
            pump.cancel()
            runner.run(ended(pump))


async def fill(queue: "asyncio.Queue[Item | Beat | End]", stream: AsyncGenerator[Item]) -> None:
    # In one task from its beginning to its end: deadlines belong to a task.
    try:
        async for item in stream:
            queue.put_nowait(item)
    finally:
        queue.put_nowait(End())


async def next_of(queue: "asyncio.Queue[Item | Beat | End]", every: float) -> Item | Beat | End:
    try:
        async with asyncio.timeout(every):
            return await queue.get()
    except TimeoutError:
        return Beat()


async def ended(task: "asyncio.Task[None]") -> None:
    await asyncio.wait({task})
