"""A run of 2,000 trials on a server that answers in 50 ms, 64 at once, every trial stored whole.

Beside it the ideal (2,000 / 64 rounds of 50 ms), and a bare aiohttp client that sends the same requests to the same
server and stores nothing.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp

from evaluations.compute.actions import load_prices
from evaluations.prototypes import actions
from evaluations.prototypes.models import Endpoint, OpenModel, Run, Trial
from tests.factories import make_idea, make_person
from tests.fake_server import serve

TRIALS, AT_ONCE, DELAY = 2_000, 64, 0.05
IDEAL = TRIALS / AT_ONCE * DELAY
LABELS = ("pump", "road", "roof", "fence")


@contextmanager
def server_beside(delay: float) -> Iterator[str]:
    """In a process of its own, so that it does not share our interpreter's lock."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, delay))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join()


def planned_run(url: str) -> Run:
    load_prices()
    endpoint = Endpoint.objects.create(name="bench", url=url, kind="vllm", max_in_flight=AT_ONCE, on_this_machine=True)
    OpenModel.objects.create(
        name="fake", slug="fake", served_as="fake", kind="chat", endpoint=endpoint, licence="Apache-2.0",
        parameters=1, digest="sha256:fake", context_tokens=2048,
    )  # fmt: skip
    rows = [(f"letter {n}: the {LABELS[n % 4]} by house {n} is broken again", LABELS[n % 4]) for n in range(TRIALS)]
    person = make_person()
    idea = actions.publish(person, make_idea(person, published=False), rows)
    while actions.work("quick"):
        pass
    run = Run.objects.of_idea(idea.pk).get(recipe="zero-shot")
    Run.objects.filter(pk=run.pk).update(sample=TRIALS)
    return run


def timed_run(run: Run) -> float:
    began = time.perf_counter()
    while actions.work("chat"):
        pass
    passed = time.perf_counter() - began
    run.refresh_from_db()
    stored = Trial.objects.filter(run=run, request__isnull=False).count()
    assert (run.state, run.n, stored) == ("finished", TRIALS, TRIALS), (run.state, run.n, stored)
    return passed


def timed_bare_client(url: str, bodies: Sequence[dict[str, Any]]) -> float:
    async def all_of_them() -> None:
        left = list(bodies)

        async def hand(session: aiohttp.ClientSession) -> None:
            while left:
                async with session.post(f"{url}/chat/completions", json=left.pop()) as response:
                    await response.json()

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await asyncio.gather(*(hand(session) for _ in range(AT_ONCE)))

    began = time.perf_counter()
    asyncio.run(all_of_them())
    return time.perf_counter() - began


def main() -> None:
    with server_beside(DELAY) as url:
        run = planned_run(url)
        ours = timed_run(run)
        bodies = [trial.request or {} for trial in Trial.objects.filter(run=run)]
        bare = timed_bare_client(url, bodies)
    print(f"{TRIALS:,} trials, {AT_ONCE} at once, {1_000 * DELAY:.0f} ms each: ideal {IDEAL:.2f} s")
    print(f"a bare client that stores nothing {bare:.2f} s, {bare / IDEAL:.2f} times the ideal")
    print(f"a run, every trial stored {ours:.2f} s, {ours / IDEAL:.2f} times the ideal, {ours / bare:.2f} times bare")
