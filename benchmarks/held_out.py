"""Held-out scores of the recipes that ask no chat model, on the seed's ideas whose outputs are texts or objects.

The ideas are posted and their runs worked on as on the site; ± is one standard error."""

import numpy as np

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.metrics import scores_of
from evaluations.prototypes.runs.offer import load_catalogue
from evaluations.prototypes.runs.worker import work
from marketplace.local.seed_ideas import entries, house_account, post


def main() -> None:
    load_prices()
    load_catalogue()
    for entry in entries():
        if entry["task"] in ("answer", "extract"):
            idea = post(house_account(), entry)
            while work("quick"):
                pass
            runs = Run.objects.of_idea(idea.pk).filter(lane="quick", state="finished").order_by("pk")
            print(f"{entry['title']}: {'; '.join(map(told, runs))}")


def told(run: Run) -> str:
    scores = scores_of(run)
    error = float(np.std(scores, ddof=1)) / len(scores) ** 0.5
    return f"{run.recipe} {np.mean(scores):.2f} ± {error:.2f} (n = {len(scores)})"
