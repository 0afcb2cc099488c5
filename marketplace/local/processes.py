"""The site's own processes: the web, two workers, and beat, which sends them their periodic tasks."""

import sys

from marketplace.local.ports import LOOPBACK
from marketplace.local.services import Program, Rank

PYTHON = sys.executable
CELERY = (PYTHON, "-m", "celery", "--app", "marketplace.celery")


def web(port: int) -> Program:
    """gunicorn with threads: one process uses the least memory, WEB_CONCURRENCY starts more."""
    return Program(
        name="web",
        rank=Rank.WEB,
        command=(
            *(PYTHON, "-m", "gunicorn", "marketplace.wsgi", "--bind", f"{LOOPBACK}:{port}", "--threads", "8"),
            *("--no-control-socket", "--graceful-timeout", "10"),
        ),
    )


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


def site(port: int) -> list[Program]:
    """All of them, in the order in which they start."""
    return [web(port), worker("quick", 4), clock(), worker("chat", 2)]
