"""Shared by the benchmarks of runs: a model server in another process, a real chat worker, and planned runs."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models.functions import Now

from evaluations.compute.actions import load_prices
from evaluations.prototypes.datasets.folds import VERSION
from evaluations.prototypes.models import Endpoint, Example, ExampleRevision, OpenModel, Run
from evaluations.prototypes.tasks import work
from marketplace.celery import app
from tests.factories import make_idea, numbers
from tests.fake_server import serve
from tests.services import database_url

LABELS = ("pump", "road", "roof", "fence")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Worker:
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU time so far."""
        ran = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(ran[11]) + int(ran[12])) / TICKS

    def peak_mb(self) -> float:
        """The maximum memory that it ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1_000


@contextmanager
def model_server(delay: float) -> Iterator[str]:
    """In another process, so that it does not share our interpreter's lock."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, delay))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join()


@contextmanager
def worker() -> Iterator[Worker]:
    """A Celery worker for the chat lane, as `make up` starts it, on the benchmark's database."""
    environment = os.environ | {"DATABASE_URL": database_url(str(connection.settings_dict["NAME"]))}
    command = [sys.executable, "-m", "celery", "-A", "marketplace", "worker", "-Q", "chat", "-l", "ERROR"]
    process = subprocess.Popen(
        [*command, "--pool", "threads", "-c", "1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not app.control.ping():  # it is ready when it answers
            pass
        yield Worker(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def model_at(url: str, at_once: int) -> OpenModel:
    load_prices()
    endpoint = Endpoint.objects.create(
        name="bench", url=url, kind="vllm", max_in_flight=at_once, on_this_machine=True, state="up"
    )
    return OpenModel.objects.create(
        name="fake", slug="fake", served_as="fake", kind="chat", endpoint=endpoint, licence="Apache-2.0",
        parameters=1, digest="sha256:fake", context_tokens=2048,
    )  # fmt: skip


def planned_run(trials: int) -> Run:
    """A zero-shot run over so many examples, even more than an author may give."""
    idea = make_idea()
    revision = ExampleRevision.objects.create(
        idea=idea, number=1, content_hash=f"{next(numbers):064x}", task="classify", task_reason="for the benchmark",
        scorer="label", size=trials, different=trials, folds=5, folded_by=VERSION,
    )  # fmt: skip
    Example.objects.bulk_create(
        (
            Example(
                revision=revision, position=n + 1, author=idea.author, fold=n % 5, turn=n, expected=LABELS[n % 4],
                same_as=n + 1, copies=1, input=f"letter {n}: the {LABELS[n % 4]} by house {n} is broken again",
            )
            for n in range(trials)
        ),
        batch_size=5_000,
    )  # fmt: skip
    return Run.objects.create(
        revision=revision, recipe="zero-shot", model=OpenModel.objects.get(), lane="chat", cost_rank=2, sample=trials
    )


def finish(run: Run) -> float:
    """Let the worker do it; seconds from the lease until the finish is committed."""
    work.apply_async(("chat",), queue="chat")
    while Run.objects.filter(pk=run.pk).exclude(state="finished").exists():
        time.sleep(0.05)  # not more often: the query takes CPU time from the worker
    run.refresh_from_db()
    assert run.started
    return float((Run.objects.values_list(Now(), flat=True)[0] - run.started).total_seconds())
