"""What the author calls the two columns is shown above every pair, and never as anything but text."""

import pytest
from django.test import Client

from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_run, make_trial
from tests.sentences import NOTES

from .sheets import typed

pytestmark = pytest.mark.django_db
TABLE = "\n".join("\t".join(row) for row in [("What is <b>broken</b>", "Desk"), *NOTES])


def test_names_above_a_table_are_shown_on_every_step(client: Client, idea: Idea, address: str) -> None:
    page = client.post(address, typed([], do="take", paste=TABLE), follow=True).text
    assert ExampleDraft.objects.of(idea).names == ("What is <b>broken</b>", "Desk")
    assert "<span><bdi>What is &lt;b&gt;broken&lt;/b&gt;</bdi></span><span><bdi>Desk</bdi></span>" in page
    review = client.get(f"/submit/{idea.slug}/review/").text
    assert (
        '<th scope="col"><bdi>What is &lt;b&gt;broken&lt;/b&gt;</bdi></th><th scope="col"><bdi>Desk</bdi></th>'
        in review
    )


def test_examples_without_names_go_in_and_come_out(client: Client, idea: Idea, address: str) -> None:
    client.post(address, typed(NOTES))
    assert ExampleDraft.objects.of(idea).names == ("", "")
    assert "<span><bdi>Goes in</bdi></span><span><bdi>Comes out</bdi></span>" in client.get(address).text
    assert (
        '<th scope="col"><bdi>Goes in</bdi></th><th scope="col"><bdi>Comes out</bdi></th>'
        in client.get(f"/submit/{idea.slug}/review/").text
    )


def test_author_names_the_columns_and_a_further_table_does_not(client: Client, idea: Idea, address: str) -> None:
    named = {"input_name": " Note ", "expected_name": "Table"}
    client.post(address, typed(NOTES[:3], **named, do="save"))
    assert ExampleDraft.objects.of(idea).names == ("Note", "Table")
    client.post(address, typed(NOTES[:3], **named, seen=1, do="take", paste=TABLE))
    assert ExampleDraft.objects.of(idea).names == ("Note", "Table")
    client.post(address, typed(NOTES[:3], **named, seen=2, do="take", paste=TABLE, replace="1"))
    assert ExampleDraft.objects.of(idea).names == ("What is <b>broken</b>", "Desk")


def test_name_that_is_too_long_is_refused_with_the_rows_kept(client: Client, idea: Idea, address: str) -> None:
    response = client.post(address, typed(NOTES, input_name="x" * 81))
    assert response.status_code == 422 and "at most 80 characters" in response.text
    assert ExampleDraft.objects.of(idea).pairs == NOTES


def test_names_are_above_every_trial_and_change_without_another_run(client: Client, ada: User, idea: Idea) -> None:
    published = publish(ada, idea, NOTES, names=("<i>Note</i>", "Table"))
    revision = ExampleRevision.objects.get(idea=published)
    run = make_run(revision)
    make_trial(run)
    page = client.get(run.get_absolute_url()).text
    assert (
        '<p class="hint"><bdi>&lt;i&gt;Note&lt;/i&gt;</bdi></p>' in page
        and '<p class="hint"><bdi>Table</bdi>, as expected</p>' in page
    )
    address = f"/ideas/{published.slug}/examples/"
    client.post(address, typed(NOTES, input_name="Message", seen=published.example_saves))
    assert ExampleRevision.objects.get(idea=published).names == ("Message", "")
    assert '<p class="hint"><bdi>Message</bdi></p>' in client.get(run.get_absolute_url()).text
