"""From an author's rows to planned runs, in one transaction."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest import mark, raises

from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import Endpoint, ExampleDraft, ExampleRevision, OpenModel, Run
from evaluations.prototypes.publish import publish
from evaluations.prototypes.recipes import RECIPES, baselines_for
from ideas.limits import DailyLimit
from ideas.models import Idea, IdeaState
from tests.evaluations.prototypes.runs.cast import ROWS, run_of, tried_idea, work_on
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db


def revision_of(idea: Idea) -> ExampleRevision:
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    return revision


def test_idea_can_be_published_without_examples() -> None:
    idea = tried_idea([])
    assert idea.is_published
    assert ExampleRevision.objects.latest_of(idea) is None
    assert not idea.answers.exists()


def test_rows_are_frozen_with_task_folds_and_turns() -> None:
    revision = revision_of(tried_idea())
    assert (revision.number, revision.size, revision.task, revision.scorer) == (1, 24, "classify", "label")
    assert revision.task_reason
    assert revision.pairs() == ROWS
    examples = list(revision.examples.all())
    assert sorted(example.turn for example in examples) == list(range(24))
    assert {example.fold for example in examples} == set(range(revision.folds))


def test_every_recipe_is_planned_on_every_model_cheapest_first(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    idea = tried_idea()
    planned = Run.objects.of_idea(idea.pk).order_by("cost_rank", "pk").values_list("recipe", "model__name", "lane")
    assert list(planned) == [
        ("majority", None, "quick"),
        ("mentioned", None, "quick"),
        ("word-rule", None, "quick"),
        ("nearest", "tiny-embedding", "quick"),
        ("zero-shot", "tiny-chat", "chat"),
        ("few-shot", "tiny-chat", "chat"),
        ("nearest+chat", "tiny-chat", "chat"),
    ]


def test_dear_runs_are_left_out_beyond_the_cap(
    chat_model: OpenModel, embedding_model: OpenModel, settings: Any
) -> None:
    settings.RUNS_PER_IDEA = 1
    idea = tried_idea()
    planned = set(Run.objects.of_idea(idea.pk).values_list("recipe", flat=True))
    assert planned == {"majority", "mentioned", "word-rule", "nearest"}


def test_chat_answers_a_sample_and_the_quick_lane_everything(chat_model: OpenModel, embedding_model: OpenModel) -> None:
    rows = [(unlike(number), expected) for number, (_, expected) in enumerate(ROWS * 5)]
    idea = tried_idea(rows)
    assert run_of(idea, "nearest").sample == 120
    assert run_of(idea, "zero-shot").sample == 60


def test_recipe_that_needs_many_rows_is_planned_from_that_many_on(embedding_model: OpenModel) -> None:
    enough = RECIPES["linear"].min_rows
    rows = [(unlike(number), ROWS[number % len(ROWS)][1]) for number in range(enough)]
    few, many = tried_idea(rows[1:]), tried_idea(rows)
    assert not Run.objects.of_idea(few.pk).filter(recipe="linear").exists()
    work_on()
    run = run_of(many, "linear")
    assert (run.state, run.n, run.errors) == ("finished", enough, 0)
    assert run.model and run.model.name == "tiny-embedding"
    assert [fold["rows"] for fold in run.fitted["folds"]] == [100] * 5


def test_dear_recipes_of_the_house_take_a_first_look_here_and_those_of_others_a_whole_sample(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    Endpoint.objects.update(on_this_machine=True)
    house = make_person("house-account", is_house=True)
    of_house, of_others = (
        publish(author, make_idea(author, published=False), ROWS) for author in (house, make_person())
    )
    for recipe in ("few-shot", "nearest+chat"):
        assert (run_of(of_house, recipe).sample, run_of(of_others, recipe).sample) == (10, 24)
    assert run_of(of_house, "zero-shot").sample == 24


def test_answers_say_that_they_are_being_measured(chat_model: OpenModel, embedding_model: OpenModel) -> None:
    idea = tried_idea()
    works = idea.answers.get(question="works")
    assert (works.state, works.headline) == ("measuring", "not tried yet")
    assert idea.answers.get(question="cheap").state == "measuring"


def test_same_rows_again_change_nothing(chat_model: OpenModel) -> None:
    idea = tried_idea()
    runs = set(Run.objects.of_idea(idea.pk).values_list("pk", "state"))
    publish(idea.author, idea, list(reversed(ROWS)))
    assert revision_of(idea).number == 1
    assert set(Run.objects.of_idea(idea.pk).values_list("pk", "state")) == runs


def test_other_rows_make_a_revision_and_stop_the_open_runs(chat_model: OpenModel) -> None:
    idea = tried_idea()
    work_on("quick")
    publish(idea.author, idea, ROWS[:-1])
    assert revision_of(idea).number == 2
    states = dict(Run.objects.of_idea(idea.pk).filter(revision__number=1).values_list("recipe", "state"))
    assert states == {**dict.fromkeys(baselines_for("classify"), "finished"), "zero-shot": "stopped"}
    assert Run.objects.of_revision(revision_of(idea)).open().count() == 4


def test_what_was_known_of_earlier_examples_is_stale(embedding_model: OpenModel) -> None:
    idea = tried_idea()
    work_on()
    known = idea.answers.get(question="works")
    assert known.state == "known"
    publish(idea.author, idea, ROWS[:-1])
    stale = idea.answers.get(question="works")
    assert (stale.state, stale.lower, stale.headline) == ("stale", known.lower, f"out of date: {known.headline}")
    assert stale.basis.endswith(" As of examples 1.")
    work_on()
    assert idea.answers.get(question="works").state == "known"


def test_what_was_known_so_far_of_earlier_examples_is_kept_as_stale(
    embedding_model: OpenModel, chat_model: OpenModel
) -> None:
    idea = tried_idea()
    work_on("quick")
    so_far = idea.answers.get(question="works")
    assert so_far.state == "measuring" and so_far.headline.endswith("; other models are being tried now")
    publish(idea.author, idea, ROWS[:-1])
    stale = idea.answers.get(question="works")
    assert (stale.state, stale.lower) == ("stale", so_far.lower) and "being tried" not in stale.headline


@mark.parametrize("rows", [ROWS[:3], [(given, "pump") for given, _ in ROWS], [*ROWS, ("", "pump")]])
def test_faulty_rows_publish_nothing(rows: list[tuple[str, str]]) -> None:
    author = make_person()
    idea = make_idea(author, published=False)
    with raises(ExampleProblems):
        publish(author, idea, rows, task="classify")
    idea.refresh_from_db()
    assert idea.state == IdeaState.DRAFT
    assert not ExampleRevision.objects.exists()


@mark.parametrize(
    "chosen", [{"task": "sing"}, {"scorer": "vibes"}, {"task": "answer", "scorer": "similarity", "threshold": 7}]
)
def test_unknown_way_of_measuring_is_refused_in_words(chosen: dict[str, Any]) -> None:
    with raises(ExampleProblems, match=r"Choose|0\.5 to 1"):
        tried_idea(**chosen)


def test_author_chooses_the_task_and_its_scorer() -> None:
    revision = revision_of(tried_idea(task="answer", scorer="contains"))
    assert (revision.task, revision.scorer, revision.threshold) == ("answer", "contains", None)
    assert revision.task_reason == "chosen by the author"


def test_scorer_of_another_task_gives_way_to_the_usual_one() -> None:
    assert revision_of(tried_idea(task="classify", scorer="contains")).scorer == "label"


def test_similarity_comes_with_a_threshold(embedding_model: OpenModel) -> None:
    assert revision_of(tried_idea(task="answer", scorer="similarity")).threshold == 0.75
    assert revision_of(tried_idea(task="answer", scorer="similarity", threshold=0.5)).threshold == 0.5


def test_outsider_can_neither_publish_nor_draft() -> None:
    idea = make_idea(published=False)
    mallory = make_person("mallory")
    with raises(PermissionDenied):
        publish(mallory, idea, ROWS)
    with raises(PermissionDenied):
        save_example_draft(mallory, idea, ROWS)
    assert not ExampleDraft.objects.exists()


def test_outsider_cannot_change_the_examples_of_a_published_idea() -> None:
    idea = tried_idea()
    with raises(PermissionDenied):
        publish(make_person("mallory"), idea, ROWS[:-1])
    assert revision_of(idea).number == 1


def test_account_starts_so_many_runs_a_day_and_no_more(embedding_model: OpenModel, settings: Any) -> None:
    settings.RUNS_PER_DAY = 2
    alice = make_person("alice")
    tried_idea(author=alice)
    tried_idea(author=alice)
    third = make_idea(alice, published=False)
    with raises(DailyLimit, match="2 runs in 24 hours"):
        publish(alice, third, ROWS)
    third.refresh_from_db()
    assert third.is_draft
    assert Run.objects.candidates().count() == 2


def test_house_may_start_more(embedding_model: OpenModel, settings: Any) -> None:
    settings.RUNS_PER_DAY = 1
    house = make_person("house-account", is_house=True)
    tried_idea(author=house)
    tried_idea(author=house)
    assert Run.objects.candidates().count() == 2
