"""Prior art by the API."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evaluations.panel.actions import NewClaim, claim, take_stance
from evaluations.panel.models import Claim
from tests.evaluations.panel.cast import make_glance, make_known, player
from tests.factories import make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db
SAID = {"product": "Sorter", "company": "Lab", "link": "https://example.org/", "by_frontier_lab": True}


def test_claim_is_made_and_challenged(api: Api, anyone: APIClient) -> None:
    address = f"/api/v1/ideas/{make_idea().slug}/claims/"
    people = {name: make_person(name) for name in ("bob", "carol")}
    bob, carol = api(people["bob"]), api(people["carol"])
    made = bob.post(address, SAID, format="json")
    assert made.status_code == 201 and made.json()["is_upheld"] is False
    stance = f"/api/v1/claims/{made.json()['id']}/stance/"
    make_glance(Claim.objects.get().idea, player(make_known(people["carol"])))
    assert carol.put(stance, {"upholds": False, "reason": "It does not."}, format="json").status_code == 200
    shown = anyone.get(address).json()["results"][0]
    assert (shown["challengers"], shown["needed"]) == (1, 3.0)
    refused = bob.put(stance, {"upholds": True, "reason": "It does."}, format="json")
    assert refused.status_code == 403 and "Neither who made a claim nor the author" in refused.json()["detail"]
    assert anyone.put(stance, {"upholds": True, "reason": "It does."}, format="json").status_code == 401
    assert carol.delete(stance).status_code == 204
    assert bob.post(address, SAID, format="json").status_code == 409
    assert carol.post(address, SAID | {"link": "javascript:alert(1)"}, format="json").status_code == 400
    assert anyone.post(address, SAID, format="json").status_code == 401
    assert Claim.objects.count() == 1


def test_claim_is_withdrawn_by_who_made_it_and_by_nobody_else(api: Api, anyone: APIClient) -> None:
    bob = make_person("bob")
    made = claim(bob, make_idea(), NewClaim("Sorter", "Lab", "https://example.org/"))
    address = f"/api/v1/claims/{made.pk}/"
    assert api(make_person("carol")).delete(address).status_code == 403
    assert anyone.delete(address).status_code == 401 and Claim.objects.standing().exists()
    assert api(bob).delete(address).status_code == 204 and not Claim.objects.standing().exists()
    assert api(bob).delete(address).status_code == 404


def test_author_of_the_idea_answers_a_claim_once_and_nobody_else_does(api: Api, anyone: APIClient) -> None:
    alice, bob = make_person("alice"), make_person("bob")
    made = claim(bob, make_idea(alice), NewClaim("Sorter", "Lab", "https://example.org/"))
    address, said = f"/api/v1/claims/{made.pk}/reply/", {"text": "It sorts *mail* only."}
    assert anyone.post(address, said, format="json").status_code == 401
    refused = api(bob).post(address, said, format="json")
    assert refused.status_code == 403 and "Only the author of the idea" in refused.json()["detail"]
    shown = f"/api/v1/ideas/{made.idea.slug}/claims/"
    assert anyone.get(shown).json()["results"][0]["reply"] is None
    assert api(alice).post(address, {"text": ""}, format="json").status_code == 400
    assert api(alice).post(address, said, format="json").json()["claim"] == made.pk
    assert api(alice).post(address, said, format="json").status_code == 409
    reply = anyone.get(shown).json()["results"][0]["reply"]
    assert (reply["text"], reply["author"]["username"]) == (said["text"], "alice")
    assert api(alice).delete(f"/api/v1/comments/{reply['id']}/").status_code == 204
    assert anyone.get(shown).json()["results"][0]["reply"] is None


def test_claims_are_read_page_by_page_each_once_the_most_upheld_first(anyone: APIClient) -> None:
    idea = make_idea()
    made = [claim(make_person(), idea, NewClaim(product, "Lab", "https://example.org/")) for product in "abcde"]
    for each in (made[3], made[3], made[1]):
        person = make_known()
        make_glance(idea, player(person))
        take_stance(person, each, upholds=True, reason="Yes.")
    seen, address = [], f"/api/v1/ideas/{idea.slug}/claims/?limit=2"
    while address:
        response = anyone.get(address)
        seen += [each["product"] for each in response.json()["results"]]
        address = response.json()["next"]
        assert ("Link" in response) is bool(address)
    assert "".join(seen) == "dbace"
    for wrong in ("cursor=nonsense", "limit=0", "cursor=MQ"):
        assert anyone.get(f"/api/v1/ideas/{idea.slug}/claims/?{wrong}").status_code == 400


def test_claim_is_reported_once_by_each_and_not_by_strangers(api: Api, anyone: APIClient) -> None:
    made = api(make_person("bob")).post(f"/api/v1/ideas/{make_idea().slug}/claims/", SAID, format="json").json()
    address, said, carol = f"/api/v1/claims/{made['id']}/report/", {"reason": "spam"}, api(make_person("carol"))
    assert [carol.post(address, said, format="json").status_code for _ in range(2)] == [201, 200]
    assert anyone.post(address, said, format="json").status_code == 401
    Claim.objects.update(withdrawn=timezone.now())
    assert carol.post(address, said, format="json").status_code == 404


def test_flagged_person_makes_no_claim(api: Api) -> None:
    mallory = make_person("mallory", flagged=timezone.now())
    assert api(mallory).post(f"/api/v1/ideas/{make_idea().slug}/claims/", SAID, format="json").status_code == 409
