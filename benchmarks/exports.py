"""The same prototype in other tools: Inspect and promptfoo run the exported bundles of real runs on the same server.

A tool is used where it is installed (`inspect` and `promptfoo` on the PATH, or inspect_ai in this Python); nothing is
downloaded. The scores must agree to the last digit, and the server must get the same requests.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from evaluations.compute.actions import load_prices
from evaluations.prototypes.exports.bundle import write_bundle
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.worker import work
from tests.factories import make_idea, make_person
from tests.fake_server import Body, FakeServer, Said, choices_in, schema_in

# Texts that a tool might misread: templates, JSON, markup, quotes.
TRAPS = (
    *("{{ 7 * 7 }}", "{% raw %}", '{"label": "no"}', "<b>&amp;</b>", 'it\'s "so"\nand so', "{# gone #}"),
    "😀 ünïcode",
)
LABELS = ("pump", "road", "{{ roof }}")
SORTED = [(f"note {n}: {TRAPS[n % len(TRAPS)]}", LABELS[n % 3]) for n in range(21)]
SAID = [(f"what is {n}? {TRAPS[n % len(TRAPS)]}", f"the number {n} and no other") for n in range(12)]
FILED = [(f"fine of {n}: {TRAPS[n % len(TRAPS)]}", json.dumps({"fine": n, "of": TRAPS[n % 2]})) for n in range(12)]
PAPERS = [(f"paper {n}", f"All about number{n}. {TRAPS[n % len(TRAPS)]}") for n in range(5)]
SOUGHT = [(f"where is number{n % 5} told, {n}? {TRAPS[n % len(TRAPS)]}", f"paper {n % 5}") for n in range(12)]
EXPECTED = dict(SORTED + SAID + FILED + SOUGHT)
# One recipe for each task is enough: all recipes make requests in the same way.
TRIED = {"classify": "few-shot", "answer": "zero-shot", "extract": "nearest+chat", "search": "zero-shot"}
AS_OURS = ("model", "messages", "temperature", "top_p", "max_tokens", "seed", "stop", "response_format")


def half_right(request: Body) -> Said:
    """The right answer to two thirds of the requests, always the same ones; else the first choice."""
    asked = request["messages"][-1]["content"]
    given = next((given for given in EXPECTED if asked.endswith(given)), "")
    right = hashlib.sha256(asked.encode()).digest()[0] % 3 > 0 and given
    for name, choices in choices_in(request).items():
        return Said(json.dumps({name: EXPECTED[given] if right else choices[0]}))
    if schema_in(request):
        return Said(EXPECTED[given] if right else '{"fine": 0}')
    return Said(f" {EXPECTED[given] if right else 'the number'}. ")


def tried(server: FakeServer) -> list[Run]:
    """A finished chat run of each task."""
    load_prices()
    for kind, size in (("chat", 4096), ("embedding", 256)):
        endpoint = Endpoint.objects.create(name=f"{kind}-bench", url=server.url, kind="llama.cpp", on_this_machine=True)
        OpenModel.objects.create(
            name=f"fake-{kind}", slug=f"fake-{kind}", served_as=f"fake-{kind}", kind=kind, endpoint=endpoint,
            licence="Apache-2.0", parameters=1, context_tokens=size, dimensions=384 if kind == "embedding" else None,
        )  # fmt: skip
    person = make_person()
    publish(person, make_idea(person, published=False), SORTED)
    publish(person, make_idea(person, published=False), SAID, task="answer", scorer="token-f1")
    publish(person, make_idea(person, published=False), FILED, task="extract", scorer="fields")
    publish(person, make_idea(person, published=False), SOUGHT, documents=PAPERS, scorer="mrr")
    while any(work(lane) for lane in ("quick", "chat")):
        pass
    finished = Run.objects.for_rows().filter(lane="chat", state="finished").order_by("pk")
    return [run for run in finished if run.recipe == TRIED[run.revision.task]]


def main() -> None:
    tools = {"Inspect": inspect_command(), "promptfoo": promptfoo_command()}
    for tool, command in tools.items():
        if command is None:
            print(f"{tool} is skipped, because it is not installed here.")
    with FakeServer(chat=half_right) as server:
        for run in tried(server):
            print(f"{run.revision.task}, {run.recipe}, n = {run.n}: {mean_of(run):.6f} here")
            for tool, command in tools.items():
                if command:
                    print(f"  {tool}: {compared(run, server, tool, command)}")


def compared(run: Run, server: FakeServer, tool: str, command: Sequence[str]) -> str:
    ours = sorted(json.dumps(trial.request, sort_keys=True) for trial in run.trials.all())
    server.asked["chat"].clear()
    with tempfile.TemporaryDirectory() as folder:
        unpack(run, Path(folder))
        environment = os.environ | {
            "OVERLOOKED_BASE_URL": server.url, "OVERLOOKED_API_KEY": "none", "PROMPTFOO_PYTHON": sys.executable,
            "PROMPTFOO_DISABLE_TELEMETRY": "1",
            "PROMPTFOO_DISABLE_UPDATE": "1", "PROMPTFOO_CONFIG_DIR": f"{folder}/promptfoo", "CI": "1",
        }  # fmt: skip
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        scores = (scores_of_inspect if tool == "Inspect" else scores_of_promptfoo)(Path(folder))
    if not scores:
        return f"failed: {(ended.stdout + ended.stderr)[-2_000:]}"
    theirs = sorted(json.dumps(bare(body), sort_keys=True) for body in server.asked["chat"])
    same = "the same requests" if theirs == ours else "other requests"
    verdict = "the same score" if abs(fmean(scores) - mean_of(run)) < 1e-9 else "ANOTHER SCORE"
    return f"{fmean(scores):.6f} over {len(scores)}: {verdict}, {same}"


def unpack(run: Run, folder: Path) -> None:
    with tempfile.TemporaryFile() as file:
        write_bundle(run, file)
        with zipfile.ZipFile(file) as zipped:
            zipped.extractall(folder)


def mean_of(run: Run) -> float:
    return fmean(trial.score for trial in run.trials.all() if trial.score is not None)


def bare(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that decide the answer, with numbers of the same type as ours."""
    return {name: int(value) if isinstance(value, float) else value for name, value in body.items() if name in AS_OURS}


def inspect_command() -> list[str] | None:
    program = shutil.which("inspect")
    start = [program] if program else [sys.executable, "-m", "inspect_ai"] if find_spec("inspect_ai") else None
    asked = ["eval", "inspect_task.py", "--log-dir", "logs", "--log-format", "json", "--display", "plain"]
    return start and [*start, *asked]


def promptfoo_command() -> list[str] | None:
    program = shutil.which("promptfoo")
    asked = ["eval", "-c", "promptfooconfig.yaml", "--no-cache", "--no-table", "-o", "results.json"]
    return [program, *asked] if program else None


def scores_of_inspect(folder: Path) -> list[float]:
    logs = [json.loads(path.read_text()) for path in (folder / "logs").glob("*.json")]
    samples = [sample for log in logs for sample in log.get("samples") or []]
    return [score["value"] for sample in samples for score in (sample.get("scores") or {}).values()]


def scores_of_promptfoo(folder: Path) -> list[float]:
    file = folder / "results.json"
    return [each["score"] for each in json.loads(file.read_text())["results"]["results"]] if file.exists() else []
