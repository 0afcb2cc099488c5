"""Bundles of runs that really went through workers and a server, and the use of such bundles."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluations.prototypes.exports.bundle import write_bundle
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from tests.evaluations.prototypes.runs.cast import ROWS, run_of, tried_idea, work_on
from tests.evaluations.prototypes.runs.test_every_task import FINES, PAPERS, QUERIES, TEXTS
from tests.factories import make_revision, make_run, make_trial
from tests.fake_server import Body, FakeServer, Said, choices_in, schema_in

pytestmark = pytest.mark.django_db

LOSSES = [(f"How much did shop {n} lose?", f"({n}.50)") for n in range(1, 9)]
SCORE_ALL = """
import json, overlooked_score as ours
results = list(ours.lines("results.jsonl"))
print(json.dumps([[each["score"], ours.score(each["row"], each["raw_answer"], each["finish_reason"])]
                  for each in results if each["score"] is not None]))
"""


def files_of(run: Run) -> dict[str, str]:
    file = io.BytesIO()
    write_bundle(run, file)
    with zipfile.ZipFile(file) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def now_and_then(request: Body) -> Said:
    """Right, wrong, not JSON, cut off: always the same for the same words."""
    draw = hashlib.sha256(request["messages"][-1]["content"].encode()).digest()[0]
    chosen = {name: choices[draw % len(choices)] for name, choices in choices_in(request).items()}
    told = " It lost -3.50 pounds. " if "lose" in request["messages"][-1]["content"] else " Door 3 is green. "
    text = json.dumps(chosen or {"who": "miller", "fine": 9}) if schema_in(request) else told
    return Said(text if draw % 5 else "not JSON", "stop" if draw % 7 else "length")


@pytest.fixture
def finished(chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer) -> Run:
    chat_server.chat = now_and_then
    idea = tried_idea()
    work_on()
    return run_of(idea, "few-shot")


def test_bundle_holds_every_example_request_and_result(finished: Run) -> None:
    files = files_of(finished)
    assert len(lines(files["examples.jsonl"])) == len(lines(files["results.jsonl"])) == 24
    for asked, trial in zip(lines(files["requests.jsonl"]), finished.trials.for_reading(), strict=True):
        assert (asked["row"], asked["body"]) == (trial.example.position, trial.request)
        raw = json.dumps(asked["body"], sort_keys=True, separators=(",", ":")).encode()
        assert hashlib.sha256(raw).hexdigest() == asked["sha256"]
    told = json.loads(files["run.json"])
    assert told["examples"]["content_hash"] == finished.revision.content_hash
    assert told["model"]["digest"] == "sha256:tiny-chat" and told["parameters"]["seed"] == 1
    assert told["price"]["as_of"] and len(told["run"]["fitted"]["folds"]) == finished.revision.folds
    assert "24 to" in files["README.txt"] or "90 % interval" in files["README.txt"]


@pytest.mark.parametrize(
    ("measured", "fields", "says"),
    [
        ({}, {"lower": 0.4123, "upper": 0.95}, "Score 75 %, 41 to 95 % (90 % interval), n = 8."),
        (
            {"task": "answer", "scorer": "token-f1"},
            {"lower": 0.4123, "upper": 0.95},
            "Mean score 0.75, 0.41 to 0.95 (90 % interval), n = 8.",
        ),
        ({}, {}, "Score 75 %, no interval while unfinished, n = 8."),
    ],
)
def test_readme_tells_the_score_as_the_site_does(measured: dict[str, Any], fields: dict[str, Any], says: str) -> None:
    run = make_run(make_revision(**measured), n=8, trials_done=8, score=0.75, **fields)
    assert says in files_of(run)["README.txt"]


def test_bundle_of_the_same_run_is_the_same_to_the_byte(finished: Run) -> None:
    one, other = io.BytesIO(), io.BytesIO()
    write_bundle(finished, one)
    write_bundle(Run.objects.for_rows().get(pk=finished.pk), other)
    assert one.getvalue() == other.getvalue()


@pytest.mark.parametrize(
    ("rows", "measured"),
    [
        (ROWS, {}),
        (FINES, {"more_checks": [("schema", None)]}),
        (TEXTS, {"scorer": "token-f1", "more_checks": [("contains", None)]}),
        (LOSSES, {"scorer": "number", "brackets_are_minus": True}),
        (QUERIES, {"documents": PAPERS, "scorer": "mrr"}),
    ],
    ids=["classify", "extract", "answer", "losses", "search"],
)
def test_bundle_scores_every_answer_as_the_site_did(
    chat_model: OpenModel,
    embedding_model: OpenModel,
    chat_server: FakeServer,
    tmp_path: Path,
    rows: list[tuple[str, str]],
    measured: dict[str, Any],
) -> None:
    chat_server.chat = now_and_then
    idea = tried_idea(rows, **measured)
    work_on()
    values = set()
    for run in Run.objects.of_idea(idea.pk).for_rows().filter(lane="chat"):
        scores = scores_in(files_of(run), tmp_path / run.recipe)
        assert len(scores) == run.n and all(theirs == pytest.approx(ours) for theirs, ours in scores), run
        values |= {theirs for theirs, _ in scores}
    assert len(values) > 1


def scores_in(files: dict[str, str], folder: Path) -> list[list[float]]:
    """The stored score of each trial, and the score that the bundle gives its raw answer."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    ended = subprocess.run([sys.executable, "-c", SCORE_ALL], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    scores: list[list[float]] = json.loads(ended.stdout)
    return scores


def test_promptfoo_config_has_one_test_a_row_and_no_text_that_it_would_render(finished: Run) -> None:
    config = yaml.safe_load(files_of(finished)["promptfooconfig.yaml"])
    assert [test["vars"]["row"] for test in config["tests"]] == list(range(1, 25))
    assert config["prompts"] == ["row {{ row }}"] and config["providers"] == ["file://promptfoo_provider.cjs"]


def test_bundle_of_answers_that_are_only_shown_asserts_nothing(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer, tmp_path: Path
) -> None:
    idea = tried_idea(TEXTS, scorer="unchecked")
    work_on()
    run = run_of(idea, "zero-shot")
    files = files_of(run)
    assert run.is_unchecked and "assert" not in files["promptfooconfig.yaml"]
    assert "score none" in files["README.txt"] and "give the mean" not in files["README.txt"]
    assert scores_in(files, tmp_path) == []


def test_promptfoo_config_asserts_what_the_site_checks(finished: Run) -> None:
    files = files_of(finished)
    (asserted,) = yaml.safe_load(files["promptfooconfig.yaml"])["defaultTest"]["assert"]
    assert asserted["value"] == "file://promptfoo_assert.py" and "give the mean" in files["README.txt"]


def test_inspect_task_is_python(finished: Run) -> None:
    compile(files_of(finished)["inspect_task.py"], "inspect_task.py", "exec")


def test_address_and_key_of_a_server_are_in_no_file_of_a_bundle(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_KEY", "sk-very-secret")
    Endpoint.objects.update(key_variable="CHAT_KEY")
    whole = "".join(files_of(Run.objects.for_rows().get(pk=finished.pk)).values())
    for secret in ("sk-very-secret", "CHAT_KEY", *(endpoint.url for endpoint in Endpoint.objects.all())):
        assert secret not in whole


@pytest.mark.parametrize("recipe", ["nearest", "majority"])
def test_bundle_of_a_run_without_a_chat_model_says_that_there_is_nothing_to_ask(
    chat_model: OpenModel, embedding_model: OpenModel, recipe: str
) -> None:
    idea = tried_idea()
    work_on("quick")
    files = files_of(run_of(idea, recipe))
    assert "There is nothing to ask a chat model" in files["README.txt"]
    assert not {"promptfooconfig.yaml", "inspect_task.py"} & files.keys()
    assert ("requests.jsonl" in files) == (recipe == "nearest") and len(lines(files["results.jsonl"])) == 24


def test_bundle_survives_a_title_and_answers_full_of_control_characters() -> None:
    run = make_run(make_revision())
    run.revision.idea.title = "Sort\x1b[31m \u202eletters"
    make_trial(
        run, raw_answer="\x1b[2J\u2028\u202e", request={"model": "m", "messages": [], "temperature": 0, "seed": 1}
    )
    files = files_of(run)
    assert lines(files["results.jsonl"])[0]["raw_answer"] == "\x1b[2J\u2028\u202e"
    assert "\x1b" not in files["README.txt"] and yaml.safe_load(files["promptfooconfig.yaml"])
