"""What everybody reads here is below ninth grade: the front page, an idea, the glance, and trying a table."""

from typing import Any

import pytest
from django.test import Client

from evaluations.compute.actions import load_prices
from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Challenge
from evaluations.prototypes.models import OpenModel
from marketplace.pages.pastes.table import as_text
from tests.evaluations.panel.cast import make_ideas, read
from tests.evaluations.prototypes.conftest import chat_server, embedding_model, embedding_server
from tests.evaluations.prototypes.pastes.cast import ROWS, work_on_pastes
from tests.evaluations.prototypes.runs.tried import N, baseline, tried
from tests.factories import make_idea, make_model, make_person, make_revision
from tests.marketplace.pages.lists.test_moments import make_moment
from tests.reading import grade

pytestmark = pytest.mark.django_db
__all__ = ["chat_server", "embedding_model", "embedding_server"]
NINTH = 9.0


def reads_easily(page: Any) -> None:
    assert page.status_code == 200 and grade(page.text) < NINTH


def test_front_page_reads_easily(client: Client) -> None:
    reads_easily(client.get("/"))
    make_idea()
    make_moment()
    reads_easily(client.get("/"))
    client.force_login(make_person())
    reads_easily(client.get("/"))


def test_idea_reads_easily_before_and_after_it_was_tried(client: Client) -> None:
    load_prices()
    idea = make_idea()
    reads_easily(client.get(idea.get_absolute_url()))
    revision = make_revision(idea, size=N)
    baseline(revision, 20)
    tried(revision, 38, model=make_model("tiny"))
    claim(make_person(), idea, NewClaim("Sorter", "Big Lab", "https://example.org/", by_frontier_lab=True))
    reads_easily(client.get(idea.get_absolute_url()))
    reads_easily(client.get(make_moment().get_absolute_url()))
    client.force_login(idea.author)
    reads_easily(client.get(idea.get_absolute_url()))


@pytest.mark.parametrize("signed_in", [False, True])
def test_glance_reads_easily_from_the_start_to_the_truth(client: Client, signed_in: bool) -> None:
    reads_easily(client.post("/glance/"))
    make_ideas()
    if signed_in:
        client.force_login(make_person())
    reads_easily(client.get("/glance/"))
    dealt = client.post("/glance/")
    reads_easily(dealt)
    card = read(Challenge.objects.get(pk=dealt.context["card"].pk))
    reads_easily(client.post("/glance/read/", {"challenge": card.token}))
    reads_easily(client.post("/glance/choose/", {"challenge": card.token, "words": ""}))
    said = {"picked": card.place, "would_use": "yes", "would_pay": "under-5" if signed_in else "", "knows": "no"}
    reads_easily(client.post("/glance/answer/", {"challenge": card.token} | said))


def test_trying_a_table_reads_easily_at_every_step(client: Client, embedding_model: OpenModel) -> None:
    reads_easily(client.get("/try/"))
    table = as_text(ROWS, ("letter", "team"))
    for text in ("one column", "a,b\nc,b", table):
        page = client.post("/try/", {"paste": text, "do": "read"})
        assert grade(page.text) < NINTH
    answers = str(client.post("/try/", {"paste": table, "do": "try"})["Location"])
    reads_easily(client.get(answers))
    work_on_pastes()
    reads_easily(client.get(answers))
