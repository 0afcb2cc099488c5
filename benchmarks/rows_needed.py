"""From how many labelled rows on is `linear` better than `nearest`? Held out by the site's own folds.

`python -m benchmarks.rows_needed http://127.0.0.1:8081/v1 reviews.csv tickets.csv` wants the address of an embedding
server and files with two columns, input and label, without a heading. Of each number of rows it draws as many samples
as the file has room for, at most MAX_SAMPLES, and prints the mean accuracy of both recipes; ± is one standard error
over the files. Not part of `make bench`, because it needs data."""

import asyncio
import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import fmean, stdev

from evaluations.prototypes.datasets.folds import place
from evaluations.prototypes.engines import Engine, Server
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import ExampleRow

SIZES = (24, 60, 100, 160, 240, 480)
MAX_SAMPLES = 4
READ_TOKENS = 512


def main(url: str, files: Sequence[str]) -> None:
    sets = [asyncio.run(embedded(url, rows_in(Path(file)))) for file in files]
    for size in SIZES:
        found = [[accuracies(sample) for sample in samples(rows, size)] for rows in sets if len(rows) >= size]
        nearest, linear = ([fmean(one[which] for one in each) for each in found] for which in (0, 1))
        gains = [after - before for before, after in zip(nearest, linear, strict=True)]
        error = stdev(gains) / len(gains) ** 0.5 if len(gains) > 1 else float("nan")
        print(
            f"{size} rows, {len(found)} files: nearest {fmean(nearest):.3f}, linear {fmean(linear):.3f}, "
            f"gain {fmean(gains):+.3f} ± {error:.3f}; each {[round(gain, 3) for gain in gains]}"
        )


def rows_in(file: Path) -> list[ExampleRow]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [ExampleRow(given, label) for given, label in csv.reader(lines)]


async def embedded(url: str, rows: Sequence[ExampleRow]) -> list[ExampleRow]:
    async with Engine(Server("embedding", url, "llama.cpp")) as engine:
        vectors = await engine.embed_many("embedding", [row.input for row in rows], READ_TOKENS)
    return [replace(row, vector=vector) for row, vector in zip(rows, vectors, strict=True) if vector]


def samples(rows: Sequence[ExampleRow], size: int) -> list[list[ExampleRow]]:
    """Disjoint."""
    drawn = Random(1).sample(rows, len(rows))
    return [drawn[start : start + size] for start in range(0, len(rows) - size + 1, size)][:MAX_SAMPLES]


def accuracies(rows: Sequence[ExampleRow]) -> tuple[float, float]:
    """Of nearest and of linear."""
    folds = [each.fold for each in place([(row.input, row.expected) for row in rows], "rows needed")]
    right = {"nearest": 0, "linear": 0}
    for held_out in set(folds):
        training = [row for row, fold in zip(rows, folds, strict=True) if fold != held_out]
        asked = [row for row, fold in zip(rows, folds, strict=True) if fold == held_out]
        for name in right:
            fitted = RECIPES[name].fit("classify", training)
            right[name] += sum(getattr(fitted.ask(row), "answer", None) == row.expected for row in asked)
    return right["nearest"] / len(rows), right["linear"] / len(rows)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
