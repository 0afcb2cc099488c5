"""`python -m benchmarks.site_results http://localhost:8000`: what the ideas of a running site reached, by task.

For each task the mean, over its ideas, of the held-out score of the best recipe, with its standard error, and how many
ideas clear "works". It reads the API alone, so it compares two releases that run side by side."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from statistics import mean, stdev
from typing import Any
from urllib.request import urlopen

MIN_TRIALS = 10  # fewer say too little, as on the site


def main(site: str) -> None:
    scores, clears, rows = defaultdict[str, list[float]](list), defaultdict[str, int](int), []
    for idea in listed(f"{site}/api/v1/ideas/?limit=100"):
        task = read(idea["links"]["examples"])["task"]
        runs = [run for run in listed(idea["links"]["runs"]) if run["state"] == "finished" and run["n"] >= MIN_TRIALS]
        best = max((run for run in runs if run["is_best"]), key=lambda run: run["score"], default=None)
        works = idea["answers"]["works"]
        if task and best:
            scores[task].append(best["score"])
            clears[task] += works["clears"]
            rows.append((task, idea["slug"], best["recipe"], best["score"], best["n"], best["baseline"], works))
    for task, slug, recipe, score, n, baseline, works in sorted(rows, key=lambda row: row[:2]):
        versus = "–" if baseline is None else f"{baseline:.2f}"
        print(f"| {task} | {slug} | {recipe} | {score:.2f} | {n} | {versus} | {'yes' if works['clears'] else 'no'} |")
    print()
    for task, found in sorted(scores.items()):
        error = stdev(found) / len(found) ** 0.5 if len(found) > 1 else float("nan")
        print(f"| {task} | {len(found)} | {mean(found):.3f} ± {error:.3f} | {clears[task]} of {len(found)} |")
    print(f"| all | {len(rows)} | | {sum(clears.values())} of {len(rows)} |")


def listed(address: str | None) -> Iterator[dict[str, Any]]:
    """Every row of a list of the API, page after page."""
    while address:
        page = read(address)
        yield from page["results"]
        address = page["next"]


def read(address: str) -> dict[str, Any]:
    with urlopen(address, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
