"""The page of one idea and the trials of its runs. The cast: Alice the author, a reader, and Mallory the outsider."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ideas import actions
from tests.factories import make_comment, make_idea, make_person

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
