"""What waits for a look: nobody else sees it anywhere, its author does, and moderators decide about many at once."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from evaluations.panel import actions as panel
from evaluations.panel.actions import NewClaim
from evaluations.panel.models import Claim
from ideas import actions
from ideas.models import Because, Comment, Hold, Idea, ModerationAct
from ideas.orders import WINDOWS
from marketplace.accounts.models import User
from marketplace.lists import LISTS
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
SECRET = "zanzibar"  # stands in everything that waits
SPAM = f"Earn money from home with our {SECRET} robot. Thousands of people trust it already, so begin today!"


@pytest.fixture
def mod() -> User:
    return make_person("mod", staff=True)


@pytest.fixture
def place() -> Idea:
    """An idea that all see."""
    return make_idea(title="Sort the letters of a town", problem="Letters lie around.", tags=("letters",))


@pytest.fixture
def spammer(mod: User, place: Idea) -> User:
    """Everything of this account waits, since the same was hidden before."""
    said = NewClaim("Robot", "Spam Ltd", "https://spam.example/robot", SPAM)
    actions.hide(mod, make_idea(title="Hidden", problem=SPAM, pitch=SPAM), Because("spam"))
    actions.hide(mod, make_comment(place, text=SPAM), Because("spam"))
    panel.hide_claim(mod, panel.claim(make_person(), place, said), Because("spam"))
    person = make_person("spammer")
    idea = make_idea(person, title=f"A {SECRET}", problem=SPAM, pitch=SPAM, tags=("letters", SECRET))
    comment = make_comment(place, person, SPAM)
    claim = panel.claim(person, place, said)
    actions.tally()
    assert idea.is_held and comment.held and claim.held
    return person


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post_of(model: Any, person: User) -> Any:
    return model.objects.get(**{"person" if model is Claim else "author": person})


PAGES = [
    "/", "/new", "/top", *(f"/top/{window}" for window in WINDOWS), "/tags/letters", f"/tags/{SECRET}", "/moments",
    "/discover", f"/search?q={SECRET}", "/search?q=letters", "/u/spammer/", "/u/spammer/?tab=comments", "/scouts/",
    "/sitemap.xml", "/sitemap-ideas-1.xml", "/sitemap-pages.xml", "/moderation/log", "/models/", "/glance/",
    *(f"/feeds/{each.name}.{form}" for each in LISTS.values() if each.feed for form in ("atom", "json")),
    *(f"/feeds/tags/{tag}.{form}" for tag in ("letters", SECRET) for form in ("atom", "json")),
    "/api/v1/ideas/", *(f"/api/v1/ideas/?sort={each.name}" for each in LISTS.values() if each.sort),
    "/api/v1/ideas/?tag=letters", f"/api/v1/ideas/?tag={SECRET}", f"/api/v1/ideas/?q={SECRET}", "/api/v1/top/",
    "/api/v1/moments/", "/api/v1/models/",
]  # fmt: skip
OF_PLACE = ["/", "/prior-art/", "/versions/", "/card/", "/compare/", "/runs/"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_outsider_finds_nothing_that_waits_in_any_list_feed_or_api(spammer: User, place: Idea, signed_in: bool) -> None:
    client = client_of(make_person()) if signed_in else Client()
    api = f"/api/v1/ideas/{place.slug}/"
    of_place = [f"/ideas/{place.slug}{part}" for part in OF_PLACE]
    for address in (*PAGES, *of_place, api, f"{api}comments/", f"{api}claims/"):
        page = client.get(address)
        assert page.status_code in (200, 302, 404), address
        # The search and the empty list of a tag repeat what was asked for.
        shown = page.text.replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "").replace(f"tag={SECRET}", "")
        if "search" not in address and f"tags/{SECRET}" not in address:
            assert SECRET not in shown, address
        assert f"A {SECRET}" not in shown and "Earn money" not in shown, address
    assert client.get(api).json()["comments"] == 0


@pytest.mark.parametrize("signed_in", [False, True])
def test_outsider_opens_nothing_that_waits_by_its_address(spammer: User, place: Idea, signed_in: bool) -> None:
    outsider = make_person()
    client, program = (client_of(outsider) if signed_in else Client()), APIClient()
    if signed_in:
        program.force_authenticate(outsider)
    idea, comment, claim = (post_of(model, spammer) for model in (Idea, Comment, Claim))
    for part in ("/", "/card/", "/badge.svg", "/prior-art/", "/versions/", "/compare/", "/runs/", "/try/", "/edit/"):
        assert client.get(f"/ideas/{idea.slug}{part}").status_code in (302, 404), part
        assert "Earn money" not in client.get(f"/ideas/{idea.slug}{part}", follow=True).text, part
    assert client.get(f"/comments/{comment.pk}/edit/").status_code in (302, 404)
    assert client.get(f"/comments/{comment.pk}/report/").status_code in (302, 404)
    assert client.get(f"/claims/{claim.pk}/report/").status_code in (302, 404)
    for address in (f"ideas/{idea.slug}/", f"ideas/{idea.slug}/comments/", f"comments/{comment.pk}/"):
        assert program.get(f"/api/v1/{address}").status_code == 404, address
    refused = (401, 403, 404, 405)
    assert program.patch(f"/api/v1/comments/{comment.pk}/", {"text": "Mine."}, format="json").status_code in refused
    assert program.put(f"/api/v1/ideas/{idea.slug}/vote/").status_code in refused
    assert program.delete(f"/api/v1/claims/{claim.pk}/").status_code in refused


def test_author_sees_what_waits_and_that_it_waits(spammer: User, place: Idea) -> None:
    client, idea = client_of(spammer), post_of(Idea, spammer)
    page = client.get(f"/ideas/{idea.slug}/").text
    assert "waits until a moderator has looked at it" in page and "Only you and moderators" in page
    page = client.get(f"/ideas/{place.slug}/").text
    assert "This comment waits" in page and "Earn money" in page and "Reply" not in page
    assert "Your claims that wait" in client.get(f"/ideas/{place.slug}/prior-art/").text
    assert "Waits for a moderator" in client.get("/u/spammer/").text
    program = APIClient()
    program.force_authenticate(spammer)
    assert program.get(f"/api/v1/ideas/{idea.slug}/").json()["state"] == "held"
    (comment,) = (
        each for each in program.get(f"/api/v1/ideas/{place.slug}/comments/").json()["results"] if each["held"]
    )
    assert comment["text"] == SPAM and not comment["stands"]


def test_author_is_told_why_when_the_post_is_sent(spammer: User, place: Idea) -> None:
    client = client_of(make_person())
    page = client.post(f"/ideas/{place.slug}/comments/", {"text": SPAM}, follow=True).text
    assert "A moderator looks at this before others see it. It says nearly the same as something" in page
    draft = make_idea(make_person("drafter"), published=False, problem=SPAM, pitch=SPAM)
    page = (
        client_of(draft.author)
        .post(f"/submit/{draft.slug}/review/", {"idea": draft.pk, "do": "without"}, follow=True)
        .text
    )
    assert "A moderator looks at this" in page and "Published." not in page


def test_author_takes_back_what_waits(spammer: User, place: Idea) -> None:
    client, comment, claim = client_of(spammer), post_of(Comment, spammer), post_of(Claim, spammer)
    assert client.post(f"/comments/{comment.pk}/delete/").status_code == 302
    assert client.post(f"/claims/{claim.pk}/withdraw/").status_code == 302
    assert [hold.kind for hold in Hold.objects.waiting()] == ["idea"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_of_what_waits_is_for_moderators(spammer: User, method: str) -> None:
    assert getattr(client_of(make_person()), method)("/moderation/held/").status_code == 404
    assert getattr(Client(), method)("/moderation/held/").status_code == 302
    assert Hold.objects.waiting().count() == 3


def test_moderator_sees_what_waits_with_its_reason_and_history(spammer: User, mod: User) -> None:
    page = client_of(mod).get("/moderation/held/").text
    assert page.count("It says nearly the same as something that moderators have hidden.") == 3
    assert "2 waiting" in page and "2 posts" in page and "A zanzibar" in page


def test_moderator_approves_many_at_once_and_each_has_its_act(spammer: User, mod: User, place: Idea) -> None:
    holds = [hold.pk for hold in Hold.objects.waiting()]
    page = client_of(mod).post("/moderation/held/", {"chosen": holds, "do": "approve"}, follow=True).text
    assert "3 posts approved" in page and "Nothing waits." in page
    assert post_of(Idea, spammer).is_published and post_of(Comment, spammer).stands
    assert ModerationAct.objects.filter(verb="approve", moderator=mod, person=spammer).count() == 3
    assert "Earn money" in Client().get(f"/ideas/{place.slug}/").text


def test_moderator_hides_many_at_once_with_one_reason(spammer: User, mod: User) -> None:
    holds = [hold.pk for hold in Hold.objects.waiting()]
    client = client_of(mod)
    refused = client.post("/moderation/held/", {"chosen": holds, "do": "hide", "note": "Enough of this."})
    assert refused.status_code == 422 and "Choose why" in refused.text and "Enough of this." in refused.text
    assert refused.text.count(" checked") == 3
    sent = {"chosen": holds, "do": "hide", "reason": "spam"}
    assert "3 posts hidden" in client.post("/moderation/held/", sent, follow=True).text
    assert post_of(Idea, spammer).hidden and post_of(Comment, spammer).hidden and post_of(Claim, spammer).hidden


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"do": "approve"}, "Choose at least one post"),
        ({"chosen": "1"}, "Choose to approve"),
        ({"chosen": "x\0", "do": "approve"}, "Choose at least one post"),
    ],
)
def test_form_that_chooses_nothing_says_so(spammer: User, mod: User, sent: dict[str, str], says: str) -> None:
    response = client_of(mod).post("/moderation/held/", sent)
    assert response.status_code == 422 and says in response.text


def test_moderator_decides_nothing_about_own_posts(spammer: User, mod: User) -> None:
    User.objects.filter(pk=spammer.pk).update(is_staff=True)
    holds = [hold.pk for hold in Hold.objects.waiting()]
    page = client_of(spammer).post("/moderation/held/", {"chosen": holds, "do": "approve"}, follow=True).text
    assert "another moderator must decide" in page and Hold.objects.waiting().count() == 3


def test_page_of_what_waits_takes_the_same_number_of_queries_for_more(
    spammer: User, mod: User, place: Idea, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(mod)
    for _ in range(2):
        client.get("/moderation/held/")
        with django_assert_num_queries(6):
            client.get("/moderation/held/")
        for _ in range(3):
            make_comment(place, make_person(), SPAM)
