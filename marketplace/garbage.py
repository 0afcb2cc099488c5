"""Settings of Python's garbage collector, so that it does not stop a process for a fifth of a second."""

import gc

ALLOCATIONS = 10_000  # between two collections of young objects; with 700 they are frequent and find nothing


def freeze_loaded() -> None:
    """Call it once all code is loaded. The loaded code stays until the process ends, and every full collection would
    scan it: this took 180 ms, in which a worker read from no server and the web answered nobody; now it takes 10."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
