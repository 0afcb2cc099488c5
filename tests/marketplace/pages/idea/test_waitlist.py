"""The waitlist on the page and by mail. The cast: Eve without an account, Bob with one, Mallory the outsider."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from evaluations.panel.actions import send_confirmations
from evaluations.panel.models import Waiting
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(idea: Idea) -> str:
    return f"/ideas/{idea.slug}/waitlist/"


def links() -> list[str]:
    """The paths of the links of the latest mail, once a worker has sent it: to confirm, to leave."""
    send_confirmations(timezone.now())
    return [urlsplit(link).path for link in re.findall(r"http\S+", str(mail.outbox[-1].body))]


def test_stranger_is_on_the_list_once_the_mailed_link_is_pressed(client: Client) -> None:
    idea = make_idea()
    asked = client.post(address(idea), {"address": "eve@example.org"}, follow=True)
    assert "Look into your mail" in asked.text
    assert asked.redirect_chain == [(address(idea), 302)]  # not far down the idea's page, below what says so
    confirm, leave = links()
    assert "Nobody waits" in client.get(idea.get_absolute_url()).text
    assert client.get(confirm).status_code == 200
    assert "Nobody waits" in client.get(idea.get_absolute_url()).text  # a program that opens links confirms nothing
    joined = client.post(confirm, follow=True)
    shown = joined.text
    assert "<b>1</b> person waits" in shown and "You are on the list" in shown and "eve@example.org" not in shown
    assert joined.redirect_chain == [(address(idea), 302)]
    assert client.get(leave).status_code == 200 and Waiting.objects.count() == 1
    # As a mail program posts it: without a cookie, a form or a token of ours.
    one_click = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200 and not Waiting.objects.exists()
    assert client.post(leave).status_code == client.post(confirm).status_code == 410


def test_what_is_mailed_and_when_is_said_before_anybody_joins(client: Client) -> None:
    idea, said = make_idea(), "You get a mail when it becomes a Moment"
    assert said in client.get(idea.get_absolute_url()).text
    assert said in client_of(make_person()).get(idea.get_absolute_url()).text
    client.post(address(idea), {"address": "eve@example.org"})
    assert said in client.get(links()[0]).text and "when it becomes a Moment" in str(mail.outbox[-1].body)


def test_who_asks_again_is_told_that_the_earlier_mail_still_holds(client: Client) -> None:
    idea = make_idea()
    for _ in range(2):
        asked = client.post(address(idea), {"address": "eve@example.org"}, follow=True)
        confirm, _leave = links()
    assert len(mail.outbox) == 1 and "if yours came earlier, its link still works" in asked.text
    client.post(confirm)
    assert Waiting.objects.confirmed().exists()


def test_link_to_leave_confirms_nothing_and_forged_ones_are_refused(client: Client) -> None:
    idea = make_idea()
    client.post(address(idea), {"address": "eve@example.org"})
    confirm, leave = links()
    swapped = leave.replace("/leave/", "/confirm/")
    for link in (swapped, confirm[:-3] + "xx/", "/waitlist/confirm/1/"):
        assert client.post(link).status_code == 410
    assert not Waiting.objects.confirmed().exists()


def test_page_says_the_same_whether_the_address_is_on_the_list_or_not(client: Client) -> None:
    idea, bob = make_idea(), make_person("bob")
    client_of(bob).post(address(idea))
    said = [client.post(address(idea), {"address": who}, follow=True).text for who in (bob.email, "eve@example.org")]
    assert all("Look into your mail" in text for text in said)
    send_confirmations(timezone.now())
    assert [message.to for message in mail.outbox] == [["eve@example.org"]]


def test_wrong_address_is_kept_to_be_mended(client: Client) -> None:
    sent = client.post(address(make_idea()), {"address": "no address"})
    assert sent.status_code == 422 and 'value="no address"' in sent.text


def test_person_joins_and_leaves_for_themselves_alone() -> None:
    idea, bob, mallory = make_idea(), make_person("bob"), make_person("mallory")
    assert "You are on the list" in client_of(bob).post(address(idea), follow=True).text
    client_of(mallory).post(address(idea), {"do": "leave", "address": bob.email})
    Client().post(address(idea), {"do": "leave", "address": bob.email})
    assert Waiting.objects.confirmed().of(bob).exists()
    assert "You are off the list" in client_of(bob).post(address(idea), {"do": "leave"}, follow=True).text
    assert not Waiting.objects.confirmed().exists()


def test_draft_of_somebody_else_has_no_list() -> None:
    draft = make_idea(published=False)
    assert client_of(make_person("mallory")).post(address(draft)).status_code == 404
