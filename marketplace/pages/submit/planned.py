"""Which runs an idea's examples would get, said before it is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.prototypes.inference import infer
from evaluations.prototypes.models import OpenModel
from evaluations.prototypes.recipes import RECIPES

from .rows import Pair


def planned_runs(rows: Sequence[Pair], settings: Mapping[str, Any]) -> list[str]:
    """In words, cheapest first."""
    task = settings["task"] or infer(rows).task
    chat, embedding = list(OpenModel.objects.chat()), list(OpenModel.objects.embedding())
    recipes = sorted((recipe for recipe in RECIPES.values() if task in recipe.tasks), key=lambda r: r.cost_rank)
    return [
        f"{recipe.name} on {model}" if model else f"{recipe.name}, without a model"
        for recipe in recipes
        for model in (chat if "chat" in recipe.needs else embedding if recipe.needs else [None])
    ]
