"""Claims of prior art. The cast: Alice the author, Bob who claims, others who judge, and Mallory the outsider."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from pytest_django import Settings

from evaluations.panel.actions import NewClaim, claim, drop_stance, recount, take_stance, weigh, withdraw_claim
from evaluations.panel.actions.claims import follow_size
from evaluations.panel.models import Claim, Stance
from evaluations.panel.models import claim as claims
from ideas.models import Answer, Idea
from marketplace.accounts.models import User
from marketplace.pages.glance import prior_art
from tests.evaluations.panel.cast import make_glance, make_known, player
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db
SAID = {"product": "Sorter", "company": "Big Lab", "link": "https://example.org/sorter", "by_frontier_lab": "on"}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(idea: Idea) -> str:
    return f"/ideas/{idea.slug}/prior-art/"


def make_claim(idea: Idea, product: str = "Sorter") -> Claim:
    said = NewClaim(product, "Big Lab", "https://example.org/sorter", by_frontier_lab=True)
    return claim(make_person(), idea, said)


def judge(made: Claim, *, upholds: bool, reason: str = "I looked.", person: User | None = None) -> Stance:
    """By somebody who was dealt the idea, and whose weight is known."""
    person = make_known(person)
    make_glance(made.idea, player(person))
    return take_stance(person, made, upholds=upholds, reason=reason)


def upholders() -> float:
    columns = ["upholders"]
    (weight,) = Claim.objects.weighed().values_list(*columns).get()
    return float(weight)


def overlooked(idea: Idea) -> float | None:
    recount()
    found = Answer.objects.filter(idea=idea, question="overlooked").first()
    return found.point if found else None


def test_upheld_frontier_claim_sinks_overlooked_while_it_stands_and_removes_nothing() -> None:
    idea = make_idea()
    for _ in range(12):
        make_glance(idea, player())
    made = make_claim(idea)
    for _ in range(2):
        judge(made, upholds=True)
    judge(made, upholds=True, person=make_person(days_old=0), reason="Too new to rank.")
    assert overlooked(idea) == 1
    judge(made, upholds=True)
    assert overlooked(idea) == 0
    assert "(agreed: 3 for it" in Client().get(idea.get_absolute_url()).text
    for _ in range(2):
        judge(made, upholds=False)
    assert overlooked(idea) == 1
    idea.refresh_from_db()
    assert idea.is_published


def test_crowd_that_was_not_dealt_the_idea_since_the_claim_upholds_nothing() -> None:
    idea = make_idea()
    early = [make_person() for _ in range(4)]
    for person in early:
        make_glance(idea, player(person))
    made = make_claim(idea)
    for person in (*map(make_known, early), *(make_known() for _ in range(20))):
        take_stance(person, made, upholds=True, reason="Yes.")
    assert not Claim.objects.upheld().exists()
    assert "0 for it, 0 against." in Client().get(page_of(idea)).text


def test_stance_counts_what_the_glance_does() -> None:
    made = make_claim(make_idea())
    for weight in (1, 1, 0.5, 0.4):
        person = make_known()
        make_glance(made.idea, player(person), weight=weight)
        take_stance(person, made, upholds=True, reason="Yes.")
    assert "2.9 for it" in Client().get(page_of(made.idea)).text and not Claim.objects.upheld().exists()
    aside = make_known()
    make_glance(made.idea, player(aside), set_aside="too fast")
    take_stance(aside, made, upholds=True, reason="Yes.")
    assert not Claim.objects.upheld().exists()
    judge(made, upholds=True)
    assert Claim.objects.upheld().exists()


def test_twenty_fresh_accounts_uphold_nothing_whatever_their_glance_counts() -> None:
    made = make_claim(make_idea())
    for weight in (None, 1.0):
        for _ in range(20):
            person = make_person()
            make_glance(made.idea, player(person), weight=weight)
            take_stance(person, made, upholds=True, reason="Yes.")
        assert not Claim.objects.upheld().exists()
    assert overlooked(made.idea) == 1
    assert "0 for it, 0 against. It takes 3." in Client().get(page_of(made.idea)).text


def test_fresh_accounts_keep_no_true_claim_from_being_upheld() -> None:
    made = make_claim(make_idea())
    for _ in range(3):
        judge(made, upholds=True)
    for _ in range(5):
        person = make_person()
        make_glance(made.idea, player(person))
        take_stance(person, made, upholds=False, reason="No.")
    assert Claim.objects.upheld().exists()


def test_stance_counts_from_the_last_weighed_glance_that_makes_a_weight_known() -> None:
    made, person = make_claim(make_idea()), make_person()
    make_glance(made.idea, player(person))
    take_stance(person, made, upholds=True, reason="Yes.")
    for n in range(2, 6):
        assert upholders() == 0
        weight = None if n == 5 else 1.0
        last = make_glance(make_idea(), player(person), weight=weight, set_aside="")
    assert upholders() == 0
    last.weight = 0.5
    last.save()
    assert upholders() == 1


def test_claim_of_a_large_site_takes_more_and_stays_upheld_when_the_site_grows() -> None:
    first, second = make_claim(make_idea()), make_claim(make_idea())
    for _ in range(3):
        judge(first, upholds=True)
    for _ in range(45):
        make_known()
    follow_size()
    assert Claim.objects.upheld().get() == first
    assert Claim.objects.get(pk=second.pk).needed == 3.6 == make_claim(make_idea()).needed
    for upheld in (False, False, False, True):
        judge(second, upholds=True)
        assert Claim.objects.upheld().filter(pk=second.pk).exists() == upheld


def test_claim_follows_the_size_of_the_site_when_glances_are_weighed() -> None:
    made = make_claim(make_idea())
    Claim.objects.update(needed=7.5)
    make_glance(made.idea, weight=None)
    weigh()
    assert Claim.objects.get().needed == 3.0


def test_moderator_alone_can_uphold_where_few_people_play() -> None:
    made = make_claim(make_idea())
    client_of(make_person(staff=True)).post(f"/claims/{made.pk}/stance/", {"upholds": "yes", "reason": "I tried it."})
    assert Claim.objects.upheld().exists()
    assert "a moderator. <bdi>I tried it." in Client().get(page_of(made.idea)).text
    for _ in range(3):
        judge(made, upholds=False)
    assert Claim.objects.upheld().exists()
    judge(made, upholds=False)
    assert not Claim.objects.upheld().exists()


def test_person_claims_and_the_page_shows_it() -> None:
    idea = make_idea()
    shown = unwrapped(client_of(make_person()).post(page_of(idea), SAID, follow=True).text)
    assert "Sorter</a> by Big Lab" in shown and "Not agreed." in shown
    again = client_of(make_person()).post(page_of(idea), SAID | {"product": "SORTER"})
    assert again.status_code == 422 and "claimed this product already" in again.text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://10.0.0.1/", "https://me:pw@example.org/", "nothing"])
def test_link_to_no_public_place_is_refused_and_kept_to_be_mended(link: str) -> None:
    sent = client_of(make_person()).post(page_of(make_idea()), SAID | {"link": link})
    assert sent.status_code == 422 and "Sorter" in sent.text and not Claim.objects.exists()


def test_outsiders_are_refused() -> None:
    idea, mallory = make_idea(), make_person("mallory")
    made = make_claim(idea)
    stance, withdraw = f"/claims/{made.pk}/stance/", f"/claims/{made.pk}/withdraw/"
    said = {"upholds": "no", "reason": "No."}
    for party in (idea.author, made.person):
        assert client_of(party).post(stance, said).status_code == 403
    assert Client().post(page_of(idea), SAID).status_code == 302
    assert client_of(mallory).post(withdraw).status_code == 403
    assert not Stance.objects.exists() and Claim.objects.standing().exists()
    assert client_of(mallory).post(page_of(make_idea(published=False)), SAID).status_code == 404


def test_moderator_hides_a_claim_for_good() -> None:
    made, moderator = make_claim(make_idea()), client_of(make_person(staff=True))
    assert moderator.post(f"/claims/{made.pk}/withdraw/").status_code == 403
    hide = f"/moderation/claim/{made.pk}/hide/"
    assert hide in moderator.get(page_of(made.idea)).text
    moderator.post(hide, {"reason": "spam"})
    assert not Claim.objects.standing().exists()
    sent = client_of(make_person()).post(f"/claims/{made.pk}/stance/", {"upholds": "yes", "reason": "Yes."})
    assert sent.status_code == 404


def test_moderator_takes_away_what_somebody_said_to_a_claim() -> None:
    made, moderator = make_claim(make_idea()), client_of(make_person(staff=True))
    said = take_stance(make_person(), made, upholds=True, reason="Rude words.")
    hide = f"/moderation/stance/{said.pk}/hide/"
    assert hide in moderator.get(page_of(made.idea)).text
    outsider = client_of(make_person())
    assert hide not in outsider.get(page_of(made.idea)).text
    assert outsider.post(hide, {"reason": "abuse"}).status_code == 404
    assert Stance.objects.standing().exists()
    moderator.post(hide, {"reason": "abuse"})
    assert "Rude words." not in moderator.get(page_of(made.idea)).text
    assert not Stance.objects.standing().exists()
    assert "another moderator was faster" in moderator.post(hide, {"reason": "abuse"}, follow=True).text
    moderator.post(f"/moderation/stance/{said.pk}/show/", {"reason": "mistake"})
    assert "Rude words." in outsider.get(page_of(made.idea)).text


def test_stance_is_one_for_each_person_and_needs_a_reason() -> None:
    made, somebody = make_claim(make_idea()), client_of(make_person())
    address = f"/claims/{made.pk}/stance/"
    assert somebody.post(address, {"upholds": "yes"}).status_code == 422
    for upholds in ("yes", "no"):
        somebody.post(address, {"upholds": upholds, "reason": "I looked."})
    assert [stance.upholds for stance in made.stances.all()] == [False]
    assert "I looked." in Client().get(page_of(made.idea)).text
    offers = "Take back what I said"
    assert offers in somebody.get(page_of(made.idea)).text
    assert "What you said to it is taken back." in somebody.post(address, {"do": "drop"}, follow=True).text
    assert not Stance.objects.standing().exists() and offers not in somebody.get(page_of(made.idea)).text
    assert "I looked." not in Client().get(page_of(made.idea)).text


def test_stances_of_a_day_are_limited_and_taking_them_back_makes_no_room(settings: Settings) -> None:
    settings.STANCES_PER_DAY = 2
    person, idea = make_person(), make_idea()
    three = [make_claim(idea, product) for product in "abc"]
    for made in (*three[:2], three[0]):
        take_stance(person, made, upholds=True, reason="Changing it is no further one.")
    drop_stance(person, three[0])
    refused = client_of(person).post(f"/claims/{three[2].pk}/stance/", {"upholds": "yes", "reason": "So it is."})
    assert refused.status_code == 422 and "2 claims in 24 hours" in refused.text and "So it is." in refused.text
    Stance.objects.update(taken=timezone.now() - timedelta(hours=25))
    take_stance(person, three[2], upholds=True, reason="A day later.")


def test_claim_that_is_made_again_keeps_its_challenges_and_has_to_be_upheld_anew() -> None:
    idea, judges = make_idea(), [make_person() for _ in range(5)]
    said = NewClaim("Sorter", "Big Lab", "https://example.org/sorter", by_frontier_lab=True)
    first = claim(make_person(), idea, said)
    for number, person in enumerate(judges):
        judge(first, upholds=number < 3, reason=f"Reason {number}.", person=person)
    drop_stance(judges[4], first)
    for product in ("SORTER", "sorter"):
        withdraw_claim(first.person, first)
        first = claim(first.person, idea, replace(said, product=product))
    page = Client().get(page_of(idea)).text
    assert "0 for it, 1 against." in page and "Reason 3." in page


def test_claim_that_a_lab_offers_it_is_not_kept_out_by_one_that_none_does() -> None:
    idea, said = make_idea(), NewClaim("Sorter", "Small Shop", "https://example.org/sorter")
    other = claim(make_person(), idea, said)
    judge(other, upholds=False, reason="A lab offers it.")
    withdraw_claim(other.person, other)
    claim(make_person(), idea, said)
    claim(make_person(), idea, replace(said, by_frontier_lab=True))
    page = Client().get(page_of(idea)).text
    assert "0 for it, 1 against. It takes 3.</p>" in page
    assert "0 for it, 0 against. It takes 3. A big lab offers it." in page


def test_stance_that_was_taken_back_upholds_nothing() -> None:
    made = make_claim(make_idea())
    for _ in range(3):
        person = make_person()
        judge(made, upholds=True, person=person)
    assert Claim.objects.upheld().exists()
    drop_stance(person, made)
    assert not Claim.objects.upheld().exists()


def test_product_named_at_a_glance_waits_for_a_link() -> None:
    idea = make_idea()
    make_glance(idea, knows_product=True, product_name="Sorter & <b>")
    assert "Sorter &amp; &lt;b&gt;" in client_of(make_person()).get(page_of(idea)).text
    assert "Sorter" not in Client().get(page_of(idea)).text
    make_claim(idea, "sorter & <B>")
    assert "Add the link" not in client_of(make_person()).get(page_of(idea)).text


def test_link_named_at_a_glance_is_carried_into_the_form_of_a_claim() -> None:
    idea, reader = make_idea(), client_of(make_person())
    for link in ("", "https://example.org/?a=1&b=2"):
        make_glance(idea, knows_product=True, product_name="Sorter & Co", product_link=link)
    for page in (page_of(idea), idea.get_absolute_url()):
        (way,) = html.fromstring(reader.get(page).text).xpath("//li[contains(., 'Sorter & Co')]/a/@href")
        form = html.fromstring(reader.get(way).text)
        assert form.xpath("//input[@name='product']/@value") == ["Sorter & Co"]
        assert form.xpath("//input[@name='link']/@value") == ["https://example.org/?a=1&b=2"]
    assert "Sorter" not in Client().get(idea.get_absolute_url()).text


def test_who_signs_in_to_claim_comes_back_to_what_they_named() -> None:
    page = Client().get(page_of(make_idea()), {"product": "Sorter", "link": "https://example.org/?a=1"})
    (way,) = html.fromstring(page.text).xpath("//section[@id='new']//a/@href")
    back = parse_qs(urlsplit(way).query)["next"][0]
    assert parse_qs(urlsplit(back).query) == {"product": ["Sorter"], "link": ["https://example.org/?a=1"]}


def test_page_takes_as_many_queries_for_many_claims_as_for_one() -> None:
    idea, reader, counts = make_idea(), client_of(make_person()), []
    for products in (["a"], ["b", "c", "d"]):
        for product in products:
            take_stance(make_person(), make_claim(idea, product), upholds=True, reason="Yes.")
        with CaptureQueriesContext(connection) as queries:
            reader.get(page_of(idea))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_of_the_idea_takes_as_many_queries_for_some_claims_and_names_as_for_one() -> None:
    idea, reader, counts = make_idea(), client_of(make_person()), []
    reader.get(idea.get_absolute_url())
    for products in (["a"], ["b", "c", "d"]):
        for product in products:
            take_stance(make_person(), make_claim(idea, product), upholds=True, reason="Yes.")
            make_glance(idea, knows_product=True, product_name=f"Named {product}")
        with CaptureQueriesContext(connection) as queries:
            reader.get(idea.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_of_the_idea_shows_a_few_claims_and_says_how_many_more_there_are() -> None:
    idea = make_idea()
    eight = [make_claim(idea, f"Sorter {number:02}") for number in range(8)]
    judge(eight[7], upholds=True)
    page = Client().get(idea.get_absolute_url()).text
    assert [product for product in (each.product for each in eight) if product in page] == [
        "Sorter 00", "Sorter 01", "Sorter 02", "Sorter 03", "Sorter 07",
    ]  # fmt: skip
    assert "3 more</a>" in page and "more claim" not in Client().get(page_of(idea)).text


def test_page_of_claims_says_how_many_it_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prior_art, "MAX_CLAIMS", 2)
    idea = make_idea()
    for product in "abc":
        make_claim(idea, product)
    assert "1 more claim with fewer who agree is not shown." in Client().get(page_of(idea)).text


def test_page_shows_the_latest_stances_and_ones_own_in_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (claims, prior_art):
        monkeypatch.setattr(module, "STANCES_SHOWN", 2)
    made, first = make_claim(make_idea()), make_person()
    judge(made, upholds=True, reason="The first to say so.", person=first)
    for number in range(3):
        judge(made, upholds=True, reason=f"Later {number}.")
    page = client_of(first).get(page_of(made.idea)).text
    assert "It is shown here with your name." in page and "It is listed here with your name." in page
    assert page.count("The first to say so.") == 1 and "The first to say so.</textarea>" in page
    assert "Later 0." not in page and "Later 1." in page and "Later 2." in page and "The latest 2;" in page
    assert "4 for it" in page


def test_claim_sent_when_the_session_had_run_out_is_there_after_signing_in() -> None:
    idea, client = make_idea(), Client()
    make_person("bob")
    asked = client.post(page_of(idea), SAID)
    page = client.post(asked["Location"], {"login": "bob", "password": PASSWORD}, follow=True).text
    assert "Nothing you typed is lost" in page and 'value="https://example.org/sorter"' in page
    client.post(page_of(idea), SAID)
    assert Claim.objects.get().person.username == "bob"
    assert "Nothing you typed" not in client.get(page_of(idea)).text


def test_stance_sent_when_the_session_had_run_out_is_there_after_signing_in() -> None:
    made, other, client = make_claim(make_idea()), make_claim(make_idea()), Client()
    bob = make_person("bob")
    make_glance(made.idea, player(bob))
    said = {"upholds": "no", "reason": "It sorts mail only.", "do": "say"}
    asked = client.post(f"/claims/{made.pk}/stance/", said)
    page = client.post(asked["Location"], {"login": "bob", "password": PASSWORD}, follow=True).text
    tree = html.fromstring(page)
    assert "Nothing you typed is lost" in page
    assert [each.text_content().strip() for each in tree.xpath("//details[@open]//textarea")] == [said["reason"]]
    assert [each.get("value") for each in tree.xpath("//details[@open]//input[@checked]")] == ["no"]
    assert all(form.get("action") for form in tree.xpath("//main//form")), "this page has another address"
    client.post(f"/claims/{made.pk}/stance/", said)
    assert Stance.objects.get().reason == said["reason"]
    for claim_ in (made, other):
        assert client.get(f"/claims/{claim_.pk}/stance/")["Location"] == page_of(claim_.idea)


def test_page_warns_a_person_whose_stance_would_not_count() -> None:
    made = make_claim(make_idea())
    outsider, early, late, new, unknown = *(make_known() for _ in range(3)), make_person(days_old=0), make_person()
    for person in (early, late, new, unknown):
        make_glance(made.idea, player(person))
    before = made.created - timedelta(minutes=1)
    made.idea.glances.filter(person=early).update(started=before, answered=before)
    words = {
        outsider: "You have not glanced at this idea",
        early: "if you disagree it counts, if you agree it does not",
        new: "It counts from when your account is a day old",
        unknown: "It counts once 5 of your glances are weighed.",
    }
    for person in (outsider, early, late, new, unknown):
        page = client_of(person).get(page_of(made.idea)).text
        assert [said in page for said in words.values()] == [person == whose for whose in words]


def test_claim_whose_link_has_capitals_in_its_scheme_is_made() -> None:
    idea = make_idea()
    said = {"product": "Sorter", "company": "Big Lab", "link": "HTTPS://Example.org/Sorter"}
    assert client_of(make_person()).post(page_of(idea), said).status_code == 302
    assert idea.claims.get().link == "https://Example.org/Sorter"


def test_claim_that_breaks_another_rule_of_the_database_is_not_called_a_duplicate() -> None:
    with pytest.raises(IntegrityError):
        claim(make_person(), make_idea(), NewClaim("Sorter", None, "https://example.org/"))  # type: ignore[arg-type]
