"""A run of 2,000 trials on a server that answers in 50 ms, 64 at once, through Celery, every trial stored whole.

It is compared with the ideal (2,000 / 64 rounds of 50 ms), with a bare aiohttp client that sends the same requests to
the same server and stores nothing, and with the same run again, answered from the cache. CPU is that of the worker and
of the client.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from evaluations.prototypes.models import Run, Trial

from .workers import Worker, finish, model_at, model_server, planned_run, worker

TRIALS, AT_ONCE, DELAY = 2_000, 64, 0.05
IDEAL = TRIALS / AT_ONCE * DELAY


def timed_run(run: Run, process: Worker) -> tuple[float, float]:
    """Seconds from the lease to the finish, and seconds of CPU."""
    before = process.cpu()
    seconds = finish(run)
    spent = process.cpu() - before
    stored = Trial.objects.filter(run=run, request__isnull=False).count()
    assert (run.state, run.n, stored) == ("finished", TRIALS, TRIALS), (run.state, run.n, stored)
    return seconds, spent


def timed_bare_client(url: str, bodies: Sequence[dict[str, Any]]) -> tuple[float, float]:
    async def all_of_them() -> None:
        left = list(bodies)

        async def send(session: aiohttp.ClientSession) -> None:
            while left:
                async with session.post(f"{url}/chat/completions", json=left.pop()) as response:
                    await response.json()

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await asyncio.gather(*(send(session) for _ in range(AT_ONCE)))

    began, before = time.perf_counter(), time.process_time()
    asyncio.run(all_of_them())
    return time.perf_counter() - began, time.process_time() - before


def main() -> None:
    with model_server(DELAY) as url, worker() as process:
        model_at(url, AT_ONCE)
        run = planned_run(TRIALS)
        ours, our_cpu = timed_run(run, process)
        cached, _ = timed_run(planned_run(TRIALS), process)
        bodies = [trial.request or {} for trial in Trial.objects.filter(run=run)]
        bare, bare_cpu = timed_bare_client(url, bodies)
    each = 1_000 / TRIALS
    print(f"{TRIALS:,} trials, {AT_ONCE} at once, {1_000 * DELAY:.0f} ms each: ideal {IDEAL:.2f} s")
    print(f"a bare client that stores nothing {bare:.2f} s, {bare / IDEAL:.2f} times the ideal")
    print(f"a run, from lease to finish {ours:.2f} s, {ours / IDEAL:.2f} times the ideal, {ours / bare:.2f} times bare")
    print(f"CPU per trial {our_cpu * each:.2f} ms, {(our_cpu - bare_cpu) * each:.2f} ms above the bare client")
    print(f"the same again, from the cache {cached:.2f} s")
