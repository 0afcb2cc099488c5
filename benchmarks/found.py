"""What people find: 60 queries over the ideas of the seed, and how often the idea that is meant is among the first
three. By words alone, and with the embedding model of a fresh install.

The queries are in `queries.toml`. An aim for them would be worth nothing: whoever changes the search must not look for
what makes these pass.
"""

import tomllib
from pathlib import Path

from django.conf import settings
from django.test import Client, override_settings

from evaluations.compute.actions import load_prices
from evaluations.prototypes.catalogue.idea_vectors import embed_ideas
from evaluations.prototypes.models import Endpoint, EndpointState, OpenModel
from evaluations.prototypes.runs.offer import load_catalogue
from ideas.models import Idea
from marketplace.local.seed_ideas import house_account, post

from .lists import PLAIN

FIRST = 3


def main() -> None:
    queries = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
    load_prices()
    load_catalogue()
    posted = {file.stem: seeded(file) for file in sorted(settings.SEED.glob("*.toml"))}
    while embed_ideas():
        pass
    model = OpenModel.objects.of_ideas()
    assert model
    assert not Idea.objects.without_vector(model.maker_of_vectors).exists(), "the embedding model did not answer"
    for name, state in (("by words alone", EndpointState.DOWN), ("with the model", EndpointState.UP)):
        model = OpenModel.objects.of_ideas()
        assert model
        Endpoint.objects.filter(pk=model.endpoint_id).update(
            state=state, reason="" if state == EndpointState.UP else "not asked"
        )
        print(name)
        for kind, rows in queries.items():
            missed = [query for query, *wanted in rows if not found(query, {posted[each] for each in wanted})]
            print(f"  {kind:<15}{len(rows) - len(missed):>3} of {len(rows)}; not: {', '.join(missed)}")


def seeded(file: Path) -> int:
    return post(house_account(), tomllib.loads(file.read_text(encoding="utf-8"))).pk


@override_settings(STORAGES=settings.STORAGES | PLAIN)
def found(query: str, wanted: set[int]) -> bool:
    shown = Client().get("/search", {"q": query}).context["ideas"]
    return any(idea.pk in wanted for idea in list(shown)[:FIRST])
