"""An answer of the embedded chat model while one other program keeps a core busy, as a ratio to a quiet machine.

The server runs as `make up` runs it, with its niceness, and the other program goes before it. A short request is like
zero-shot, a long one like a prompt with demonstrations; no prompt is answered from the cache. Nothing else may run
meanwhile. CPU is that of the server.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from marketplace.local import ports
from marketplace.local.folders import prepared
from marketplace.local.model_services import NICENESS, SERVER, converted_chat
from tests.services import PLACE

from .workers import Worker

WORDS = ["pump", "road", "roof", "fence", "river", "bridge", "winter", "letter", "county", "station", "repair"]
KINDS = {"short": (110, 15), "long": (500, 7)}  # words, requests
SCHEMA = {
    "type": "object",
    "properties": {"label": {"type": "string", "enum": WORDS[:4]}},
    "required": ["label"],
    "additionalProperties": False,
}


@contextmanager
def chat_server() -> Iterator[tuple[int, Worker]]:
    folders = prepared(PLACE)
    (folders.data / "models").mkdir(exist_ok=True)
    weights = converted_chat(folders.data / "models" / "SmolLM2-135M-Instruct.gguf")
    with ports.reserved() as port:
        command = ["nice", "-n", str(NICENESS), sys.executable, "-P", SERVER, "chat"]
        process = subprocess.Popen(
            [*command, "--weights", str(weights), "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while ports.absence(port, "/health"):
                time.sleep(0.1)
            yield port, Worker(process.pid)
        finally:
            process.kill()
            process.wait()


@contextmanager
def busy_core() -> Iterator[None]:
    """In this session: elsewhere the kernel may weigh whole sessions against each other, and not look at niceness."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(0.5)
        yield
    finally:
        process.kill()
        process.wait()


def timed(port: int, words: int, number: int) -> float:
    """Seconds for one answer of about 17 tokens."""
    text = " ".join(random.Random(number).choices(WORDS, k=words))
    body = {
        "messages": [{"role": "system", "content": "Say the label."}, {"role": "user", "content": text}],
        "max_tokens": 20,
        "temperature": 0,
        "cache_prompt": False,
        "response_format": {"type": "json_schema", "json_schema": {"name": "label", "schema": SCHEMA}},
    }
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=300)
    began = time.perf_counter()
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    assert connection.getresponse().read()
    return time.perf_counter() - began


def measured(port: int, server: Worker, kind: str, *, busy: bool) -> tuple[float, float]:
    """Median seconds for one answer, and the server's seconds of CPU for it."""
    words, count = KINDS[kind]
    with busy_core() if busy else nullcontext():
        before = server.cpu()
        seconds = [timed(port, words, 1_000 * busy + number) for number in range(count)]
        return statistics.median(seconds), (server.cpu() - before) / count


def main() -> None:
    print(f"{os.cpu_count()} cores; the server has niceness {NICENESS}, the busy program 0")
    with chat_server() as (port, server):
        timed(port, 10, 0)
        for kind in KINDS:
            quiet, quiet_cpu = measured(port, server, kind, busy=False)
            loud, loud_cpu = measured(port, server, kind, busy=True)
            print(
                f"{kind}: quiet {quiet:.2f} s ({quiet_cpu:.2f} s of CPU), with a busy core {loud:.2f} s "
                f"({loud_cpu:.2f} s of CPU), {loud / quiet:.1f} times"
            )
