"""What a bundle says of each example, document, request and result, as one JSON object in each line."""

from collections.abc import Iterator
from typing import Any

from evaluations.prototypes.models import Run, Task, Trial
from evaluations.prototypes.models.trial import TrialQuerySet

AT_ONCE = 50  # rows that are held in memory
Record = dict[str, Any]


def examples(run: Run) -> Iterator[Record]:
    """All of the revision, also those beyond the sample: demonstrations are drawn from them."""
    for example in run.revision.examples.iterator(AT_ONCE):
        told = {"row": example.position, "input": example.input, "expected": example.expected}
        yield told | {"fold": example.fold, "in_sample": example.turn < run.sample}


def documents(run: Run) -> Iterator[Record]:
    for document in run.revision.documents.iterator(AT_ONCE):
        yield {"name": document.name, "text": document.text}


def requests(run: Run) -> Iterator[Record]:
    """The exact bodies, and the SHA-256 of each as JSON with sorted keys and no spaces, in ASCII."""
    searches = run.revision.task == Task.SEARCH
    for trial in trials(run).exclude(request=None).iterator(AT_ONCE):
        told = {"row": trial.example.position, "sha256": trial.request_hash, "body": trial.request}
        yield told | ({"ranked": ranked(trial)} if searches else {})


def rows_asked(run: Run) -> Iterator[int]:
    return trials(run).exclude(request=None).values_list("example__position", flat=True).iterator(AT_ONCE)


def results(run: Run) -> Iterator[Record]:
    for trial in trials(run).iterator(AT_ONCE):
        yield {"row": trial.example.position} | {name: getattr(trial, name) for name in OF_RESULTS}


def trials(run: Run) -> TrialQuerySet:
    return run.trials.for_reading()


def ranked(trial: Trial) -> list[str]:
    """The documents as they were ranked before the model chose: first the ones it was to choose among, in the order of
    the request's schema, then the others of its answer. Without a schema, or an answer, as far as is known."""
    form = (trial.request or {}).get("response_format", {}).get("json_schema", {}).get("schema", {})
    choices = form.get("properties", {}).get("document", {}).get("enum", [])
    return list(dict.fromkeys([*choices, *trial.answer.splitlines()]))


OF_RESULTS = (
    *("outcome", "answer", "score", "checks", "note", "raw_answer", "finish_reason"),
    *("input_tokens", "output_tokens", "cached_tokens", "input_cut", "from_cache"),
    *("queue_ms", "first_token_ms", "total_ms", "seconds", "attempt", "errors", "usd"),
)


def asked_first(run: Run) -> Trial | None:
    """The first trial that asked a model: what it records of model and server is the run's."""
    return trials(run).exclude(request=None).first()
