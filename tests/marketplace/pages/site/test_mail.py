"""Mail on one machine: written to files, shown to a browser that has opened the page with its key, and to no other."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.test import Client
from lxml import html
from pytest_django import Settings

pytestmark = pytest.mark.django_db

KEY = "printed-by-make-up"


@pytest.fixture
def client() -> Client:
    """A browser that has opened the address which `make up` prints."""
    client = Client()
    client.get("/mail/", {"key": KEY})
    return client


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_DIR, settings.MAIL_PAGE, settings.MAIL_KEY = tmp_path / "mail", True, KEY
    settings.EMAIL_BACKEND = "marketplace.pages.site.mail.OutboxBackend"


def send(subject: str, text: str) -> None:
    send_mail(subject, text, None, ["alice@example.org"])


def test_newest_mail_comes_first_and_its_link_can_be_followed(client: Client) -> None:
    send("First", "Welcome.")
    send("Second", "Confirm here:\n\nhttp://testserver/account/confirm-email/abc:def/\n\nThat is all.")
    page = html.fromstring(client.get("/mail/").text)
    assert [heading.text for heading in page.findall(".//section/h2")] == ["Second", "First"]
    assert page.xpath("//pre/a/@href") == ["http://testserver/account/confirm-email/abc:def/"]
    assert "to alice@example.org" in page.text_content()


def test_sign_up_can_be_finished_from_the_page(client: Client) -> None:
    alice = {"email": "alice@example.org", "username": "alice", "password1": "a-long-enough-secret"}
    client.post("/account/signup/", alice)
    link = html.fromstring(client.get("/mail/").text).xpath("//pre/a/@href")[0]
    assert "Does" in client.get(link).text
    assert "is confirmed" in client.post(link, follow=True).text


def test_several_mails_of_one_connection_are_told_apart(client: Client) -> None:
    messages = [EmailMultiAlternatives(name, "Text.", None, ["a@example.org"]) for name in ("One", "Two")]
    get_connection().send_messages(messages)
    page = html.fromstring(client.get("/mail/").text)
    assert [heading.text for heading in page.findall(".//section/h2")] == ["Two", "One"]


def test_markup_in_a_mail_is_shown_not_run(client: Client) -> None:
    send("<script>alert(1)</script>", '<img src=x onerror=alert(1)> javascript:alert(1) http://x.example/"onclick=')
    page = client.get("/mail/").text
    tree = html.fromstring(page).get_element_by_id("main")
    assert not tree.xpath(".//script|.//img|.//*[@onclick]") and "&lt;script&gt;" in page
    assert all(link.startswith("http") for link in tree.xpath(".//pre/a/@href"))


def test_html_part_is_left_out(client: Client) -> None:
    message = EmailMultiAlternatives("Both", "The plain part, with ünïcode.", None, ["a@example.org"])
    message.attach_alternative("<p>The rich part</p>", "text/html")
    message.send()
    page = client.get("/mail/").text
    assert "The plain part, with ünïcode." in page and "rich part" not in page


def test_mail_is_announced_in_the_log_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        send("Choose a new password", "http://testserver/secret-link")
    assert "Mail to alice@example.org: Choose a new password" in caplog.text and "secret-link" not in caplog.text


def test_empty_page_says_so(client: Client) -> None:
    assert "No mail was sent yet" in client.get("/mail/").text


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.0.2.7"])
@pytest.mark.parametrize("key", [None, "", "wrong", KEY[:-1]])
def test_nobody_sees_it_without_the_key_wherever_they_are(address: str, key: str | None) -> None:
    send("Secret", "Link.")
    stranger = Client(REMOTE_ADDR=address)
    stranger.cookies["mail"] = "invented"
    assert stranger.get("/mail/", {"key": key} if key is not None else {}).status_code == 404
    assert stranger.get("/mail/").status_code == 404


def test_key_does_not_stay_in_the_address(client: Client) -> None:
    opened = client.get("/mail/", {"key": KEY})
    assert (opened.status_code, opened["Location"]) == (302, "/mail/")
    assert opened.cookies["mail"]["httponly"] and KEY not in opened.cookies["mail"].value


def test_another_key_shuts_out_who_had_the_one_before(client: Client, settings: Settings) -> None:
    settings.MAIL_KEY = "another"
    assert client.get("/mail/").status_code == 404


def test_no_key_opens_a_page_that_has_none(settings: Settings) -> None:
    settings.MAIL_KEY = ""
    assert Client().get("/mail/", {"key": ""}).status_code == 404


def test_page_is_not_there_unless_switched_on(client: Client, settings: Settings) -> None:
    settings.MAIL_PAGE = False
    assert client.get("/mail/").status_code == 404


def test_way_to_the_mails_is_shown_to_who_has_the_key_alone(client: Client) -> None:
    asked = {"email": "nobody@example.org"}
    assert '"/mail/"' in client.post("/account/password/reset/", asked, follow=True).text
    page = Client().post("/account/password/reset/", asked, follow=True).text
    assert '"/mail/"' not in page and "whoever started it" in page
