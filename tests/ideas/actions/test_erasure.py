import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from ideas import actions
from ideas.models import ActVerb, Because, Idea, IdeaVersion, ModerationAct
from ideas.texts import VERSIONED
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
SPILLED = "My telephone is 030 1234567"


def make_versions(*pitches: str) -> Idea:
    """An idea that had each of these pitches, and now has another."""
    idea = make_idea(pitch=pitches[0])
    for pitch in (*pitches[1:], "The pitch of today."):
        texts = {name: getattr(idea, name) for name in VERSIONED} | {"pitch": pitch}
        idea = actions.edit_idea(idea.author, idea, texts, ["letters"])
    return idea


def test_words_of_a_version_go_for_ever_and_its_place_stays() -> None:
    idea = make_versions(SPILLED, "Better.")
    first, second = idea.versions.order_by("number")
    assert actions.erase_version(idea.author, first)
    first.refresh_from_db()
    assert first.erased and not first.erased_by_moderator and not any(first.text_values.values())
    second.refresh_from_db()
    assert second.pitch == "Better." and not actions.erase_version(idea.author, first)


def test_only_the_author_and_moderators_erase() -> None:
    idea = make_versions(SPILLED)
    (version,) = idea.versions.all()
    for outsider in (make_person(), make_person(staff=True)):  # a moderator gives a reason
        with pytest.raises(PermissionDenied):
            actions.erase_version(outsider, version)
    for outsider in (make_person(), idea.author):
        with pytest.raises(PermissionDenied):
            actions.erase_version_of_another(outsider, version, Because("personal"))
    version.refresh_from_db()
    assert version.pitch == SPILLED and not ModerationAct.objects.exists()


def test_moderator_erases_with_an_act_that_holds_no_word_of_it() -> None:
    idea = make_versions(SPILLED)
    moderator = make_person(staff=True)
    assert actions.erase_version_of_another(moderator, idea.versions.get(), Because("personal"))
    version, act = idea.versions.get(), ModerationAct.objects.get()
    assert version.erased_by_moderator and act.verb == ActVerb.ERASE and act.idea == idea
    assert SPILLED not in repr([act.before, act.after, act.note])


def test_erased_version_cannot_say_anything_again() -> None:
    idea = make_versions(SPILLED)
    actions.erase_version(idea.author, idea.versions.get())
    with pytest.raises(IntegrityError, match="version_erased_says_nothing"), transaction.atomic():
        IdeaVersion.objects.update(pitch=SPILLED)


def test_author_removes_words_on_the_page_and_every_reader_sees_who_did(client: Client) -> None:
    idea = make_versions("Good.", SPILLED)
    page = f"{idea.get_absolute_url()}versions/"
    client.force_login(idea.author)
    assert SPILLED in client.get(page).text and f"{page}2/erase/" in client.get(page).text
    assert SPILLED in client.get(f"{page}2/erase/").text
    client.get(f"{page}2/erase/")  # asking does nothing
    assert SPILLED in Client().get(page).text
    assert client.post(f"{page}2/erase/")["Location"] == page
    text = Client().get(page).text
    assert "telephone" not in text and text.count("removed for ever by the author") == 2 and "/erase/" not in text
    assert client.get(f"{page}2/erase/").status_code == 404


def test_moderator_is_asked_why_on_the_page(client: Client) -> None:
    idea = make_versions(SPILLED)
    page, version = f"{idea.get_absolute_url()}versions/", idea.versions.get()
    client.force_login(make_person(staff=True))
    act = client.get(f"{page}1/erase/")["Location"]
    assert SPILLED in client.get(act).text
    client.post(act, {"reason": "personal"})
    assert "removed for ever by a moderator" in Client().get(page).text
    version.refresh_from_db()
    assert version.erased


def test_outsider_cannot_open_the_page(client: Client) -> None:
    idea = make_versions(SPILLED)
    address = f"{idea.get_absolute_url()}versions/1/erase/"
    assert client.post(address)["Location"].startswith("/account/login/")
    client.force_login(make_person())
    assert client.post(address).status_code == 403 and idea.versions.get().pitch == SPILLED
