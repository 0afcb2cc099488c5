"""The automatic ways to build a prototype from examples. A new recipe is one file, or a room
of its own, and one entry here."""

from .copied import Copied
from .few_shot import FewShot
from .instruction import Instruction
from .keywords import Keywords
from .linear import Linear
from .majority import Majority
from .mentioned import Mentioned
from .most_common import MostCommon
from .nearest import Nearest
from .nearest_chat import NearestChat
from .tagger import Tagger
from .types import Recipe
from .word_rule import OneWordEach
from .zero_shot import ZeroShot

IN_ORDER = (
    Majority(),
    Mentioned(),
    OneWordEach(),
    MostCommon(),
    Copied(),
    Keywords(),
    Tagger(),
    Nearest(),
    Linear(),
    ZeroShot(),
    Instruction(),
    FewShot(),
    NearestChat(),
)
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in IN_ORDER}
BASELINES = frozenset(recipe.name for recipe in IN_ORDER if recipe.is_baseline)

# Grows when a baseline is added or answers otherwise; `runs.recompare` then compares every idea with them again.
# 1: until November 2026, one for each task. 2: what the input mentions or holds, one word for each label, and the best
# constant by the author's checks.
BASELINES_VERSION = 2


def current_baselines() -> int:
    return BASELINES_VERSION


def baselines_for(task: str) -> frozenset[str]:
    """The names of all that a run has to beat."""
    return frozenset(name for name in BASELINES if task in RECIPES[name].tasks)


__all__ = ["BASELINES", "BASELINES_VERSION", "RECIPES", "baselines_for", "current_baselines"]
