"""How pages are built for those who hear them: headings in order, tables with a name, ids that are there once."""

from collections import Counter
from itertools import pairwise

import pytest
from django.test import Client
from lxml import html

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import Run
from tests.factories import make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def pages_of(run: Run) -> list[str]:
    idea = run.revision.idea.get_absolute_url()
    assert run.model
    parts = [idea, *(f"{idea}{part}/" for part in ("runs", "compare", "revisions", "try"))]
    return [*parts, run.get_absolute_url(), "/models/", run.model.get_absolute_url()]


@pytest.fixture
def run() -> Run:
    """The best of two, on the smaller of two models."""
    load_prices()
    revision, small, big = make_revision(), make_model(), make_model(parameters=10**10)
    numbers = {"state": "finished", "n": 8, "trials_done": 8, "usd_per_1000": 0.01, "input_tokens": 9}
    best = make_run(revision, model=small, is_best=True, score=0.9, lower=0.7, upper=1.0, **numbers)
    other = make_run(revision, model=big, score=0.3, lower=0.1, upper=0.5, **numbers)
    for row in range(1, 9):
        make_trial(best, row), make_trial(other, row, score=0.0, answer="wrong")
    return best


def test_headings_never_skip_a_level_and_begin_with_one_h1(client: Client, run: Run) -> None:
    for address in pages_of(run):
        page = html.fromstring(client.get(address).text)
        levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1 and levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in pairwise(levels)), (address, levels)


def test_every_table_has_a_caption_and_every_head_a_scope(client: Client, run: Run) -> None:
    for address in pages_of(run):
        page = html.fromstring(client.get(address).text)
        for table in page.iter("table"):
            assert (table.findtext("caption") or "").strip(), (address, table.get("class"))
        assert all(head.get("scope") for head in page.iter("th")), address


def test_no_id_is_there_twice_and_every_label_names_something(client: Client, run: Run) -> None:
    for address in pages_of(run):
        page = html.fromstring(client.get(address).text)
        ids = Counter(page.xpath("//@id"))
        assert not [name for name, times in ids.items() if times > 1], address
        named = " ".join(page.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")).split()
        assert set(named) <= ids.keys(), (address, set(named) - ids.keys())


def test_progress_that_changes_every_second_is_not_announced_each_time(client: Client, run: Run) -> None:
    address = f"{run.revision.idea.get_absolute_url()}runs/"
    assert 'class="hint" role="status"' in client.get(address).text
    make_run(run.revision)
    assert 'class="hint" role="status"' not in client.get(address).text
