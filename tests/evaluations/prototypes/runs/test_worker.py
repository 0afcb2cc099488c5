"""A prototype runs: every example is answered while it is held out, and every trial is recorded whole."""

import json
from collections.abc import Sequence
from time import sleep

import pytest
from django.db.models.functions import Now
from pytest import approx, mark

from evaluations.prototypes.models import CachedAnswer, Endpoint, Lane, OpenModel, Run, Share
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.nearest import Nearest
from evaluations.prototypes.recipes.types import PLAIN, ExampleRow, Fitted, Setting
from evaluations.prototypes.runs import vectors
from evaluations.prototypes.runs.worker import SLICE, work
from ideas.models import Idea
from tests.fake_server import Body, FakeServer, Fault, Said

from .cast import PUMPS, ROWS, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db


def say_what_is_meant(request: Body) -> Said:
    asked = request["messages"][-1]["content"]
    return Said(json.dumps({"label": "pump" if asked in dict(PUMPS) else "road"}))


def outcomes(run: Run) -> dict[str, int]:
    found = list(run.trials.values_list("outcome", flat=True))
    return {outcome: found.count(outcome) for outcome in found}


def test_whole_idea_is_tried(chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = say_what_is_meant
    idea = tried_idea()
    work_on()
    rows = {run.recipe: (run.state, run.n, run.errors, run.score) for run in Run.objects.of_idea(idea.pk)}
    every = dict.fromkeys(rows, ("finished", 24, 0))
    assert {recipe: row[:3] for recipe, row in rows.items()} == every
    assert rows["nearest"][3] == rows["zero-shot"][3] == rows["few-shot"][3] == 1.0
    assert rows["majority"][3] is not None
    assert rows["majority"][3] <= 0.5
    assert not Share.objects.exists()
    assert not Run.objects.filter(waiting_for__gt="").exists()


def test_chat_trial_records_everything_to_do_it_again(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = say_what_is_meant
    Endpoint.objects.update(build="b1234-fake")
    idea = tried_idea()
    work_on()
    trial = run_of(idea, "zero-shot").trials.select_related("example", "price").first()
    assert trial
    assert trial.request in chat_server.asked["chat"]
    assert len(trial.request_hash) == 64
    assert (trial.endpoint_kind, trial.endpoint_build) == ("llama.cpp", "b1234-fake")
    assert (trial.model_name, trial.model_digest) == ("tiny-chat", "sha256:tiny-chat")
    assert (trial.temperature, trial.top_p, trial.seed) == (0, 1, 1)
    assert trial.request
    assert trial.max_tokens == trial.request["max_tokens"]
    assert json.loads(trial.raw_answer)["label"] == trial.answer == trial.example.expected
    assert (trial.outcome, trial.score, trial.finish_reason, trial.attempt) == ("answered", 1.0, "stop", 1)
    assert trial.input_tokens
    assert trial.output_tokens
    assert trial.cached_tokens == 0
    assert trial.first_token_ms == 1.5
    assert trial.total_ms
    assert trial.queue_ms is not None
    assert trial.seconds
    assert trial.price
    assert trial.usd == approx(float(trial.price.hour_usd or 0) * trial.seconds / 3_600)
    assert not trial.from_cache


def test_embedding_is_the_trial_of_a_recipe_without_chat(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    trial = run_of(idea, "nearest").trials.select_related("example").first()
    assert trial
    assert trial.request == {"model": "fake-embedding", "input": trial.example.input}
    assert trial.model_name == "tiny-embedding"
    assert trial.input_tokens
    assert trial.output_tokens is None
    assert trial.usd
    assert not trial.from_cache


def sent_to(server: FakeServer) -> tuple[list[str], list[list[str]]]:
    """The texts that had a request of their own, and those of each batch."""
    inputs = [body["input"] for body in server.asked["embeddings"]]
    return [each for each in inputs if isinstance(each, str)], [each for each in inputs if isinstance(each, list)]


def test_embeddings_go_in_batches_once_enough_of_them_were_timed(
    embedding_model: OpenModel, embedding_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "TIMED", 4)
    run = run_of(tried_idea(), "nearest")
    work_on()
    alone, batches = sent_to(embedding_server)
    assert sorted(alone) == sorted(run.trials.filter(example__turn__lt=4).values_list("example__input", flat=True))
    assert [len(batch) for batch in batches] == [16, 4]
    run.refresh_from_db()
    assert (run.state, run.trials_done) == ("finished", len(ROWS))
    assert run.p50_ms
    timed = {trial.example.turn < 4: trial for trial in run.trials.select_related("example")}
    assert "Embedded in one request with others" in timed[False].note
    assert "Embedded" not in timed[True].note
    assert all(trial.usd for trial in timed.values())


def test_only_texts_whose_embedding_is_the_trial_have_a_request_of_their_own(
    embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    run = run_of(tried_idea(), "nearest")
    Run.objects.filter(pk=run.pk).update(sample=6)
    work_on()
    alone, batches = sent_to(embedding_server)
    assert sorted(alone) == sorted(run.trials.values_list("example__input", flat=True))
    assert [len(batch) for batch in batches] == [16, 2]
    assert all(trial.total_ms for trial in run.trials.all())


def test_texts_of_a_recipe_with_chat_go_in_batches_and_each_pays_its_share(
    chat_model: OpenModel, embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    idea = tried_idea()
    Run.objects.filter(recipe="nearest").update(state="stopped", finished=Now())
    work_on()
    alone, batches = sent_to(embedding_server)
    assert not alone
    assert sorted(text for batch in batches for text in batch) == sorted(text for text, _ in ROWS)
    assert all(trial.usd for trial in run_of(idea, "few-shot").trials.all())
    vectors = [answer.response for answer in CachedAnswer.objects.filter(vector__isnull=False)]
    assert {told["total_ms"] for told in vectors} == {None}
    assert all(told["seconds"] and told["input_tokens"] for told in vectors)


def test_text_that_fails_keeps_no_other_of_its_batch_from_its_vector(
    chat_model: OpenModel, embedding_model: OpenModel, embedding_server: FakeServer
) -> None:
    tried_idea()
    Run.objects.filter(recipe="nearest").update(state="stopped", finished=Now())
    embedding_server.next("embeddings", Fault(400, '{"error": "one of them is odd"}'))
    work_on()
    assert CachedAnswer.objects.filter(vector__isnull=False).count() == len(ROWS)


def test_input_that_was_cut_is_marked(embedding_model: OpenModel) -> None:
    long = [(f"{given} {'and so on ' * 300}", expected) for given, expected in PUMPS]
    idea = tried_idea(long + ROWS[12:])
    work_on()
    cut = run_of(idea, "nearest").trials.filter(input_cut=True)
    assert cut.count() == len(long)
    assert all(trial.request and len(trial.request["input"]) == 256 for trial in cut)


def test_baseline_asks_nobody_and_costs_nothing_known(embedding_server: FakeServer) -> None:
    idea = tried_idea()
    work_on()
    run = run_of(idea, "majority")
    assert (run.state, run.n, run.usd_per_1000, run.p50_ms, run.cost_basis) == ("finished", 24, None, None, "")
    assert not embedding_server.asked


@mark.parametrize(
    ("said", "outcome"),
    [
        (Said("", refusal="I cannot help with that."), "refused"),
        (Said('{"label": "pu', finish_reason="length"), "truncated"),
        (Said('{"label": "pump"}', finish_reason="length"), "truncated"),  # whole by luck, but nobody can know
        (Said("It is the pump."), "invalid"),
        (Said('{"label": "bicycle"}'), "invalid"),
    ],
)
def test_answer_that_cannot_be_read_counts_as_wrong(
    chat_model: OpenModel, chat_server: FakeServer, said: Said, outcome: str
) -> None:
    chat_server.chat = lambda _: said
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    run.refresh_from_db()
    assert outcomes(run) == {outcome: 24}
    assert (run.n, run.errors, run.score) == (24, 0, 0.0)


def test_overflow_counts_as_wrong_and_is_asked_once(chat_model: OpenModel, chat_server: FakeServer) -> None:
    too_long = Fault(status=400, body='{"error":{"type":"exceed_context_size_error"}}')
    chat_server.next("chat", *[too_long] * 3)
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    run.refresh_from_db()
    assert outcomes(run) == {"overflow": 3, "answered": 21}
    assert len(chat_server.asked["chat"]) == 24
    assert run.n == 24


def test_error_is_not_a_failure(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.chat = say_what_is_meant
    chat_server.next("chat", *[Fault(status=400, body="bad luck")] * 2)
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    run.refresh_from_db()
    assert (run.trials_done, run.n, run.errors, run.score) == (24, 22, 2, 1.0)
    failed = run.trials.filter(outcome="error").first()
    assert failed
    assert failed.score is None
    assert "bad luck" in failed.errors[0]["what"]
    assert not CachedAnswer.objects.filter(response__outcome="error").exists()


def test_failed_attempts_are_told_on_the_trial(chat_model: OpenModel, chat_server: FakeServer) -> None:
    chat_server.next("chat", Fault(status=500, body="hiccup"), Fault(reset=True))
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    assert sum(len(trial.errors) for trial in run.trials.all()) == 2
    assert outcomes(run) == {"answered": 24}
    assert {trial.attempt for trial in run.trials.exclude(errors=[])} <= {2, 3}


def test_nobody_pays_twice_for_the_same_answer(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer, embedding_server: FakeServer
) -> None:
    tried_idea()
    work_on()
    asked = len(chat_server.asked["chat"]), len(embedding_server.asked["embeddings"])
    again = tried_idea()
    work_on()
    assert (len(chat_server.asked["chat"]), len(embedding_server.asked["embeddings"])) == asked
    for recipe in ("nearest", "zero-shot", "few-shot"):
        trials = list(run_of(again, recipe).trials.all())
        assert {(trial.from_cache, trial.spent_usd) for trial in trials} == {(True, 0.0)}
        # The task still costs what it took, so that a cached run does not look free.
        assert all(trial.usd for trial in trials)


def test_answer_of_another_model_is_not_taken_from_the_cache(chat_model: OpenModel, chat_server: FakeServer) -> None:
    tried_idea()
    work_on()
    OpenModel.objects.update(digest="sha256:other-weights")
    tried_idea()
    work_on()
    assert len(chat_server.asked["chat"]) == 48


def test_answers_are_compared_by_meaning_when_asked_for(
    chat_model: OpenModel, embedding_model: OpenModel, chat_server: FakeServer
) -> None:
    rows = [(f"Which colour has door {number}?", f"door {number} is painted green") for number in range(10)]
    chat_server.chat = lambda request: Said(
        "painted green is " + " ".join(request["messages"][-1]["content"].strip("?").split()[-2:])
    )
    idea = tried_idea(rows, task="answer", scorer="similarity", threshold=0.9)
    work_on()
    assert run_of(idea, "zero-shot").score == 1.0
    assert run_of(idea, "most-common").score == 0.0


def test_cost_is_unknown_without_a_price(chat_model: OpenModel) -> None:
    Endpoint.objects.update(on_this_machine=False)
    idea = tried_idea()
    work_on()
    run = run_of(idea, "zero-shot")
    assert run.usd_per_1000 is None
    assert "is not known" in run.cost_basis
    assert idea.answers.get(question="cheap").state == "unknown"


def test_tokens_are_priced_by_the_list_elsewhere(chat_model: OpenModel, chat_server: FakeServer) -> None:
    Endpoint.objects.update(on_this_machine=False)
    OpenModel.objects.update(price_name="Qwen3 8B")
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    run.refresh_from_db()
    expected = (0.06 * run.input_tokens + 0.14 * run.output_tokens) / 1_000_000 / 24 * 1_000
    assert run.usd_per_1000 == approx(expected)
    assert "18 hosts" not in run.cost_basis
    assert "median" in run.cost_basis


def test_slices_end_by_their_time_and_the_next_goes_on(
    chat_model: OpenModel, chat_server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SLICE, Lane.CHAT, 0.1)
    chat_server.delay = 0.05
    run = run_of(tried_idea(), "zero-shot")
    slices = work_on("chat")
    run.refresh_from_db()
    assert slices > 3
    assert (run.state, run.n) == ("finished", 24)
    assert len(chat_server.asked["chat"]) == 24


class SlowToFit(Nearest):
    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> Fitted:
        sleep(0.12)  # for each of five folds
        return super().fit(task, training, setting)


def test_run_gets_on_although_fitting_takes_longer_than_a_slice(
    embedding_model: OpenModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried_idea()
    work_on()
    again = tried_idea()  # its vectors are in the cache
    monkeypatch.setitem(SLICE, Lane.QUICK, 0.5)
    monkeypatch.setitem(RECIPES, "nearest", SlowToFit())
    for _ in range(8):
        work("quick")
    assert run_of(again, "nearest").state == "finished"


def test_fitted_parts_are_on_the_run(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    run = Run.objects.get(recipe="nearest", revision__idea=idea)
    assert {part["method"] for part in run.fitted["folds"]} <= {"centroid", "example"}
    assert len(run.fitted["folds"]) == run.revision.folds


def test_every_label_is_held_out_of_what_answers_it(embedding_model: OpenModel) -> None:
    """A row whose input is its own best neighbour must not find itself."""
    rows = [(f"only {chr(97 + number)}{number} here", f"answer {number}") for number in range(10)]
    idea: Idea = tried_idea(rows, task="answer", scorer="exact")
    work_on()
    assert run_of(idea, "nearest").score == 0.0


def test_trials_can_be_read_by_row(chat_model: OpenModel) -> None:
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    first = list(run.trials.for_reading()[:10])
    rest = list(run.trials.for_reading(after=first[-1].example.position))
    assert [trial.example.position for trial in first + rest] == list(range(1, 25))
    assert {trial.score for trial in run.trials.for_reading(only="failed")} == {0.0}
