"""What a bundle says of its run, without any server's address or key: run.json, and README.txt, which names the
files and says how to repeat the run with Inspect, promptfoo or curl."""

from typing import Any

from django.conf import settings

from evaluations.compute.models import Price
from evaluations.prototypes.models import OpenModel, Run, Task, Trial
from evaluations.prototypes.scorers import SCORERS

from .records import asked_first

About = dict[str, Any]
FORMAT = 1  # of the bundle; increases when its files change their meaning

RUN_FIELDS = (
    *("recipe", "instruction", "state", "sample", "trials_done", "n", "successes", "errors", "unchecked"),
    *("score", "lower", "upper", "baseline", "lift", "lift_lower", "lift_upper", "input_tokens", "output_tokens"),
    *("p50_ms", "p95_ms", "usd_per_1000", "cost_basis", "fitted"),
)
MODEL_FIELDS = ("name", "served_as", "kind", "licence", "parameters", "quantisation", "source", "dimensions")
TRIAL_FIELDS = ("endpoint_kind", "endpoint_build", "model_name", "model_digest", "quantisation")
PARAMETERS = ("temperature", "top_p", "max_tokens", "seed")


def about(run: Run) -> About:
    """As JSON. It changes only if the run does."""
    trial = asked_first(run)
    return {
        "format": FORMAT,
        "idea": about_idea(run),
        "examples": about_examples(run),
        "run": {"id": run.pk} | {name: getattr(run, name) for name in RUN_FIELDS} | times(run),
        "model": about_model(run.model),
        "embedder": about_model(run.embedder),
        "as_asked": {name: getattr(trial, name) for name in TRIAL_FIELDS} if trial else None,
        "parameters": {name: getattr(trial, name) for name in PARAMETERS} if trial else None,
        "price": about_price(trial.price if trial else None),
    }


def about_idea(run: Run) -> About:
    idea = run.revision.idea
    return {
        "title": idea.title,
        "slug": idea.slug,
        "page": f"{settings.SITE_URL}{idea.get_absolute_url()}",
        "run_page": f"{settings.SITE_URL}{run.get_absolute_url()}",
    }


def about_examples(run: Run) -> About:
    revision = run.revision
    return {
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "task": revision.task,
        "checks": [list(check) for check in revision.checks],
        "schema": revision.schema,
        "decimal_mark": revision.decimal_mark,
        "brackets_are_minus": revision.brackets_are_minus,
        "case_counts": revision.case_counts,
        "input_name": revision.input_name,
        "expected_name": revision.expected_name,
        "size": revision.size,
        "different": revision.different,
        "folds": revision.folds,
        "folded_by": revision.folded_by,
    }


def times(run: Run) -> About:
    moments = {"created": run.created, "started": run.started, "finished": run.finished}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def about_model(model: OpenModel | None) -> About | None:
    """The server is named by kind and build alone."""
    if model is None:
        return None
    fields = {name: getattr(model, name) for name in MODEL_FIELDS}
    return fields | {"digest": model.known_digest, "context_tokens": model.room_tokens, "server": model.endpoint.server}


def about_price(price: Price | None) -> About | None:
    if price is None:
        return None
    amounts = {name: getattr(price, name) for name in ("input_usd", "output_usd", "hour_usd")}
    fields = {"name": price.name, "basis": price.basis, "as_of": price.as_of.isoformat(), "source": price.source}
    return fields | {name: None if amount is None else float(amount) for name, amount in amounts.items()}


def asks_chat(trial: Trial | None) -> bool:
    """Whether the run asks a chat model: baselines and nearest neighbours do not."""
    return trial is not None and trial.request is not None and "messages" in trial.request


def answers_alone(run: Run) -> bool:
    """Whether the recipe needs nothing but the examples, so that it can be run anywhere."""
    return run.asks_no_model and run.revision.task != Task.SEARCH


WHAT = """\
{title}
{line}
{page}

One run: {recipe} on {model}, over revision {revision} of the examples.
{score}

What is here
  run.json             the run, its model, digest, server, parameters, price and date, and what was fitted
  examples.jsonl       every example with its fold; each was answered while its fold was held out.
                       One is asked for all that are same_as it
{documents}  results.jsonl        what came back: raw answer, score of each check, outcome, tokens, times, errors
"""
CHAT = """\
  requests.jsonl       the exact body of each request, and the SHA-256 of it as JSON with sorted keys and no spaces
  promptfooconfig.yaml, promptfoo_provider.cjs, promptfoo_assert.py   the same prototype for promptfoo
  inspect_task.py      the same prototype for Inspect
  overlooked_score.py, evaluations/    the site's own scorers, which both use

Repeat it
Any server with the OpenAI interface will do; it should serve the same weights: {digest}.
  export OVERLOOKED_BASE_URL=http://127.0.0.1:8080/v1
  export OVERLOOKED_API_KEY=none
{embedding}  pip install -r requirements.txt

  inspect eval inspect_task.py

  npx promptfoo eval -c promptfooconfig.yaml --no-cache

  head -1 requests.jsonl | python -c 'import json; print(json.dumps(json.loads(input())["body"]))' \\
    | curl -s "$OVERLOOKED_BASE_URL/chat/completions" -H 'Content-Type: application/json' \\
           -H "Authorization: Bearer $OVERLOOKED_API_KEY" -d @-

{judged}
The seed is sent and the temperature is {temperature}, but servers differ in how they batch and round: an answer
may differ on other hardware or another build. What the site got is in results.jsonl.
"""
NO_CHAT = """\
{requests}
Repeat it
There is nothing to ask a chat model: {recipe} answers by itself, from the examples{neighbours}. So there is no
promptfoo config and no Inspect task here. What was fitted on each fold's training part is in run.json.
"""
ALONE = """
  pip install -r requirements.txt
  python overlooked_repeat.py

fits the same code (in evaluations/) on the same folds, answers every example again, and says which answers differ.
"""
SCORED = "Both tools give the mean over all examples that were asked; run.json leaves out those that got no answer."
SHOWN = "Answers are compared with nothing here, so both tools show them and score none."
REQUESTS = "  requests.jsonl       the exact body of each embedding request, and its SHA-256\n"
EMBEDDING = "  export OVERLOOKED_EMBEDDING_URL=http://127.0.0.1:8081/v1   # serves {name}, for the similarity\n"
DOCUMENTS = "  documents.jsonl      the documents among which it searches\n"


def readme(about: About, *, chat: bool, alone: bool, graded: bool) -> str:
    """`chat`: it asks a chat model; `alone`: no model at all. `graded`: the scores lie between 0 and 1, and the run's
    score is their mean."""
    run, model, examples = about["run"], about["model"], about["examples"]
    asked = run["recipe"], f"{model['name']}" if model else "no model"
    what = WHAT.format(
        title=one_line(about["idea"]["title"]),
        line="=" * len(one_line(about["idea"]["title"])),
        page=about["idea"]["run_page"],
        recipe=asked[0],
        model=asked[1],
        revision=examples["revision"],
        score=score_of(run, graded=graded),
        documents=DOCUMENTS if examples["task"] == "search" else "",
    )
    if not chat:
        neighbours = " and their embeddings" if model else ""
        own = NO_CHAT.format(requests=REQUESTS if model else "", recipe=run["recipe"], neighbours=neighbours)
        return what + own + (ALONE if alone else "")
    by_meaning = any(SCORERS[scorer].needs_vectors for scorer, _ in examples["checks"])
    return what + CHAT.format(
        digest=model["digest"] or "their digest is not known",
        judged=SCORED if examples["checks"] else SHOWN,
        temperature=about["parameters"]["temperature"],
        embedding=EMBEDDING.format(name=about["embedder"]["name"]) if by_meaning else "",
    )


def score_of(run: About, *, graded: bool) -> str:
    if run["score"] is None:
        return f"It has no score; {run['trials_done']} of {run['sample']} examples were tried."
    scale, digits, sign = (1, 2, "") if graded else (100, 0, " %")
    score, lower, upper = [f"{scale * (run[name] or 0.0):.{digits}f}" for name in ("score", "lower", "upper")]
    within = f"{lower} to {upper}{sign} (90 % interval)" if run["lower"] is not None else "no interval while unfinished"
    return f"{'Mean score' if graded else 'Score'} {score}{sign}, {within}, n = {run['n']}."


def one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
