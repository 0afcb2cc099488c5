"""How much memory a worker holds at most: after 2,000 trials, after 50,000 of 25 runs, and in one run of 50,000.

An author may give 2,000 examples; a single run of 50,000 is beyond what the site takes.
"""

from .workers import model_at, planned_run, server_beside, worked_off, worker

TRIALS, RUNS = 2_000, 25


def main() -> None:
    with server_beside(0.0) as url:
        model_at(url, 64)
        with worker() as staff:
            for number in range(1, RUNS + 1):
                worked_off(planned_run(TRIALS))
                if number in (1, RUNS):
                    print(f"{number} runs of {TRIALS:,} trials: {staff.peak_mb():.0f} MB at most")
        with worker() as staff:
            worked_off(planned_run(RUNS * TRIALS))
            print(f"one run of {RUNS * TRIALS:,} trials: {staff.peak_mb():.0f} MB at most")
