"""The automatic ways to build a prototype from examples. A new recipe is one file and one entry here."""

from .few_shot import FewShot
from .majority import Majority
from .nearest import Nearest
from .types import Recipe
from .zero_shot import ZeroShot

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (Majority(), Nearest(), ZeroShot(), FewShot())}

__all__ = ["RECIPES"]
