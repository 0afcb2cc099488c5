"""Attacks that belong to no single page: ways to other sites, fields that nobody offered, two values for one name."""

import pytest
from django.core import mail
from django.test import Client

from evaluations.prototypes.models import Run
from ideas.models import Idea, Vote
from marketplace.accounts.models import ApiToken, User
from tests.factories import PASSWORD, make_idea, make_person, make_run

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example", "\t//evil.example", "javascript:alert(1)", "data:text/html,x",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "//evil.example\\@testserver/",
)  # fmt: skip


@pytest.mark.parametrize("way", ELSEWHERE)
def test_nobody_is_led_to_another_site_after_signing_in(way: str) -> None:
    person = make_person()
    login = {"login": person.username, "password": PASSWORD}
    for sent in ({"data": login | {"next": way}}, {"data": login, "query_params": {"next": way}}):
        location = Client().post("/account/login/", **sent)["Location"]  # type: ignore[arg-type]
        assert location.startswith("/") and not location.startswith(("//", "/\\")), location


@pytest.mark.parametrize(
    "path", ["//evil.example/ideas", "/%2f%2fevil.example/new", "//evil.example/%2e%2e", "/\\evil.example/x"]
)
def test_address_with_two_slashes_leads_to_no_other_site(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.get("Location", "").startswith(("//", "/\\", "http"))


def test_host_and_scheme_that_a_visitor_claims_are_not_believed(client: Client) -> None:
    claims = dict.fromkeys(("X-Forwarded-Host", "X-Host", "X-Forwarded-Server"), "evil.example")
    claims |= {"X-Forwarded-Proto": "https", "Forwarded": "host=evil.example;proto=https"}
    claims |= {"X-Original-URL": "/moderation/", "X-Rewrite-URL": "/moderation/", "X-HTTP-Method-Override": "DELETE"}
    response = client.get("/api/v1/ideas/", headers=claims)
    assert response.status_code == 200 and "evil.example" not in response.text and "https://" not in response.text


OFFICES = {
    "is_staff": True, "is_superuser": True, "author": "outsider", "author_id": 1, "votes": 999, "ranked_votes": 999,
    "state": "published", "is_house": True, "confirmed": "2020-01-01T00:00:00Z", "slug": "taken", "is_moment": True,
    "pie": "<svg onload=alert(1)>", "id": 1, "revision": 99, "flagged": None,
}  # fmt: skip


def test_fields_that_nobody_offered_change_nothing() -> None:
    person = make_person()
    idea = make_idea(person, published=False)
    _, secret = ApiToken.objects.issue(person, "a program")
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    program.patch(f"/api/v1/ideas/{idea.slug}/", OFFICES | {"title": "A new one"}, content_type="application/json")
    program.post("/api/v1/drafts/", OFFICES | {"title": "Another"}, content_type="application/json")
    browser = Client()
    browser.force_login(person)
    for page in ("/account/privacy/", "/account/email/", "/account/password/change/", f"/submit/{idea.slug}/"):
        browser.post(page, {name: str(value) for name, value in OFFICES.items()})
    person.refresh_from_db()
    assert not (person.is_staff or person.is_superuser or person.is_house) and person.flagged is None
    for each in Idea.objects.by(person):
        assert (each.votes, each.ranked_votes, each.revision, each.author_id) == (0, 0, 1, person.pk)
        assert each.is_draft and not each.is_moment and each.slug != "taken" and "onload" not in each.pie


def test_second_value_of_a_name_adds_no_right(client: Client) -> None:
    person, other = make_person(), make_person()
    client.force_login(person)
    idea = make_idea()
    client.post(f"{idea.get_absolute_url()}vote/", {"person": [person.pk, other.pk], "vote": ["1", "1"]})
    assert Vote.objects.count() == 1 and Vote.objects.get().person_id == person.pk
    assert client.get("/api/v1/ideas/?limit=1&limit=100000").status_code == 400
    assert client.get("/new?cursor=x&cursor=y")["Location"] == "/new"


QUOTES = (
    "' OR 1=1 --",
    "'; DROP TABLE ideas_idea; --",
    "%27%20OR%201=1",
    '" OR ""="',
    "\\'; SELECT pg_sleep(9) --",
    "$$x$$",
    "%s %(x)s {0}",
)


@pytest.mark.parametrize("quote", QUOTES)
def test_text_with_quotes_is_text_to_the_database(client: Client, quote: str) -> None:
    idea = make_idea(title="Sort letters")
    for page in ("/search", "/api/v1/ideas/", "/new", "/models/", "/u/x/"):
        response = client.get(page, {"q": quote, "tag": quote, "sort": quote, "cursor": quote, "before": quote})
        assert (
            response.status_code in (200, 302, 400, 404)
            and idea.title not in client.get("/api/v1/ideas/", {"tag": quote}).text
        )
    assert Idea.objects.filter(pk=idea.pk).exists()


def test_line_breaks_in_an_address_or_a_title_add_no_header_to_a_mail(client: Client) -> None:
    for address in (
        "a@example.org\nBcc: all@example.org",
        "a@example.org\r\nSubject: x",
        "a@example.org,b@example.org",
    ):
        client.post("/account/password/reset/", {"email": address})
        client.post(f"{make_idea().get_absolute_url()}waitlist/", {"email": address})
        client.post("/account/signup/", {"email": address, "username": "anna", "password1": "a-long-enough-one"})
    assert not mail.outbox and not User.objects.filter(username="anna").exists()


@pytest.mark.parametrize(
    "part", ["../../../etc/passwd", "..%2f..%2fsettings.py", "%2e%2e/%2e%2e/manage.py", ".git/config", ".env"]
)
def test_no_path_leads_to_files_of_the_site(client: Client, part: str) -> None:
    run = make_run(state="finished")
    for start in (
        "/",
        "/static/",
        "/static/overlooked/",
        "/mail/",
        run.get_absolute_url(),
        f"{run.get_absolute_url()}rows/1/",
    ):
        response = client.get(f"{start}{part}")
        assert response.status_code in (301, 302, 404), (start, part)
    assert client.get("/static/").status_code == client.get("/static/overlooked/").status_code == 404


def test_downloads_are_named_by_the_site_and_never_shown_as_pages(client: Client) -> None:
    run = make_run(state="finished", n=8, trials_done=8)
    Idea.objects.filter(pk=run.revision.idea_id).update(title='x"\r\nSet-Cookie: a=b; .html')
    page = Run.objects.get().get_absolute_url()
    for name in ("bundle.zip", "trials.csv", "examples.csv"):
        response = client.get(page + name)
        assert response["Content-Disposition"].startswith("attachment; filename=") and "Set-Cookie" not in str(
            response.headers
        )
        assert response["X-Content-Type-Options"] == "nosniff"
