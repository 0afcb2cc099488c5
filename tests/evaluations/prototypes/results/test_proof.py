"""The pair, the number and the cost that cards show: picked by rule, of the run that counts, gone with its words."""

from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Document, Example, ExampleRevision, Run
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.results.proof import PairCandidate, drawn
from ideas import actions
from ideas.models import Idea, IdeaState
from ideas.proof import Finding, Proof, Rightness
from tests.evaluations.prototypes.runs.tried import N, baseline, finish, tried
from tests.factories import BECAUSE, make_model, make_person, make_revision, make_run, make_trial

CANDIDATES = st.lists(
    st.builds(PairCandidate, st.integers(1, 10_000), st.integers(1, 500), st.text("0123456789abcdef", min_size=1)),
    min_size=1, max_size=40, unique_by=(lambda each: each.key, lambda each: each.digest),
)  # fmt: skip


@given(CANDIDATES, st.text("0123456789abcdef", min_size=4), st.integers())
def test_choice_is_the_same_in_any_order(candidates: list[PairCandidate], content_hash: str, seed: int) -> None:
    shuffled = Random(seed).sample(candidates, len(candidates))
    assert drawn(content_hash, shuffled) == drawn(content_hash, candidates)


@given(CANDIDATES, st.text("0123456789abcdef", min_size=4))
def test_choice_is_among_the_shortest_third(candidates: list[PairCandidate], content_hash: str) -> None:
    chosen = next(each for each in candidates if each.key == drawn(content_hash, candidates))
    shorter = sum(each.length < chosen.length for each in candidates)
    assert shorter < -(-len(candidates) // 3)


@given(CANDIDATES, st.text("0123456789abcdef", min_size=4), st.integers(1, 10_000))
def test_choice_does_not_look_at_keys(candidates: list[PairCandidate], content_hash: str, shift: int) -> None:
    moved = [each._replace(key=each.key + shift) for each in candidates]
    assert drawn(content_hash, moved) == drawn(content_hash, candidates) + shift


def test_choice_changes_with_the_hash_of_the_examples() -> None:
    candidates = [PairCandidate(key, 10, f"{key:x}") for key in range(1, 31)]
    assert len({drawn(f"{number:04x}", candidates) for number in range(40)}) > 5


@pytest.fixture
def revision(db: None) -> ExampleRevision:
    load_prices()
    return make_revision(size=N, input_name="letter", expected_name="office")


def shown(revision: ExampleRevision) -> Proof:
    proof = Idea.objects.get(pk=revision.idea_id).proof
    assert proof
    return proof


def test_mostly_right_run_shows_a_right_answer_with_the_names_of_the_columns(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 30, model=make_model("tiny"))
    proof = shown(revision)
    assert proof.pair and proof.pair.rightness == Rightness.RIGHT
    example = revision.examples.get(position=proof.pair.row)
    assert (proof.pair.given, proof.pair.answer) == (example.input, example.expected)
    assert (proof.pair.goes_in, proof.pair.comes_out) == ("letter", "office")
    assert proof.headline == "30 of 40 right, guessing gets 20"
    assert proof.cost and proof.cost.words == "1,000 cost $0.01; the big labs' list price is $0.40"


def test_mostly_wrong_run_shows_a_wrong_answer_and_no_cost(revision: ExampleRevision) -> None:
    baseline(revision, 4)
    tried(revision, 8)
    proof = shown(revision)
    assert proof.pair and proof.pair.rightness == Rightness.WRONG and proof.pair.row > 8
    assert proof.count and proof.count.finding == Finding.FAILS and proof.cost is None


def test_pair_is_of_the_best_run_and_stays_when_others_end(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    best = tried(revision, 38)
    before = shown(revision)
    tried(revision, 22)
    after = shown(revision)
    assert (after.pair, after.run, before.run) == (before.pair, best.pk, best.pk)
    better = tried(revision, 40)
    assert shown(revision).run == better.pk


def test_run_that_is_under_way_keeps_its_pair_and_counts_on(revision: ExampleRevision) -> None:
    run = make_run(revision, state="planned")
    for row in range(1, 8):
        make_trial(run, row, **({} if row < 7 else {"score": 0.0, "answer": "other"}))
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    first = shown(revision)
    assert first.headline == "6 of 7 right so far, being tried now, 7 of 40 done"
    for row in range(8, 20):
        make_trial(run, row)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    assert shown(revision).pair == first.pair
    assert shown(revision).headline == "18 of 19 right so far, being tried now, 19 of 40 done"


def test_examples_that_nothing_has_answered_wait_in_line(revision: ExampleRevision) -> None:
    make_run(revision)
    conclude(revision)
    proof = shown(revision)
    assert proof.pair and (proof.pair.rightness, proof.pair.answer, proof.pair.note) == (
        Rightness.WAITING,
        "",
        "in line",
    )
    assert (proof.headline, proof.count) == ("not tried yet", None)


def test_few_examples_are_told_with_a_caveat(revision: ExampleRevision) -> None:
    tried(revision, 9, of=9)
    assert shown(revision).headline == "9 of 9 right, too few to tell"


def test_row_that_left_the_examples_leaves_the_card_at_once(revision: ExampleRevision) -> None:
    baseline(revision, 20)
    tried(revision, 38)
    before = shown(revision)
    newer = make_revision(revision.idea, size=8)
    Example.objects.filter(revision=newer).update(expected="parks")
    conclude(newer)
    after = shown(revision)
    assert after.pair and after.pair.rightness == Rightness.WAITING
    assert after.pair.given in set(newer.examples.values_list("input", flat=True))
    assert before.count and after.headline == f"{before.count.number}, guessing gets 20; out of date"


def test_answers_that_are_compared_with_nothing_are_shown_without_a_number(revision: ExampleRevision) -> None:
    loose = make_revision(size=N, task="answer", scorer="unchecked")
    run = make_run(loose, state="finished")
    for row in range(1, 13):
        make_trial(run, row, score=None, checks={}, answer=f"Said {row}.")
    conclude(loose, Run.objects.for_rows().get(pk=run.pk))
    proof = shown(loose)
    assert proof.pair and proof.pair.rightness == Rightness.UNCHECKED and proof.pair.answer.startswith("Said ")
    assert (proof.count, proof.headline) == (None, "")


def rewritten(revision: ExampleRevision, rows: list[tuple[str, str]]) -> None:
    for position, (given_text, expected) in enumerate(rows, 1):
        revision.examples.filter(position=position).update(input=given_text, expected=expected)


def test_extract_counts_fields_and_shows_each_right_or_wrong(db: None) -> None:
    revision = make_revision(size=10, task="extract", scorer="fields", schema={"type": "object"})
    rewritten(revision, [(f"SUM {n}.50 at Kiosk", f'{{"shop": "Kiosk", "total": "{n}.50"}}') for n in range(1, 11)])
    finish(
        Run.objects.create(revision=revision, recipe="most-common", lane="quick", cost_rank=0, sample=10,
                           state="finished", finished=revision.frozen),
        [0.0] * 10,
    )  # fmt: skip
    run = make_run(revision, state="finished")
    for row in range(1, 11):
        make_trial(run, row, score=0.5, answer='{"shop": "kiosk", "total": "20.00"}')
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    proof = shown(revision)
    assert proof.pair and proof.pair.rightness == Rightness.PARTLY
    found = {field.name: (field.answer, field.is_right) for field in proof.pair.fields}
    assert found == {"shop": ("kiosk", True), "total": ("20.00", False)}
    assert proof.count and proof.count.number == "10 of 20 fields right"


def test_search_shows_the_passage_of_the_document_that_was_found(db: None) -> None:
    revision = make_revision(size=10, task="search", scorer="recall@1")
    Document.objects.create(revision=revision, position=1, name="Pets", text="No dogs. Cats are welcome in the hall.")
    rewritten(revision, [(f"May I keep {n} cats?", "Pets") for n in range(1, 11)])
    run = make_run(revision, state="finished")
    for row in range(1, 11):
        make_trial(run, row, answer="Pets\nHall")
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    pair = shown(revision).pair
    assert pair and (pair.answer, pair.rightness) == ("Pets", Rightness.RIGHT)
    assert "Cats are welcome" in pair.passage


def test_answer_that_is_none_says_why(db: None) -> None:
    revision = make_revision(size=10)
    run = make_run(revision, state="finished")
    for row in range(1, 11):
        make_trial(run, row, outcome="refused", answer="", score=0.0)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    pair = shown(revision).pair
    assert pair and (pair.answer, pair.rightness) == ("(it refused)", Rightness.WRONG)


def test_words_of_an_erased_idea_leave_its_proof_for_good(revision: ExampleRevision) -> None:
    tried(revision, 38)
    actions.erase_ideas([revision.idea_id])
    conclude(revision)
    erased = Idea.objects.get(pk=revision.idea_id)
    assert (erased.state, erased.proof_row) == (IdeaState.ERASED, None)
    with pytest.raises(IntegrityError, match="idea_erased_proves_nothing"), transaction.atomic():
        Idea.objects.filter(pk=erased.pk).update(proof_row={"pair": None})


def test_hidden_idea_shows_its_pair_to_nobody_else(revision: ExampleRevision, client: Any) -> None:
    tried(revision, 38)
    pair = shown(revision).pair
    client.force_login(make_person())  # so that no page comes from the cache for strangers
    assert pair and pair.given in client.get("/new").text
    actions.hide(make_person(staff=True), revision.idea, BECAUSE)
    for page in ("/new", "/feeds/new.json", f"{revision.idea.get_absolute_url()}card/"):
        assert pair.given not in client.get(page).text
    assert client.get(f"/api/v1/ideas/{revision.idea.slug}/").status_code == 404
