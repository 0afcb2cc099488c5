"""The site's own processes: the web, two workers, and beat, which sends them their periodic tasks."""

import sys

from marketplace.local.ports import LOOPBACK
from marketplace.local.services import Program, Rank

PYTHON = sys.executable
CELERY = (PYTHON, "-m", "celery", "--app", "marketplace.celery")


def web(port: int, name: str = "web") -> Program:
    return Program(name=name, rank=Rank.WEB, command=(PYTHON, "-m", "marketplace.serve", f"{LOOPBACK}:{port}"))


def worker(lane: str, concurrency: int) -> Program:
    """A Celery worker of one lane. TERM lets it finish its tasks; a slice of work lasts at most 15 s."""
    return Program(
        name=f"{lane}-worker",
        rank=Rank.WORKERS,
        command=(
            *(*CELERY, "worker", "--queues", lane, "--hostname", f"{lane}@%h", "--loglevel", "INFO"),
            *("--pool", "threads", "--concurrency", str(concurrency)),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ),
        patience=40,
    )


def clock() -> Program:
    """Celery beat. It keeps no schedule on disk, since every task comes again within an hour."""
    return Program(
        name="beat",
        rank=Rank.CLOCK,
        command=(*CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING"),
    )


def site(port: int, webs: int = 1) -> list[Program]:
    """All of them, in the order in which they start. `webs`: how many web processes share the port."""
    more = [web(port, f"web-{number}") for number in range(2, webs + 1)]
    return [web(port), worker("quick", 4), clock(), worker("chat", 2), *more]
