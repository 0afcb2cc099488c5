"""The maximum memory of a worker: after 2,000 trials, after 50,000 trials of 25 runs, and in one run of 50,000.

An author may give 2,000 examples; the site accepts no run of 50,000.
"""

from .workers import finish, model_at, model_server, planned_run, worker

TRIALS, RUNS = 2_000, 25


def main() -> None:
    with model_server(0.0) as url:
        model_at(url, 64)
        with worker() as process:
            for number in range(1, RUNS + 1):
                finish(planned_run(TRIALS))
                if number in (1, RUNS):
                    print(f"{number} runs of {TRIALS:,} trials: {process.peak_mb():.0f} MB maximum")
        with worker() as process:
            finish(planned_run(RUNS * TRIALS))
            print(f"one run of {RUNS * TRIALS:,} trials: {process.peak_mb():.0f} MB maximum")
