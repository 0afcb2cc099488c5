"""Pages for what went wrong: in our words, and with the right status."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from marketplace import urls
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault that nobody foresaw")


urlpatterns = [path("broken", broken), *urls.urlpatterns]


def test_address_that_leads_nowhere_is_a_404_in_our_words(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404 and "There is nothing at this address" in response.text


def test_form_from_elsewhere_is_refused_and_the_reader_told_how_to_go_on() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person())
    response = client.post("/account/tokens/", {"name": "forged"})
    assert response.status_code == 403 and "too old to be sent" in response.text


def test_fault_of_ours_is_a_500_that_shows_no_inside(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get("/broken")
    assert response.status_code == 500 and "broke on our side" in response.text
    assert "nobody foresaw" not in response.text and "Traceback" not in response.text


def test_host_that_is_not_ours_is_refused(client: Client) -> None:
    response = client.get("/new", headers={"Host": "evil.example"})
    assert response.status_code == 400 and "could not read this request" in response.text


def test_too_many_sign_ups_from_one_place_are_told_to_wait(client: Client) -> None:
    for _ in range(20):
        client.post("/account/signup/", {})
    response = client.post("/account/signup/", {})
    assert response.status_code == 429 and "That was too often" in response.text
