"""The page on which somebody deletes their account, and what others see afterwards."""

import pytest
from django.core import mail
from django.test import Client

from evaluations.panel.actions import NewClaim, claim, take_stance
from evaluations.prototypes.models import Proposal
from ideas.actions import report
from ideas.models import Idea, IdeaVersion
from marketplace.accounts.models import ApiToken, User
from marketplace.personal_data.leaving import TakenAlong, leave
from tests.factories import PASSWORD, make_comment, make_idea, make_person, make_revision, make_run

pytestmark = pytest.mark.django_db
PAGE = "/account/delete/"
STAY = {"ideas": "stay", "comments": "stay", "password": PASSWORD}
KEEP = TakenAlong(ideas=False, comments=False)


def test_account_is_deleted_with_the_password_and_the_session_ends(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)
    page = client.get(PAGE)
    assert page.status_code == 200 and "Delete your account?" in page.text
    response = client.post(PAGE, STAY, follow=True)
    assert "Your account is deleted." in response.text and "Sign in" in response.text
    assert client.get("/account/tokens/").status_code == 302
    assert client.get("/u/ada/").status_code == 404
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"] and letter.subject == "Your account was deleted"


def test_other_sessions_and_tokens_of_who_left_open_nothing(client: Client) -> None:
    person = make_person()
    _, secret = ApiToken.objects.issue(person, "laptop")
    elsewhere = Client()
    elsewhere.force_login(person)
    assert elsewhere.get("/account/tokens/").status_code == 200
    client.force_login(person)
    client.post(PAGE, STAY)
    assert elsewhere.get("/account/tokens/").status_code == 302
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    assert api.get("/api/v1/ideas/").status_code == 401
    for name in (person.username, person.email):
        refused = client.post("/account/login/", {"login": name, "password": PASSWORD})
        assert refused.status_code in (200, 422) and not User.objects.filter(last_login__isnull=False).exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (STAY | {"password": "a guess"}, "This is not the password of the account."),
        (STAY | {"password": ""}, "Type your password."),
        ({"password": PASSWORD, "comments": "go"}, "Choose one of the two."),
        (STAY | {"ideas": "perhaps"}, "perhaps"),
    ],
)
def test_account_stays_when_something_is_missing_or_wrong(client: Client, sent: dict[str, str], said: str) -> None:
    person = make_person()
    client.force_login(person)
    response = client.post(PAGE, sent)
    assert response.status_code == 422 and said in response.text
    person.refresh_from_db()
    assert person.left is None


def test_account_without_a_password_is_not_deleted_by_whoever_finds_it_signed_in(client: Client) -> None:
    person = make_person()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "Choose a password first" in client.get(PAGE, follow=True).text
    assert client.post(PAGE, {"ideas": "go", "comments": "go"})["Location"] == "/account/password/reset/"
    person.refresh_from_db()
    assert person.left is None


def test_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/account/login/")
    assert client.post(PAGE, STAY)["Location"].startswith("/account/login/")


def test_house_and_the_last_moderator_are_told_why_not(client: Client) -> None:
    for person, why in ((make_person(is_house=True), "house account"), (make_person(staff=True), "only moderator")):
        client.force_login(person)
        assert why in client.get(PAGE).text
        refused = client.post(PAGE, STAY)
        assert refused.status_code == 422 and why in refused.text
        person.refresh_from_db()
        assert person.left is None


def test_choice_decides_about_ideas_and_comments(client: Client) -> None:
    for goes in (False, True):
        person = make_person()
        idea, comment = make_idea(person), make_comment(author=person, text="A word.")
        client.force_login(person)
        word = "go" if goes else "stay"
        client.post(PAGE, STAY | {"ideas": word, "comments": word})
        assert client.get(idea.get_absolute_url()).status_code == (404 if goes else 200)
        page = client.get(comment.idea.get_absolute_url()).text
        assert ("A word." in page) is not goes


def test_what_stays_is_shown_under_deleted_on_every_page_and_in_the_api(client: Client) -> None:
    """The name of the row is no part of any page, nor is it linked."""
    person = make_person("gone")
    idea = make_idea(person)
    said = make_comment(idea, person, "A word.")
    IdeaVersion.objects.create(idea=idea, number=1, revision=1, title="T", pitch="P", problem="Q", replaced_by=person)
    others = make_idea()
    claim(person, others, NewClaim("Fen", "Moor", "https://fen.example"))
    bog = claim(make_person(), others, NewClaim("Bog", "Moor", "https://bog.example"))
    take_stance(person, bog, upholds=True, reason="So.")
    Proposal.objects.create(idea=others, author=person, input="in", expected="out")
    revision = make_revision(others)
    revision.examples.update(author=person)
    make_run(revision, state="finished"), make_run(revision, recipe="few-shot", state="finished")
    report(make_person(), said, "spam")
    report(person, others, "spam")
    leave(person, KEEP)
    person.refresh_from_db()
    page, their_page = idea.get_absolute_url(), others.get_absolute_url()
    api, their_api = f"/api/v1/ideas/{idea.slug}/", f"/api/v1/ideas/{others.slug}/"
    everybody = ["/new", page, f"{page}card/", f"{page}versions/", f"{page}?reply={said.pk}", f"{their_page}prior-art/"]
    everybody += [f"{their_page}compare/", f"/comments/{said.pk}/report/", "/feeds/new.atom", "/feeds/new.json"]
    everybody += [api, f"{api}comments/", f"{their_api}claims/", "/api/v1/top/"]
    for who, own in ((make_person(staff=True), ["/moderation/"]), (others.author, [f"{their_page}proposals/"])):
        client.force_login(who)
        for address in everybody + own:
            response = client.get(address)
            assert response.status_code == 200, address
            text = response.content.decode()
            assert person.username not in text and "gone" not in text, address
    assert client.get(f"/api/v1/ideas/{idea.slug}/").json()["author"] == {
        "username": "deleted",
        "is_house": False,
        "links": {"html": None},
    }


def test_idea_of_who_left_can_still_be_edited_by_moderators_and_by_nobody_else(client: Client) -> None:
    idea = make_idea()
    leave(idea.author, KEEP)
    client.force_login(make_person())
    assert client.get(f"{idea.get_absolute_url()}edit/").status_code == 403
    client.force_login(make_person(staff=True))
    assert client.get(f"{idea.get_absolute_url()}edit/").status_code == 200
    assert Idea.objects.published().filter(pk=idea.pk).exists()
