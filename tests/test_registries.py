"""What is written must be declared: a file without its entry would never run, and nothing else would say so."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from celery import Task

from evaluations.prototypes import recipes
from evaluations.prototypes.engines import kinds
from evaluations.prototypes.engines.kinds import KINDS, ServerKind
from evaluations.prototypes.recipes import RECIPES
from marketplace.celery import app
from tests.evaluations.prototypes.engines import test_probe

OURS = ("ideas.", "evaluations.", "marketplace.")
ASKED_FOR_BY_TASKS: set[str] = set()  # names of tasks that another task sends and the clock does not


def modules_in(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def test_recipe_that_is_written_is_in_the_registry() -> None:
    written = {
        each
        for module in modules_in(recipes)
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__ and hasattr(each, "cost_rank")
    }
    declared = {type(recipe) for recipe in RECIPES.values()}
    assert {each for each in written if not getattr(each, "_is_protocol", False)} == declared


def test_kind_of_server_that_is_written_is_in_the_registry_and_has_a_case() -> None:
    written = [each for module in modules_in(kinds) for each in vars(module).values() if isinstance(each, ServerKind)]
    assert {id(kind) for kind in written} == {id(kind) for kind in KINDS.values()}
    marks = vars(test_probe.test_server_shows_what_it_is_whatever_it_was_thought_to_be)["pytestmark"]
    (cases,) = [mark.args[1] for mark in marks if mark.args[0] != "thought"]
    assert {case[1] for case in cases} == KINDS.keys()


def test_task_that_is_written_is_sent_by_the_clock() -> None:
    app.loader.import_default_modules()
    written = {name for name, task in app.tasks.items() if name.startswith(OURS) and isinstance(task, Task)}
    sent = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert written - ASKED_FOR_BY_TASKS == sent


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_says_its_own_name(name: str) -> None:
    assert RECIPES[name].name == name
