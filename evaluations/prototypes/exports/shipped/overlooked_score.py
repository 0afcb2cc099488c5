"""Reads and scores an answer of this run with the site's own scorers, which are in the folder `evaluations`.

The promptfoo config and the Inspect task call only `score(row, text, finish_reason)`. It reads the files beside it."""

import json
import os
import urllib.request
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from evaluations.prototypes.scorers import NEEDS_VECTORS, SCORERS, Notation, ScoringInputs
from evaluations.prototypes.scorers.objects import NotAnObject, canonical

HERE = Path(__file__).parent
CUT = ("length", "max_tokens")  # read only where the answer is a text


@cache
def run() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((HERE / "run.json").read_text(encoding="utf-8"))
    return described


def lines(name: str) -> Iterator[dict[str, Any]]:
    with (HERE / name).open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)


@cache
def examples() -> dict[int, dict[str, Any]]:
    return {example["row"]: example for example in lines("examples.jsonl")}


@cache
def requests() -> dict[int, dict[str, Any]]:
    return {asked["row"]: asked for asked in lines("requests.jsonl")}


def checks() -> list[tuple[str, float | None]]:
    return [(scorer, threshold) for scorer, threshold in run()["examples"]["checks"]]


def score(row: int, text: str, finish_reason: str = "") -> float:
    """The lowest of all checks, 0 to 1. Raises ValueError where answers are compared with nothing."""
    if not checks():
        raise ValueError("The answers of this run are only shown: nothing says whether one is right.")
    cut_json = finish_reason in CUT and run()["examples"]["task"] != "answer"
    answer = None if cut_json or finish_reason == "content_filter" else read(row, text)
    if answer is None:
        return 0.0
    return min(check(answer, examples()[row]["expected"], scorer, threshold) for scorer, threshold in checks())


def read(row: int, text: str) -> str | None:
    """The answer in the model's text; None if the text does not have the requested form."""
    task = run()["examples"]["task"]
    try:
        if task == "classify":
            return chosen_in(text, "label", fitted(row)["labels"])
        if task == "search":
            return documents_in(text, requests()[row]["ranked"], fitted(row)["choices"])
        return canonical(text) if task == "extract" else text.strip() or None
    except (NotAnObject, ValueError, RecursionError):
        return None


def documents_in(text: str, ranked: Sequence[str], choices: int) -> str | None:
    """The chosen document, then the others as they were ranked, one per line."""
    chosen = chosen_in(text, "document", ranked[:choices])
    return chosen and "\n".join([chosen, *(name for name in ranked if name != chosen)])


def chosen_in(text: str, name: str, choices: Sequence[str]) -> str | None:
    answer = json.loads(text)
    chosen = answer.get(name) if isinstance(answer, dict) else None
    return chosen if isinstance(chosen, str) and chosen in choices else None


def fitted(row: int) -> dict[str, Any]:
    """The fit of the recipe without the fold of this row."""
    summary: dict[str, Any] = run()["run"]["fitted"]["folds"][examples()[row]["fold"]]
    return summary


def check(answer: str, expected: str, scorer: str, threshold: float | None) -> float:
    if scorer not in NEEDS_VECTORS:
        about = run()["examples"]
        notation = Notation(about["decimal_mark"], about["brackets_are_minus"])
        inputs = ScoringInputs(threshold, schema=about["schema"], notation=notation, case_counts=about["case_counts"])
        return SCORERS[scorer](answer, expected, inputs)
    if not answer.strip():
        return 0.0
    return SCORERS[scorer](answer, expected, ScoringInputs(threshold, vectors=(vector(answer), vector(expected))))


@cache
def vector(text: str) -> list[float]:
    """From the embedding server that OVERLOOKED_EMBEDDING_URL names, an address ending in /v1."""
    body = json.dumps({"model": run()["embedder"]["served_as"], "input": text}).encode()
    address = f"{os.environ['OVERLOOKED_EMBEDDING_URL']}/embeddings"
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - the user's own server
    with urllib.request.urlopen(asked) as response:  # noqa: S310 - the user's own server
        numbers: list[float] = json.load(response)["data"][0]["embedding"]
    return numbers
