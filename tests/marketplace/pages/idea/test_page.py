"""The page of one idea and the trials of its runs. The cast: Alice the author, a reader, and Mallory the outsider."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from pytest_django import DjangoAssertNumQueries

from evaluations.prototypes.models import Run
from evaluations.prototypes.results.answers import conclude
from ideas import actions
from ideas.models import Idea
from tests.factories import BECAUSE, make_comment, make_idea, make_person, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_page_shows_the_pitch_the_problem_and_what_is_not_known(client: Client) -> None:
    idea = make_idea(pitch="A clerk reads 300 messages a day.", problem="One inbox.\n\nOne person.")
    shown = client.get(idea.get_absolute_url()).text
    assert "A clerk reads 300 messages a day." in shown and ">One person.</p>" in shown
    assert shown.count("Not known.") == 5
    assert "its author has given no examples" in shown


def test_page_asks_its_author_for_examples() -> None:
    idea = make_idea()
    shown = client_of(idea.author).get(idea.get_absolute_url()).text
    assert "No machine has tried this yet, because it has no examples." in shown
    assert f"/ideas/{idea.slug}/examples/" in shown and f"/ideas/{idea.slug}/edit/" in shown


def test_reader_is_offered_neither_editing_nor_a_report_of_what_is_theirs() -> None:
    idea = make_idea()
    reader, author = client_of(make_person()), client_of(idea.author)
    assert "/edit/" not in reader.get(idea.get_absolute_url()).text
    assert f"/ideas/{idea.slug}/report/" in reader.get(idea.get_absolute_url()).text
    assert f"/ideas/{idea.slug}/report/" not in author.get(idea.get_absolute_url()).text


@pytest.mark.parametrize("address", ["", "runs/", "versions/"])
def test_draft_of_somebody_else_is_not_found(address: str, client: Client) -> None:
    idea = make_idea(published=False)
    for outsider in (client, client_of(make_person("mallory")), client_of(make_person(staff=True))):
        assert outsider.get(f"/ideas/{idea.slug}/{address}").status_code == 404


def test_withdrawn_idea_is_seen_by_its_author_and_moderators_alone(client: Client) -> None:
    idea = make_idea()
    actions.unpublish(idea.author, idea)
    assert client.get(idea.get_absolute_url()).status_code == 404
    assert client_of(make_person("mallory")).get(idea.get_absolute_url()).status_code == 404
    for insider in (idea.author, make_person(staff=True)):
        assert "This idea is not published." in client_of(insider).get(idea.get_absolute_url()).text


def test_page_takes_as_many_queries_for_many_comments_as_for_one() -> None:
    idea, reader = make_idea(tags=("farms",)), client_of(make_person())
    counts = []
    for more in (1, 9):
        for _ in range(more):
            make_comment(idea, parent=make_comment(idea))
        with CaptureQueriesContext(connection) as queries:
            reader.get(idea.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 19


def test_hostile_words_are_shown_as_words(client: Client) -> None:
    attack = "<script>alert(1)</script>{{ settings.SECRET_KEY }}"
    idea = make_idea(title=attack[:80], pitch=attack, problem=attack, audience=attack, why_open=attack)
    shown = client.get(idea.get_absolute_url()).text
    assert "<script>alert(1)" not in shown and "{{ settings.SECRET_KEY }}" in shown


@pytest.mark.parametrize("query", ["only=everything", "after=x", "after=-1", f"after={'9' * 40}"])
def test_run_that_does_not_exist_is_not_found_whatever_is_asked(query: str, client: Client) -> None:
    assert client.get(f"/ideas/{make_idea().slug}/runs/1/?{query}").status_code == 404


def replayed(page: str) -> tuple[str, str, str]:
    """The text that went in, what came out, and where another is."""
    played = html.fromstring(page).xpath("//*[@id='played']")[0] if 'id="played"' in page else html.fromstring(page)
    given, *_ = played.xpath(".//div[@class='in']/dd/text()")
    answer, *_ = played.xpath(".//b[@class='answer']/text()")
    (another,) = played.xpath(".//a[@id='another']/@href")
    return given, answer, another


def test_page_shows_the_pair_of_the_card_and_replays_every_other_answer(client: Client) -> None:
    revision = make_revision(size=12, input_name="letter")
    run = make_run(revision, state="finished")
    for row in range(1, 13):
        make_trial(run, row, answer=f"answer {row}", score=float(row < 9), total_ms=132.0, model_name="tiny")
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    idea = Idea.objects.get(pk=revision.idea_id)
    page = client.get(idea.get_absolute_url()).text
    given, answer, another = replayed(page)
    assert idea.proof and idea.proof.pair and (given, answer) == (idea.proof.pair.given, idea.proof.pair.answer)
    assert f"Example {idea.proof.pair.row} of 12, answered in 0.1 s by" in page and "which had not seen it" in page
    seen = {answer}
    for _ in range(11):
        by_htmx = client.get(idea.get_absolute_url() + another.partition("#")[0], headers={"HX-Request": "true"}).text
        whole = client.get(idea.get_absolute_url() + another.partition("#")[0]).text
        assert replayed(whole) == replayed(by_htmx) and 'hx-swap-oob="true"' in by_htmx
        _, answer, another = replayed(whole)
        seen.add(answer)
    assert seen == {f"answer {row}" for row in range(1, 13)}


@pytest.mark.parametrize("row", ["0", "-1", "99", "x", "9" * 40, ""])
def test_example_that_is_not_there_shows_that_of_the_card(row: str, client: Client) -> None:
    revision = make_revision(size=12)
    run = make_run(revision, state="finished")
    for number in range(1, 13):
        make_trial(run, number)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    address = revision.idea.get_absolute_url()
    assert replayed(client.get(f"{address}?example={row}").text) == replayed(client.get(address).text)


def test_answers_of_a_hidden_idea_are_replayed_to_its_author_and_moderators_alone(client: Client) -> None:
    revision = make_revision(size=12)
    run = make_run(revision, state="finished")
    make_trial(run, 3)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    actions.hide(make_person(staff=True), revision.idea, BECAUSE)
    address = f"{revision.idea.get_absolute_url()}?example=3"
    for headers in ({}, {"HX-Request": "true"}):
        assert client.get(address, headers=headers).status_code == 404
        assert client_of(make_person("mallory" + "x" * len(headers))).get(address, headers=headers).status_code == 404
        assert client_of(revision.idea.author).get(address, headers=headers).status_code == 200


def test_replay_asks_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    revision = make_revision(size=12)
    run = make_run(revision, state="finished")
    for row in range(1, 13):
        make_trial(run, row)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    with django_assert_max_num_queries(9):
        client.get(f"{revision.idea.get_absolute_url()}?example=3", headers={"HX-Request": "true"})


def test_exact_terms_are_behind_one_fold(client: Client) -> None:
    page = html.fromstring(client.get(make_idea().get_absolute_url()).text)
    (fold,) = page.xpath("//details[@id='how-we-know']")
    assert fold.get("open") is None
    for inside in ("exact", "prototypes", "moment"):
        assert fold.xpath(f".//*[@id='{inside}']"), inside
