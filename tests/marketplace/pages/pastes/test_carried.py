"""“Post this as an idea”: the rows come along, also of somebody who makes an account first."""

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.prototypes.models import CachedAnswer, ExampleDraft, OpenModel, Paste
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.evaluations.prototypes.pastes.cast import ROWS, work_on_pastes
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.pages.people.mails import link_in, mailed_to

from .test_answers import paste_in

pytestmark = pytest.mark.django_db
NEW = {"email": "nadia@example.org", "username": "nadia", "password1": "a-long-enough-secret"}


def test_rows_names_and_answers_become_a_draft(client: Client, embedding_model: OpenModel) -> None:
    client.force_login(make_person("alice"))
    place = paste_in(client)
    work_on_pastes()
    page = client.post(f"{place}post/", follow=True)
    draft = ExampleDraft.objects.get()
    assert page.redirect_chain[-1][0] == f"/submit/{draft.idea.slug}/"
    assert "Your 10 lines are in this draft" in page.text
    assert draft.pairs == ROWS and draft.names == ("letter", "team")
    assert CachedAnswer.objects.exists() and not CachedAnswer.objects.exclude(paste=None).exists()
    assert ROWS[0][0] in client.get(f"/submit/{draft.idea.slug}/examples/").text


def test_who_signs_up_finds_the_draft_and_comes_back_to_it_from_the_mail(
    client: Client, embedding_model: OpenModel
) -> None:
    place = paste_in(client)
    work_on_pastes()
    sign_in = client.post(f"{place}post/")
    assert sign_in["Location"].startswith("/account/login/")
    assert "your lines come along" in client.get(sign_in["Location"]).text
    page = client.post("/account/signup/", NEW, follow=True)
    draft = ExampleDraft.objects.get()
    where = f"/submit/{draft.idea.slug}/"
    assert page.redirect_chain[-1][0] == where and draft.idea.author == User.objects.get()
    assert client.get(place).status_code == 200
    assert client.post(link_in(mailed_to(NEW["email"])))["Location"] == where


def test_who_signs_in_finds_the_draft(client: Client, embedding_model: OpenModel) -> None:
    make_person("bob")
    place = paste_in(client)
    client.post(f"{place}post/")
    page = client.post("/account/login/", {"login": "bob", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == f"/submit/{ExampleDraft.objects.get().idea.slug}/"


def test_lines_that_ended_meanwhile_are_said_to_be_gone(client: Client, embedding_model: OpenModel) -> None:
    make_person("bob")
    place = paste_in(client)
    client.post(f"{place}post/")
    Paste.objects.update(ends=timezone.now())
    page = client.post("/account/login/", {"login": "bob", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/try/" and "Paste them once more" in page.text
    assert not Idea.objects.exists()


def test_author_without_room_for_a_draft_keeps_the_paste(client: Client, embedding_model: OpenModel) -> None:
    alice = make_person("alice")
    for _ in range(50):
        Idea.objects.create(author=alice, slug=f"draft-{Idea.objects.count():012}")
    client.force_login(alice)
    place = paste_in(client)
    page = client.post(f"{place}post/", follow=True)
    assert page.redirect_chain[-1][0] == place and "You have 50 drafts" in page.text
    assert not ExampleDraft.objects.exists()


def test_confirming_leads_back_to_the_page_of_the_sign_up(client: Client) -> None:
    idea = make_idea()
    client.post("/account/signup/", NEW | {"next": idea.get_absolute_url()})
    assert client.post(link_in(mailed_to(NEW["email"])))["Location"] == idea.get_absolute_url()


def test_confirming_after_the_draft_was_published_leads_to_no_missing_page(
    client: Client, embedding_model: OpenModel
) -> None:
    place = paste_in(client)
    client.post(f"{place}post/")
    client.post("/account/signup/", NEW)
    Idea.objects.all().delete()
    assert client.post(link_in(mailed_to(NEW["email"])))["Location"] == "/"


def test_confirming_in_another_browser_leads_to_no_page_of_this_one(client: Client) -> None:
    client.post("/account/signup/", NEW | {"next": make_idea().get_absolute_url()})
    other = Client()
    page = other.post(link_in(mailed_to(NEW["email"])), {"password": NEW["password1"]})
    assert "/ideas/" not in page["Location"]
