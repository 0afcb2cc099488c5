"""One llama.cpp server, as a process: `python marketplace/local/model_server.py chat --weights FILE --port 0`.

It answers the OpenAI protocol on loopback.
"""

import argparse
import os
import signal
from collections.abc import Callable
from pathlib import Path

# The threads of one request wait for each other at every step. Without this they wait on their cores for milliseconds,
# so another busy program, and the scheduler that lets it go first, made an answer 10 to 60 times as slow. So they wait
# a fraction of a millisecond, and then let the core go. Read when xllamacpp loads its OpenMP.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

import xllamacpp

CHAT_SLOTS, CHAT_SLOT_TOKENS = 2, 2048
EMBEDDING_SLOTS, EMBEDDING_SLOT_TOKENS = 2, 512


def main() -> None:
    options = parse()
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    params = parameters(options.model, options.weights, options.port)
    if options.prompt_threads:
        params.cpuparams_batch.n_threads = options.prompt_threads
    server = xllamacpp.Server(params)
    print(f"{options.model} model at {server.listening_address}", flush=True)  # noqa: T201 - its output is its log
    signal.sigwait(stop)
    # The server has no state to save, and to exit at once is faster than to unload.
    os._exit(0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(ROLES))
    parser.add_argument("--weights", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--prompt-threads", type=int, help="for reading a prompt; 1 where other programs use all cores")
    return parser.parse_args()


def parameters(role: str, weights: Path, port: int) -> xllamacpp.CommonParams:
    """The parameters of both servers, then those of the role."""
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_tags = {f"build=xllamacpp-{xllamacpp.__version__}"}  # the package was built without a build number
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.reuse_port = True  # the starting process has reserved the port, see ports.py
    params.cors_origins = ""
    params.ui = False
    params.fit_params = False
    params.cache_ram_mib = 0
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = half_the_cores()
    ROLES[role](params)
    return params


def cores() -> int:
    return len(os.sched_getaffinity(0))


def half_the_cores() -> int:
    """The threads of one request wait for each other at every step, so on a busy machine more threads are slower: on
    two loaded cores a trial took 1.5 to 7 s with two threads and 0.6 s with one."""
    return max(1, cores() // 2)


def as_chat(params: xllamacpp.CommonParams) -> None:
    params.model_alias = {"SmolLM2-135M-Instruct"}
    params.n_parallel = CHAT_SLOTS
    params.n_ctx = CHAT_SLOTS * CHAT_SLOT_TOKENS
    params.n_batch = params.n_ubatch = 256
    # Prompts are read in large steps, where waiting costs little: 1.0 s against 1.7 s for four demonstrations.
    params.cpuparams_batch.n_threads = cores()


def as_embedding(params: xllamacpp.CommonParams) -> None:
    params.model_alias = {"all-MiniLM-L6-v2"}
    params.embedding = True
    params.n_parallel = EMBEDDING_SLOTS
    params.n_ctx = EMBEDDING_SLOTS * EMBEDDING_SLOT_TOKENS
    params.n_batch = params.n_ubatch = EMBEDDING_SLOT_TOKENS  # an input must fit in one batch


ROLES: dict[str, Callable[[xllamacpp.CommonParams], None]] = {"chat": as_chat, "embedding": as_embedding}

if __name__ == "__main__":
    main()
