"""Nothing typed is lost when a form is refused: signed out, an old token, a form that is too large."""

import pytest
from django.conf import settings
from django.test import Client

from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_person
from tests.marketplace.pages.submit.sheets import ADDRESS, WHOLE

pytestmark = pytest.mark.django_db


class TestNothingTypedIsLost:
    def test_session_that_ran_out_comes_back_with_what_was_typed(self, client: Client) -> None:
        person = make_person("ada")
        response = client.post(ADDRESS, WHOLE | {"do": "go"})
        assert response.headers["Location"] == f"/account/login/?next={ADDRESS}"

        response = client.post("/account/login/", {"login": "ada", "password": PASSWORD, "next": ADDRESS}, follow=True)

        page = response.content.decode()
        assert response.redirect_chain[-1][0] == ADDRESS
        assert "Nothing you typed is lost" in page
        assert "One volunteer reads every note." in page
        assert 'value="offline" id="id_fits_2" checked' in page
        assert not Idea.objects.exists()
        client.post(ADDRESS, WHOLE | {"do": "go"})
        assert Idea.objects.get().author == person
        assert "Nothing you typed is lost" not in client.get(ADDRESS).content.decode()

    def test_token_older_than_the_last_sign_in_shows_the_form_again(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_person())

        response = client.post(
            ADDRESS, WHOLE | {"csrfmiddlewaretoken": "x" * 64}, headers={"Origin": "http://testserver"}
        )

        assert response.status_code == 403
        assert b"You signed in again after this page was opened." in response.content
        assert b"One volunteer reads every note." in response.content
        assert not Idea.objects.exists()

    def test_form_of_another_site_is_refused_and_shows_nothing_of_it(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_person())

        for headers in ({"Origin": "http://elsewhere.example"}, {}):
            response = client.post(ADDRESS, WHOLE, headers=headers)

            assert response.status_code == 403
            assert b"One volunteer" not in response.content
            assert not Idea.objects.exists()

    def test_right_token_is_taken(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_person())
        client.get("/submit/")

        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        response = client.post(ADDRESS, WHOLE | {"csrfmiddlewaretoken": token, "do": "go"})

        assert response.status_code == 302
        assert Idea.objects.exists()

    def test_ten_megabytes_in_one_field_lose_none_of_those_before_it(self, client: Client, ada: User) -> None:
        response = client.post(ADDRESS, {**WHOLE, "why_open": "x" * 10_000_000})

        page = response.content.decode()
        assert response.status_code == 413
        assert "That was 10.0 MB; a form may hold 2.5 MB." in page
        assert WHOLE["title"] in page
        assert "One volunteer reads every note." in page
        assert len(page) < 100_000

    def test_ten_megabytes_in_one_field_leave_those_after_it_as_they_were_saved(
        self, client: Client, ada: User
    ) -> None:
        client.post(ADDRESS, WHOLE | {"do": "save"})

        page = client.post(ADDRESS, WHOLE | {"title": "Changed", "pitch": "x" * 10_000_000}).content.decode()

        assert "Changed</textarea>" in page
        assert "One volunteer reads every note." in page and "repair, volunteers" in page
        assert page.count(" checked") == 2

    def test_hundreds_of_megabytes_are_not_read_and_change_nothing(self, client: Client, ada: User) -> None:
        client.post(ADDRESS, WHOLE | {"do": "save"})

        response = client.post(
            ADDRESS, {"title": "x"}, headers={"Origin": "http://testserver"}, CONTENT_LENGTH=str(300_000_000)
        )

        page = response.content.decode()
        assert response.status_code == 413
        assert "That was 300 MB" in page and "nothing of it was read" in page
        assert Idea.objects.get().title == WHOLE["title"]

    def test_too_many_fields_are_refused_with_the_form(self, client: Client, ada: User) -> None:
        response = client.post(ADDRESS, WHOLE | {"junk": ["x"] * 5_001})

        assert response.status_code == 413
        assert WHOLE["title"] in response.content.decode()
