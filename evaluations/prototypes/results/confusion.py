"""Which label was given for which, over the scored trials of a run."""

from collections import Counter

from django.db.models import Count

from evaluations.prototypes.models import Run
from evaluations.prototypes.scorers import folded
from evaluations.prototypes.statistics import NONE_OF_THEM, Cell


def cells_of(run: Run) -> Counter[Cell]:
    """How often each pair of expected label and answer came; what is no expected label counts as none of them.

    Labels that differ only in case or spaces are one, as they are for the scorer, spelt as they come most often."""
    scored = run.trials.scored().order_by()
    counted = list(scored.values_list("example__expected", "answer").annotate(times=Count("pk")))
    spellings = Counter[str]()
    for expected, _, times in counted:
        spellings[expected] += times
    labels = {folded(label): label for label, _ in reversed(spellings.most_common())}
    cells = Counter[Cell]()
    for expected, answer, times in counted:
        cells[labels[folded(expected)], labels.get(folded(answer), NONE_OF_THEM)] += times
    return cells
