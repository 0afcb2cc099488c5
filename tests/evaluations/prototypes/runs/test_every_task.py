"""One idea of every task, from publishing to its last run, against model servers over a real socket."""

import json
from typing import Any

import pytest

from evaluations.prototypes.models import Endpoint, ExampleRevision, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.results.metrics import confusion_cells
from ideas.models import Idea
from tests.fake_server import Body, FakeServer, Said, choices_in, schema_in

from .cast import PUMPS, ROWS, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db

FINES = [
    (f"Fine of {9 + n} shillings laid on the miller for wet flour, case {n}", f'{{"who": "miller", "fine": {9 + n}}}')
    for n in range(9)
] + [("The baker was let off", '{"who": "baker"}')]
PAPERS = [
    ("Swarms", "A swarm hangs in a tree for a day. Catch it with a box from below."),
    ("Varroa mites", "Mites are counted on a board under the hive. Treat in August."),
    ("Winter feed", "Sugar is given until October. " + "Nothing is fed in frost. " * 60),
]
QUERIES = [
    ("when do I treat for mites", "Varroa mites"),
    ("how are mites counted", "varroa mites"),
    ("a swarm hangs in my tree", "Swarms"),
    ("catch a swarm with a box", "Swarms"),
    ("until when is sugar given", "Winter feed"),
    ("is anything fed in frost", "Winter feed"),
    ("what is in the hive in august and october", "Varroa mites\nWinter feed"),
    ("board or box", "Swarms\nVarroa mites"),
]
TEXTS = [(f"Which colour has door number {n}?", f"door {n} is green") for n in range(8)]


def obliging(request: Body) -> Said:
    """The first thing that the schema allows; a miller for an object, and green for a text."""
    chosen = {name: choices[0] for name, choices in choices_in(request).items() if name in ("label", "document")}
    if chosen:
        return Said(json.dumps(chosen))
    return Said('{"who": "miller"}' if schema_in(request) else "green")


@pytest.fixture(autouse=True)
def models(chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = obliging


def tried(rows: list[tuple[str, str]], **measured: Any) -> Idea:
    idea = tried_idea(rows, **measured)
    work_on()
    return idea


def revision_of(idea: Idea) -> ExampleRevision:
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    return revision


@pytest.mark.parametrize(
    ("rows", "measured", "task", "baselines"),
    [
        (ROWS, {}, "classify", ["majority", "mentioned", "word-rule"]),
        (FINES, {}, "extract", ["most-common", "copied"]),
        (TEXTS, {}, "answer", ["most-common", "copied"]),
        (QUERIES, {"documents": PAPERS}, "search", ["keywords"]),
    ],
)
def test_every_task_is_inferred_and_tried_by_every_recipe(
    rows: list[tuple[str, str]], measured: dict[str, Any], task: str, baselines: list[str]
) -> None:
    idea = tried(rows, **measured)
    assert revision_of(idea).task == task
    runs = Run.objects.of_idea(idea.pk).order_by("cost_rank", "pk")
    own = ["tagger"] if rows is FINES else []  # the only outputs that stand in their inputs
    assert [run.recipe for run in runs] == [*baselines, *own, "nearest", "zero-shot", "few-shot", "nearest+chat"]
    assert {(run.state, run.errors, run.unchecked) for run in runs} == {("finished", 0, 0)}
    assert {run.n for run in runs} == {len(rows)}
    assert [run.recipe for run in runs if run.is_baseline] == baselines
    assert all(run.baseline is not None for run in runs)


def test_search_ranks_documents_and_finds_what_shares_words() -> None:
    idea = tried(QUERIES, documents=PAPERS, more_checks=[("mrr", None), ("recall@5", None)])
    keywords = run_of(idea, "keywords")
    trial = keywords.trials.get(example__position=2)
    assert trial.example.expected == "Varroa mites"  # in the document's own spelling
    assert trial.answer.split("\n")[0] == "Varroa mites"
    assert trial.checks == {"recall@1": 1.0, "mrr": 1.0, "recall@5": 1.0}
    nearest = run_of(idea, "nearest").trials.get(example__position=3)
    assert sorted(nearest.answer.split("\n")) == ["Swarms", "Varroa mites", "Winter feed"]
    assert nearest.answer.startswith("Swarms")


def test_passages_are_embedded_in_batches_and_once(embedding_server: FakeServer) -> None:
    tried(QUERIES, documents=PAPERS)
    batches = [body["input"] for body in embedding_server.asked["embeddings"] if isinstance(body["input"], list)]
    assert [text.split("\n")[0] for text in batches[0]] == ["Swarms", "Varroa mites", *["Winter feed"] * 3]
    assert len(batches) == 1


def test_object_is_scored_by_its_fields_and_its_form() -> None:
    idea = tried(FINES, scorer="fields", more_checks=[("schema", None)])
    revision = revision_of(idea)
    assert revision.schema
    assert (revision.schema["required"], revision.checks) == (["who"], [("fields", None), ("schema", None)])
    trial = run_of(idea, "zero-shot").trials.get(example__position=1)
    assert trial.checks == {"fields": pytest.approx(2 / 3), "schema": 1.0}
    assert trial.score == pytest.approx(2 / 3)
    common = run_of(idea, "most-common").trials.get(example__position=10)
    assert json.loads(common.answer)["who"] == "miller"
    assert common.score == 0.0


def test_object_that_is_no_json_is_invalid_and_says_why(chat_server: FakeServer) -> None:
    chat_server.chat = lambda _: Said('{"who": miller}')
    trial = run_of(tried(FINES), "zero-shot").trials.first()
    assert trial
    assert (trial.outcome, trial.score, trial.checks) == ("invalid", 0.0, {"fields": 0.0})
    assert trial.note.startswith("The answer is not JSON: expecting value at character 9.")


def test_least_of_several_checks_decides() -> None:
    idea = tried(TEXTS, scorer="contains", more_checks=[("token-f1", 0.3), ("similarity", 0.5)])
    trial = run_of(idea, "zero-shot").trials.first()
    assert trial
    assert trial.checks == {"contains": 0.0, "token-f1": 1.0, "similarity": 1.0}
    assert trial.score == 0.0


def test_unchecked_answers_are_shown_and_never_pass() -> None:
    rows = [(given, "") for given, _ in PUMPS[:8]]
    idea = tried(rows, task="answer", scorer="unchecked")
    runs = Run.objects.of_idea(idea.pk).order_by("cost_rank")
    assert [run.recipe for run in runs] == ["zero-shot", "few-shot", "nearest+chat"]
    assert {(run.state, run.n, run.unchecked, run.score) for run in runs} == {("finished", 0, 8, None)}
    assert {trial.answer for run in runs for trial in run.trials.all()} == {"green"}


def test_remote_endpoint_takes_the_usual_sample_of_every_recipe() -> None:
    Endpoint.objects.update(on_this_machine=False)
    assert run_of(tried_idea(ROWS), "nearest+chat").sample == 24


def test_same_documents_again_change_nothing_and_others_make_a_revision() -> None:
    idea = tried_idea(QUERIES, documents=PAPERS)
    publish(idea.author, idea, QUERIES, documents=list(reversed(PAPERS)))
    assert revision_of(idea).number == 1
    more = [*PAPERS, ("Honey", "Honey is spun in July.")]
    publish(idea.author, idea, QUERIES, documents=more)
    assert revision_of(idea).number == 2
    assert list(revision_of(idea).documents.values_list("name", flat=True)) == [name for name, _ in more]


def test_model_that_declines_in_its_own_words_is_shown_as_refusing_where_it_is_wrong(chat_server: FakeServer) -> None:
    rows = [*TEXTS[:-1], ("What do you say to a caller at night?", "I cannot help with that.")]
    chat_server.chat = lambda request: Said("I cannot help with that.")
    run = run_of(tried(rows, task="answer"), "zero-shot")
    refused = run.trials.filter(outcome="refused")
    assert (run.n, run.successes, refused.count()) == (8, 1, 7)
    assert {(trial.score, trial.note) for trial in refused} == {(0.0, "It declined in its own words.")}
    replies = [(f"May I bring {thing} back?", f"Sorry, I can't accept {thing}.") for thing in "abcdefgh"]
    chat_server.chat = lambda request: Said("Unfortunately, I cannot accept this.")
    answered = run_of(tried(replies, task="answer"), "zero-shot")
    assert set(answered.trials.values_list("outcome", "score")) == {("answered", 0.0)}, "as declining is asked for"
    chat_server.chat = lambda request: Said("I cannot help with that.")
    extracted = run_of(tried(FINES), "zero-shot")
    assert set(extracted.trials.values_list("outcome", flat=True)) == {"refused"}


def test_labels_that_differ_in_case_alone_are_told_apart_where_case_counts() -> None:
    rows = [(text, "Polish" if place % 2 else "polish") for place, (text, _) in enumerate(ROWS)]
    run = run_of(worked_on(rows, case_counts=True), "majority")
    assert run.n == 24 and run.successes < 24
    cells = confusion_cells(run)
    assert {expected for expected, _ in cells} == {"Polish", "polish"} and sum(cells.values()) == 24
    assert sum(times for (expected, answer), times in cells.items() if expected == answer) == run.successes


def worked_on(rows: list[tuple[str, str]], *, case_counts: bool = False) -> Idea:
    idea = tried_idea(rows, task="classify", case_counts=case_counts)
    work_on("quick")
    return idea


def test_case_that_is_the_signal_is_published_and_tried() -> None:
    words = ("polish", "march", "turkey", "china", "may", "job", "reading", "nice", "mobile", "august")
    rows = [(spelled, kind) for word in words for spelled, kind in ((word, "word"), (word.title(), "name"))]
    run = run_of(worked_on(rows), "majority")
    assert (run.n, run.revision.different) == (20, 20)
