"""What is asked of somebody whose session ran out while they read a page."""

import pytest
from django.test import Client

from evaluations.panel.actions import NewClaim, claim
from tests.factories import PASSWORD, make_idea, make_person

pytestmark = pytest.mark.django_db
PAGE = "/ideas/one/prior-art/?product=Sorter"


def sent_from(page: str) -> dict[str, str]:
    return {"Referer": f"http://testserver{page}"}


def test_who_signs_in_to_send_comes_back_to_the_page_with_the_form(client: Client) -> None:
    idea, person = make_idea(), make_person("bob")
    made = claim(make_person(), idea, NewClaim("Sorter", "Big Lab", "https://example.org/sorter"))
    asked = client.post(f"/claims/{made.pk}/withdraw/", headers=sent_from(PAGE))
    entered = client.post(asked["Location"], {"login": person.username, "password": PASSWORD})
    assert entered["Location"] == PAGE
    made.refresh_from_db()
    assert made.withdrawn is None


@pytest.mark.parametrize("page", ["", "https://evil.example", "http://testserver//evil.example/x"])
def test_page_elsewhere_is_no_way_back_from_signing_in(client: Client, page: str) -> None:
    asked = client.post("/claims/1/withdraw/", headers={"Referer": page})
    entered = client.post(asked["Location"], {"login": make_person().username, "password": PASSWORD})
    assert entered["Location"].startswith("/") and not entered["Location"].startswith("//")


def test_sign_in_page_never_stands_inside_another(client: Client) -> None:
    idea = make_idea()
    made = claim(make_person(), idea, NewClaim("Sorter", "Big Lab", "https://example.org/sorter"))
    for address in (f"/claims/{made.pk}/stance/", f"{idea.get_absolute_url()}vote/", f"/claims/{made.pk}/report/"):
        refused = client.post(address, {"voted": "1"}, headers={"HX-Request": "true"})
        assert refused.status_code == 403 and "<html" not in refused.text
