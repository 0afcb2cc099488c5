"""Bodies above the limits: refused by their length, in the site's look."""

import logging

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import make_idea

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
THREE_MEGABYTES = "login=" + "x" * 3_000_000
SHOWS_IT_AGAIN = {"edit", "submit-draft", "submit-review", "submit-examples", "examples", "instructions", "panels"}


@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/signup/", "/glance/read/", "/nowhere"])
def test_large_body_is_a_413_in_our_look_and_no_error_in_the_log(
    client: Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "django.security"):
        response = client.post(path, THREE_MEGABYTES, content_type=FORM)
    assert response.status_code == 413 and "It had 3.0 MB; a form may hold 2.5 MB" in response.text
    assert "site.css" in response.text and not client.cookies
    assert not [record for record in caplog.records if record.exc_info]


def test_large_file_for_a_page_without_files_is_not_parsed(client: Client) -> None:
    assert client.post("/account/login/", {"login": "x" * 3_000_000}).status_code == 413


def test_large_form_for_an_author_is_shown_again(client: Client) -> None:
    idea = make_idea(published=False)
    client.force_login(idea.author)
    page = client.post(f"/submit/{idea.slug}/", {"title": "Sort", "problem": "x" * 3_000_000})
    assert page.status_code == 413 and "Sort</textarea>" in page.text
    plain = client.post(f"/submit/{idea.slug}/", THREE_MEGABYTES, content_type=FORM)
    assert plain.status_code == 413 and "That was too large" in plain.text


def test_body_that_just_fits_reaches_its_view(client: Client) -> None:
    response = client.post("/account/login/", "login=" + "x" * 2_400_000, content_type=FORM)
    assert response.status_code in (200, 422)


def test_views_that_show_a_large_form_again_are_those_that_keep_what_is_typed() -> None:
    found = {pattern.name for pattern in patterns(get_resolver()) if getattr(pattern.callback, "shows_it_again", False)}
    assert found == SHOWS_IT_AGAIN


def patterns(resolver: URLResolver) -> list[URLPattern]:
    nested = [each for each in resolver.url_patterns if isinstance(each, URLResolver)]
    return [
        *(each for each in resolver.url_patterns if isinstance(each, URLPattern)),
        *(pattern for each in nested for pattern in patterns(each)),
    ]
