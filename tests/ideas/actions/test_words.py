"""The words of ideas are written with them, written anew by a task, and forgotten."""

import pytest
from django.core.management import call_command

from evaluations.prototypes.datasets.example_words import fill_words as fill_example_words
from evaluations.prototypes.models import ExampleWords
from ideas import actions
from ideas.actions import words
from ideas.models import Idea, IdeaWords, KnownWord
from ideas.models.words import WordsWritten
from ideas.search import better_words
from ideas.search_words import Term
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def instead_of(word: str) -> str | None:
    term = Term(word, (word,))
    return better_words(frozenset([term])).get(term)


def test_edited_idea_is_found_by_its_new_words_alone() -> None:
    idea = make_idea(title="Otters in the river", tags=("rivers",))
    actions.edit_idea(idea.author, idea, {"title": "Beavers in the river"}, ["brooks"])
    found = {word: Idea.objects.matching(word).exists() for word in ("otters", "beavers", "rivers", "brooks")}
    assert found == {"otters": False, "beavers": True, "rivers": True, "brooks": True}


def test_draft_has_no_words() -> None:
    make_idea(published=False)
    assert not IdeaWords.objects.exists() and not KnownWord.objects.exists()


def test_task_writes_the_words_of_old_ideas_in_steps_and_then_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    ideas = [make_idea(title=f"Otters {n}") for n in range(5)]
    make_idea(published=False)
    IdeaWords.objects.all().delete()
    monkeypatch.setattr(words, "AT_ONCE", 2)
    assert [actions.fill_words() for _ in range(5)] == [2, 2, 1, 0, 0]
    assert set(Idea.objects.matching("otters")) == set(ideas)


def test_rules_that_change_make_the_task_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_idea()
    assert [actions.fill_words() for _ in range(3)] == [1, 0, 0]
    monkeypatch.setattr(words, "VERSION", 2)
    assert [actions.fill_words() for _ in range(3)] == [1, 0, 0]
    call_command("rebuild_words")
    assert [actions.fill_words() for _ in range(3)] == [1, 0, 0]
    assert KnownWord.objects.filter(word="letter").exists()


def test_task_writes_the_words_of_old_examples() -> None:
    ExampleWords.objects.create(idea=make_idea(), words="Kettles and toasters")
    assert [fill_example_words() for _ in range(3)] == [1, 0, 0]
    assert WordsWritten.objects.get(table="prototypes_examplewords").done
    assert ExampleWords.objects.get().vector


@pytest.mark.parametrize("typed", ["otte", "oters", "ottters", "otterz", "ottesr", "toters"])
def test_misspelt_word_leads_to_the_known_one(typed: str) -> None:
    make_idea(title="Otters")
    assert instead_of(typed) in ("otter", "otters")


@pytest.mark.parametrize("typed", ["otr", "zebra", "ottersxy", "ot", "川川川川"])
def test_word_that_is_far_from_all_leads_nowhere(typed: str) -> None:
    make_idea(title="Otters")
    assert instead_of(typed) is None


def test_word_that_no_idea_has_any_more_is_forgotten() -> None:
    author = make_person()
    idea = make_idea(author, title="Otters in the river")
    actions.edit_idea(author, idea, {"title": "Beavers in the river"}, [])
    before = KnownWord.objects.count()
    assert actions.forget_unused_words() == 2  # otters, otter
    assert KnownWord.objects.count() == before - 2
    assert instead_of("oters") is None and instead_of("beavrs") == "beavers"
    assert actions.forget_unused_words() == 0


def test_words_of_an_erased_idea_are_gone() -> None:
    idea = make_idea(title="Otters in the river")
    actions.erase_ideas([idea.pk])
    assert not IdeaWords.objects.exists()
    actions.fill_words()
    assert not IdeaWords.objects.exists()
    actions.forget_unused_words()
    assert not KnownWord.objects.exists()
