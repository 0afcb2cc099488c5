"""Posting an idea, third step: what everybody will see, and publishing it."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleRevision, Run
from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import NOTES

pytestmark = pytest.mark.django_db
TREES = ("oak", "old birch", "elm", "plane", "young ash", "crooked pine", "lime", "walnut")


@pytest.fixture
def idea(ada: User) -> Idea:
    return make_idea(ada, published=False, title="Route repair-café notes", tags=("repair", "sewing"))


@pytest.fixture
def address(idea: Idea) -> str:
    return f"/submit/{idea.slug}/review/"


def test_review_shows_the_card_the_page_and_what_is_tried(client: Client, ada: User, idea: Idea, address: str) -> None:
    save_example_draft(ada, idea, NOTES)

    page = unescape(client.get(address).text)

    for part in (idea.title, idea.pitch, idea.problem, idea.audience, idea.why_overlooked, "repair", "ada"):
        assert part in page
    assert "12 rows" in page
    assert "majority" in page
    assert NOTES[0][0] in page
    assert "Publish and try it" in page


HEIGHTS = [(f"The {tree} by the gate is {n} metres high", str(n)) for n, tree in enumerate(TREES, 11)]


@pytest.mark.parametrize(
    "rows", [NOTES, HEIGHTS, [(given, f'{{"height": {expected}}}') for given, expected in HEIGHTS]]
)
def test_runs_that_review_names_are_the_runs_of_the_idea(
    client: Client, ada: User, idea: Idea, address: str, rows: list[tuple[str, str]]
) -> None:
    save_example_draft(ada, idea, rows)

    page = unescape(client.get(address).text)
    client.post(address, {"idea": idea.pk, "do": "publish"})

    named = page.partition("the cheapest first</h3>")[2].partition("</ul>")[0]
    runs = Run.objects.of_idea(idea.pk).order_by("cost_rank", "pk")
    assert re.findall(r"<li><bdi>(.*?)</bdi>", named) == [str(run) for run in runs]
    assert ("tagger" in named) == (rows != NOTES)


def test_publish_puts_the_idea_in_the_lists_with_its_examples(
    client: Client, ada: User, idea: Idea, address: str
) -> None:
    save_example_draft(ada, idea, NOTES)

    response = client.post(address, {"idea": idea.pk, "do": "publish"})

    idea.refresh_from_db()
    assert idea.is_published
    assert response["Location"] == idea.get_absolute_url() == "/ideas/route-repair-caf%C3%A9-notes/"
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision and revision.pairs() == NOTES and revision.task == "classify"


def test_card_of_the_review_has_the_pair_that_the_lists_will_show(
    client: Client, ada: User, idea: Idea, address: str
) -> None:
    save_example_draft(ada, idea, [(f" {given} ", expected) for given, expected in NOTES], names=("note", "table"))
    (shown,) = html.fromstring(client.get(address).text).xpath("//article[@class='card']")
    assert "not tried yet" in shown.text_content() and "repair" in shown.text_content()

    client.post(address, {"idea": idea.pk, "do": "publish"})
    (card,) = html.fromstring(client.get("/new").text).xpath("//article[@class='card']")
    for part in (".//dt", ".//div[@class='in']//dd", ".//*[@class='pitch']", ".//b[@class='answer']"):
        assert card.xpath(f"string({part})") == shown.xpath(f"string({part})") != ""


def test_publish_twice_is_publishing_once(client: Client, ada: User, idea: Idea, address: str) -> None:
    save_example_draft(ada, idea, NOTES)
    first = client.post(address, {"idea": idea.pk, "do": "publish"})
    second = client.post(address, {"idea": idea.pk, "do": "publish"})

    assert second["Location"] == first["Location"]
    assert Idea.objects.count() == ExampleRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publish_by_a_double_click_at_the_same_moment_publishes_once() -> None:
    ada = make_person("ada")
    idea = make_idea(ada, published=False)
    save_example_draft(ada, idea, NOTES)

    def click(_: int) -> str:
        client = Client()
        client.force_login(ada)
        try:
            return client.post(f"/submit/{idea.slug}/review/", {"idea": idea.pk, "do": "publish"})["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        addresses = set(clicks.map(click, range(4)))

    idea.refresh_from_db()
    assert addresses == {idea.get_absolute_url()}
    assert ExampleRevision.objects.count() == 1


def test_publish_without_examples(client: Client, idea: Idea, address: str) -> None:
    page = client.get(address).text
    assert "Publish without examples" in page

    client.post(address, {"idea": idea.pk, "do": "without"})

    idea.refresh_from_db()
    assert idea.is_published
    assert not ExampleRevision.objects.exists()


def test_publish_with_wrong_rows_names_them_and_publishes_nothing(
    client: Client, ada: User, idea: Idea, address: str
) -> None:
    save_example_draft(ada, idea, [*NOTES, ("no output", "")])

    response = client.post(address, {"idea": idea.pk, "do": "publish"})

    assert response.status_code == 422
    assert f'href="/submit/{idea.slug}/examples/?check&amp;at=13#row-13-expected">Row 13 has no' in response.text
    assert "Publish and try it" not in response.text
    assert not Idea.objects.published().exists()


def test_publish_with_something_missing_names_it(client: Client, ada: User) -> None:
    idea = make_idea(ada, published=False, pitch="")
    address = f"/submit/{idea.slug}/review/"

    assert "Publish" not in client.get(address).text.split("<form", 3)[-1]
    response = client.post(address, {"idea": idea.pk, "do": "without"})

    assert response.status_code == 422
    assert f'<a href="/submit/{idea.slug}/#id_pitch">Pitch</a>: This is needed' in response.text
    assert not Idea.objects.published().exists()


def test_publish_beyond_the_limit_of_a_day_keeps_the_draft(
    client: Client, ada: User, idea: Idea, address: str, settings: Settings
) -> None:
    settings.IDEAS_PER_DAY = 1
    make_idea(ada)

    response = client.post(address, {"idea": idea.pk, "do": "without"})

    assert response.status_code == 429
    assert "An account can post 1 ideas in 24 hours" in response.text
    assert "The draft is kept." in response.text
    assert client.get(address).status_code == 200


def test_publish_of_what_was_posted_before_leads_there_and_keeps_the_draft(
    client: Client, ada: User, idea: Idea, address: str
) -> None:
    earlier = make_idea(ada, title="Route <b>all</b> repair-café notes", pitch=idea.pitch)
    link = f'<a href="{earlier.get_absolute_url()}"><bdi>Route &lt;b&gt;all&lt;/b&gt; repair-café notes</bdi></a>'

    before = client.get(address)
    refused = client.post(address, {"idea": idea.pk, "do": "without"})

    assert (before.status_code, refused.status_code) == (200, 422)
    for page in (before.text, refused.text):
        assert f"You have posted nearly this already: {link}. Edit that one instead." in page
        assert "The draft is kept." in page and "Publish without examples" not in page
    idea.refresh_from_db()
    assert idea.is_draft and idea.title == "Route repair-café notes"


def test_publish_of_what_was_withdrawn_leads_there(client: Client, ada: User, idea: Idea, address: str) -> None:
    earlier = make_idea(ada, title=idea.title, pitch=idea.pitch)
    actions.unpublish(ada, earlier)
    page = client.post(address, {"idea": idea.pk, "do": "without"}).text
    assert earlier.get_absolute_url() in page and "Publish that one again instead." in page


def test_review_shows_hostile_text_as_text(client: Client, ada: User) -> None:
    hostile = "<script>alert(1)</script>"
    idea = make_idea(ada, published=False, title=hostile, pitch=hostile, problem=hostile, why_open=hostile)
    save_example_draft(ada, idea, [(hostile, hostile)])

    page = client.get(f"/submit/{idea.slug}/review/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_review_of_somebody_elses_draft_is_not_there(client: Client, ada: User) -> None:
    theirs = make_idea(published=False)

    for body in ({}, {"idea": theirs.pk}, {"idea": "x"}, {"idea": "9" * 30}):
        assert client.post(f"/submit/{theirs.slug}/review/", body).status_code == 404
    assert client.get(f"/submit/{theirs.slug}/review/").status_code == 404
    assert not Idea.objects.published().exists()


def test_publish_when_signed_out_asks_to_sign_in_and_publishes_nothing(
    client: Client, idea: Idea, address: str
) -> None:
    client.logout()

    response = client.post(address, {"idea": idea.pk, "do": "without"})

    assert response["Location"] == f"/account/login/?next={address}"
    assert not Idea.objects.published().exists()


def test_review_takes_as_many_queries_with_many_rows_as_with_few(
    client: Client, ada: User, idea: Idea, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (8, 2_000):
        save_example_draft(ada, idea, [(f"note {n}", "wood" if n % 2 else "bikes") for n in range(many)])
        with django_assert_num_queries(10):
            client.get(address)
