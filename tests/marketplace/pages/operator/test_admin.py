"""Django's admin: off by default, for superusers alone, and read only where a verb owns the write."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ideas.models import Idea, Tag
from marketplace.accounts.models import User
from marketplace.pages.operator.admin import MAY_CHANGE, operator_site, operator_urls, tables
from tests.factories import PASSWORD, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def switched_on(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.marketplace.pages.operator.addresses_with_admin"


@pytest.fixture
def operator(client: Client, switched_on: None) -> Client:
    client.force_login(make_person("root", staff=True, is_superuser=True))
    return client


def test_admin_is_nowhere_unless_the_operator_switches_it_on(client: Client, settings: Settings) -> None:
    client.force_login(make_person(staff=True, is_superuser=True))
    assert client.get("/admin/").status_code == 404
    assert operator_urls() == []
    settings.ADMIN, settings.ADMIN_PATH = True, "/hidden/rows"
    assert [str(each.pattern) for each in operator_urls()] == ["hidden/rows/"]


@pytest.mark.parametrize("fields", [{}, {"staff": True}, {"is_superuser": True}])
def test_only_superusers_of_the_staff_get_in(client: Client, switched_on: None, fields: dict[str, bool]) -> None:
    assert client.get("/rows/")["Location"].startswith("/rows/login/")
    assert client.get("/rows/login/?next=/rows/")["Location"] == "/account/login/?next=%2Frows%2F"
    client.force_login(make_person(**fields))  # type: ignore[arg-type]  # flags alone
    assert client.get("/rows/ideas/idea/").status_code == 302
    assert client.get("/rows/login/")["Location"] == "/"


def test_suspended_operator_stays_outside(operator: Client) -> None:
    User.objects.update(suspended="2026-01-01T00:00:00Z")
    assert operator.get("/rows/").status_code in (302, 403)


def test_second_factor_is_asked_for_where_moderators_need_one(operator: Client, settings: Settings) -> None:
    settings.MODERATORS_NEED_SECOND_FACTOR = True
    assert operator.get("/rows/").status_code == 302
    assert operator.get("/rows/login/")["Location"] == reverse("mfa_index")


def test_every_table_opens_under_the_strict_policy_and_without_inline_scripts(operator: Client) -> None:
    make_comment()
    for model in tables():
        page = operator.get(f"/rows/{model._meta.app_label}/{model._meta.model_name}/")
        assert page.status_code == 200, model
        policy = page["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", page.text), model
        assert not re.search(r"\son\w+=", page.text), model


def test_one_row_is_shown_and_its_secrets_are_not(operator: Client) -> None:
    person = make_person("ada")
    page = operator.get(f"/rows/accounts/user/{person.pk}/change/").text
    assert "ada" in page and person.password not in page


@pytest.mark.parametrize("model", [model for model in tables() if model.__name__ not in MAY_CHANGE])
def test_table_with_verbs_of_its_own_cannot_be_written(operator: Client, model: type) -> None:
    place = f"/rows/{model._meta.app_label}/{model._meta.model_name}/"  # type: ignore[attr-defined]
    assert operator.post(f"{place}add/").status_code == 403
    assert operator_site.get_model_admin(model).get_readonly_fields(None)  # type: ignore[arg-type]  # it asks nothing


def test_idea_is_not_changed_or_deleted_by_the_admin(operator: Client) -> None:
    idea = make_idea()
    for what in ("change", "delete"):
        address = f"/rows/ideas/idea/{idea.pk}/{what}/"
        assert operator.post(address, {"title": "Mine", "post": "yes"}).status_code == 403
    assert Idea.objects.get().title == idea.title


def test_name_of_a_tag_can_be_changed(operator: Client) -> None:
    make_idea(tags=("letters",))
    tag = Tag.objects.get()
    assert operator.post(f"/rows/ideas/tag/{tag.pk}/change/", {"name": "mail"}).status_code == 302
    assert Tag.objects.get().name == "mail"


def test_password_is_changed_by_the_page_of_the_site_alone(operator: Client) -> None:
    guess = {"old_password": PASSWORD, "new_password1": "a-new-long-secret", "new_password2": "a-new-long-secret"}
    response = operator.post("/rows/password_change/", guess)
    assert response["Location"] == "/account/password/change/"
    assert User.objects.get(is_superuser=True).check_password(PASSWORD)
