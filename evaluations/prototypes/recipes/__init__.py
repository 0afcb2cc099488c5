"""The automatic ways to build a prototype from examples. A new recipe is one file and one entry here."""

from .few_shot import FewShot
from .instruction import Instruction
from .keywords import Keywords
from .majority import Majority
from .most_common import MostCommon
from .nearest import Nearest
from .nearest_chat import NearestChat
from .types import Recipe
from .zero_shot import ZeroShot

IN_ORDER = (
    Majority(),
    MostCommon(),
    Keywords(),
    Nearest(),
    ZeroShot(),
    Instruction(),
    FewShot(),
    NearestChat(),
)
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in IN_ORDER}
BASELINES = frozenset(recipe.name for recipe in IN_ORDER if recipe.is_baseline)

__all__ = ["BASELINES", "RECIPES"]
