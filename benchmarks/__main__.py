"""`python -m benchmarks [name ...]`: run the named benchmarks, or all, each on a fresh database."""

import os
import sys
from importlib import import_module

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

BENCHMARKS = (
    "lists",
    "search",
    "found",
    "votes",
    "run_throughput",
    "run_memory",
    "faults",
    "exports",
    "held_out",
    "busy_core",
    "likeness",
    "moments",
    "worlds",
    "audiences",
    "claims",
    "strangers",
    "pastes",
)


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    os.environ["PAGES_PER_MINUTE_BY_ACCOUNT"] = os.environ["PAGES_PER_MINUTE_BY_ADDRESS"] = str(10**9)
    os.environ["REQUESTS_PER_MINUTE_BY_ACCOUNT"] = os.environ["REQUESTS_PER_MINUTE_BY_ADDRESS"] = str(10**9)
    django.setup()
    setup_test_environment(debug=False)
    for name in names or BENCHMARKS:
        if name not in BENCHMARKS:
            sys.exit(f"There is no benchmark {name!r}; there are {', '.join(BENCHMARKS)}.")
        databases = setup_databases(verbosity=0, interactive=False)
        print(f"\n== {name} ==")
        try:
            import_module(f"benchmarks.{name}").main()
        finally:
            teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
