import pytest
from django.test import Client

from ideas.actions import lock, report, unlock
from ideas.models import Comment
from marketplace.pages.templatetags.shown import UNSEEN
from tests.factories import BECAUSE, PASSWORD, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    client.force_login(make_person("alice"))
    return client


def test_comment_is_posted_and_read_on_the_page(alice: Client) -> None:
    idea = make_idea()
    response = alice.post(f"/ideas/{idea.slug}/comments/", {"text": "Who *pays*?"}, follow=True)
    assert "Who <em>pays</em>?" in response.text
    assert response.redirect_chain[-1][0].endswith(f"#comment-{Comment.objects.get().pk}")


def test_reply_hangs_under_its_parent(alice: Client) -> None:
    parent = make_comment()
    page = alice.get(f"/ideas/{parent.idea.slug}/?reply={parent.pk}").text
    assert f"A reply to {parent.author.username}" in page
    alice.post(f"/ideas/{parent.idea.slug}/comments/", {"text": "Yes.", "parent": parent.pk})
    assert Comment.objects.get(parent=parent).depth == 1


@pytest.mark.parametrize(
    ("text", "says"), [("", "Write something first"), ("x" * 10_001, "at most 10000"), ("a\0b", "Null")]
)
def test_refused_comment_keeps_what_was_typed(alice: Client, text: str, says: str) -> None:
    idea = make_idea()
    response = alice.post(f"/ideas/{idea.slug}/comments/", {"text": text})
    assert response.status_code == 422
    assert says in response.text
    assert text.replace("\0", "�")[:20] in response.text or "\0" in text
    assert not Comment.objects.exists()


def test_stranger_is_asked_to_sign_in(client: Client) -> None:
    idea = make_idea()
    assert "/account/login/" in client.post(f"/ideas/{idea.slug}/comments/", {"text": "hello"})["Location"]
    assert "Sign in to comment" in client.get(f"/ideas/{idea.slug}/").text


def test_author_edits_and_deletes_own_comment(alice: Client) -> None:
    author = make_comment(text="first words").author
    comment = Comment.objects.get()
    client = Client()
    client.login(username=author.username, password=PASSWORD)
    assert "first words" in client.get(f"/comments/{comment.pk}/edit/").text
    client.post(f"/comments/{comment.pk}/edit/", {"text": "second words"})
    assert "second words" in client.get(f"/ideas/{comment.idea.slug}/").text
    client.post(f"/comments/{comment.pk}/delete/")
    page = client.get(f"/ideas/{comment.idea.slug}/").text
    assert "second words" not in page and "Deleted by its author." in page


@pytest.mark.parametrize("what", ["edit", "delete"])
def test_comment_of_somebody_else_is_out_of_reach(alice: Client, what: str) -> None:
    comment = make_comment(text="mine")
    assert alice.post(f"/comments/{comment.pk}/{what}/", {"text": "defaced"}).status_code == 404
    comment.refresh_from_db()
    assert (comment.text, comment.deleted) == ("mine", None)


@pytest.mark.parametrize("after", ["[1,", "x", "[9999999999999999999999]", "-1"])
def test_place_in_the_thread_from_elsewhere_begins_at_the_top(alice: Client, after: str) -> None:
    comment = make_comment(text="still here")
    assert "still here" in alice.get(f"/ideas/{comment.idea.slug}/", {"after": after, "reply": after}).text


@pytest.mark.parametrize(("text", "folded"), [("short\n" * 12, False), ("line\n" * 20, True), ("word " * 400, True)])
def test_long_comment_is_folded_and_all_of_it_is_on_the_page(client: Client, text: str, folded: bool) -> None:
    shown = client.get(f"/ideas/{make_comment(text=text + 'the end').idea.slug}/").text
    assert ("Show all of it" in shown) == folded
    assert "the end" in shown


def test_comment_hides_nothing_wherever_it_is_read(client: Client) -> None:
    comment = make_comment(text="only \u202e001$ &#x2066; `\x1b[31m` [pay\u200b](https://bank.example/\u202e)")
    report(make_person(), comment, "spam")
    client.force_login(comment.author)
    moderator = Client()
    moderator.force_login(make_person(staff=True))
    name = comment.author.username
    addresses = (comment.get_absolute_url(), f"/comments/{comment.pk}/delete/", f"/u/{name}/?tab=comments")
    pages = [client.get(address) for address in addresses]
    for page in [*pages, moderator.get("/moderation/")]:
        assert page.status_code == 200 and "bank.example" in page.text
        assert not UNSEEN.search(page.text.replace("\r", "")) and "U+202E" in page.text and "U+2066" in page.text
        assert 'href="https://bank.example/%E2%80%AE"' in page.text


def test_comment_sent_when_the_session_had_run_out_is_there_after_signing_in(client: Client) -> None:
    parent, alice = make_comment(), make_person("alice")
    address = f"/ideas/{parent.idea.slug}/comments/"
    asked = client.post(address, {"text": "Who <b>pays</b>?", "parent": parent.pk})
    assert asked["Location"] == f"/account/login/?next={address}"
    signed_in = {"login": "alice", "password": PASSWORD}
    page = client.post(asked["Location"], signed_in, follow=True).text
    assert "Nothing you typed is lost" in page and "Who &lt;b&gt;pays&lt;/b&gt;?</textarea>" in page
    assert f"A reply to {parent.author.username}" in page
    client.post(address, {"text": "Who pays?", "parent": parent.pk})
    assert Comment.objects.get(parent=parent).author == alice
    assert client.get(address)["Location"] == f"/ideas/{parent.idea.slug}/#comments"
    client.logout()
    client.post(address, {"text": "x" * 30_000})
    assert "typed" not in client.session, "too much to keep for nobody in particular"


def test_locked_comments_say_so_and_take_no_more() -> None:
    comment, person = make_comment(text="Said before."), make_person()
    client = Client()
    client.force_login(person)
    lock(make_person(staff=True), comment.idea, BECAUSE)
    path = comment.idea.get_absolute_url()
    page = client.get(path).text
    assert "has locked the comments" in page and "Said before." in page
    assert "Post the comment" not in page and "Reply<" not in page
    refused = client.post(f"{path}comments/", {"text": "One more."})
    assert refused.status_code == 422 and "so nobody can add one" in refused.text
    unlock(make_person(staff=True), comment.idea, BECAUSE)
    assert client.post(f"{path}comments/", {"text": "One more."}).status_code == 302
