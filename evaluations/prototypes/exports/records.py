"""Each example, document, request and result of a bundle, as one JSON object per line."""

from collections.abc import Iterator
from typing import Any

from evaluations.prototypes.models import Run, Task, Trial
from evaluations.prototypes.models.trial import TrialQuerySet

CHUNK = 50  # rows in memory at a time
JsonLine = dict[str, Any]


def examples(run: Run) -> Iterator[JsonLine]:
    """All of the revision, also those beyond the sample: a request can show them as demonstrations. `turn`: their order
    when a recipe is fitted."""
    for example in run.revision.examples.iterator(CHUNK):
        fields = {"row": example.position, "input": example.input, "expected": example.expected}
        yield fields | {
            "fold": example.fold,
            "turn": example.turn,
            "same_as": example.same_as,
            "in_sample": example.turn < run.sample,
        }


def documents(run: Run) -> Iterator[JsonLine]:
    for document in run.revision.documents.iterator(CHUNK):
        yield {"name": document.name, "text": document.text}


def requests(run: Run) -> Iterator[JsonLine]:
    """The exact bodies, and the SHA-256 of each as JSON with sorted keys and no spaces, in ASCII."""
    searches = run.revision.task == Task.SEARCH
    for trial in trials(run).exclude(request=None).iterator(CHUNK):
        fields = {"row": trial.example.position, "sha256": trial.request_hash, "body": trial.request}
        yield fields | ({"ranked": ranked(trial)} if searches else {})


def rows_asked(run: Run) -> Iterator[int]:
    return trials(run).exclude(request=None).values_list("example__position", flat=True).iterator(CHUNK)


def results(run: Run) -> Iterator[JsonLine]:
    for trial in trials(run).iterator(CHUNK):
        yield {"row": trial.example.position} | {name: getattr(trial, name) for name in RESULT_FIELDS}


def trials(run: Run) -> TrialQuerySet:
    return run.trials.for_reading()


def ranked(trial: Trial) -> list[str]:
    """The documents as they were ranked before the model chose: first its choices, in the order of the request's
    schema, then the others of its answer. Without a schema or an answer the list is not complete."""
    form = (trial.request or {}).get("response_format", {}).get("json_schema", {}).get("schema", {})
    choices = form.get("properties", {}).get("document", {}).get("enum", [])
    return list(dict.fromkeys([*choices, *trial.answer.splitlines()]))


RESULT_FIELDS = (
    *("outcome", "answer", "score", "checks", "note", "raw_answer", "finish_reason"),
    *("input_tokens", "output_tokens", "cached_tokens", "input_cut", "from_cache"),
    *("queue_ms", "first_token_ms", "total_ms", "seconds", "attempt", "errors", "usd"),
)


def asked_first(run: Run) -> Trial | None:
    """The first trial that asked a model: its model and server are the run's."""
    return trials(run).exclude(request=None).first()
