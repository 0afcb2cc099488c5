"""Trying a table of ten lines: how soon its first and its last line are answered once a worker has it, beside the time
that the embedding model takes for the ten texts alone.

A visitor waits for the clock and the page's own poll as well: a quarter and a third of a second on average.
"""

import asyncio
from statistics import median
from time import perf_counter

from evaluations.compute.actions import load_prices
from evaluations.prototypes.catalogue.servers import Servers
from evaluations.prototypes.engines import embedding_request
from evaluations.prototypes.models import OpenModel, Paste, PastedAnswer, Visitor
from evaluations.prototypes.pastes.begin import begin
from evaluations.prototypes.pastes.work import work
from evaluations.prototypes.runs.offer import load_catalogue
from tests.sentences import PUMPS, ROADS

ROUNDS = 12
VISITOR = Visitor(None, "192.0.2.1")


def main() -> None:
    load_prices()
    load_catalogue()
    model = OpenModel.objects.embedding()[0]
    rounds = [one(model, number) for number in range(ROUNDS)]
    first, last, alone = (median(each) for each in zip(*rounds, strict=True))
    print(f"first line {first:.2f} s, all ten {last:.2f} s; the model alone {alone:.2f} s")
    print(f"all ten take {last / alone:.1f} times as long as the model alone")


def one(model: OpenModel, number: int) -> tuple[float, float, float]:
    """Seconds to the first answer and to the last, and of the model alone. Texts differ, so that no cache has them."""
    rows = [(f"{text}, says letter {number}", label) for text, label in (*PUMPS[:5], *ROADS[:5])]
    paste = begin(VISITOR, "secret", rows)
    while work("quick"):
        pass
    answers = PastedAnswer.objects.filter(run__paste=paste, run__recipe="nearest").values_list("created", flat=True)
    waited = [(when - Paste.objects.get(pk=paste.pk).created).total_seconds() for when in answers]
    assert len(waited) == len(rows), "the embedding model did not answer"
    began = perf_counter()
    asyncio.run(embed_alone(model, [f"{text}, once more" for text, _ in rows]))
    return min(waited), max(waited), perf_counter() - began


async def embed_alone(model: OpenModel, texts: list[str]) -> None:
    async with Servers([model.endpoint], {model.endpoint_id: 1}) as servers:
        for text in texts:
            await servers.ask(model, embedding_request(model.served_as, text))
