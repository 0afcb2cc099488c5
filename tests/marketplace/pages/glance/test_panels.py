"""Panels as their maker and those whom they invite meet them."""

from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from evaluations.panel.models import Challenge, Glance, InvitedPanel, voices_about
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.evaluations.panel.actions.test_invited_panels import invite
from tests.evaluations.panel.actions.test_invited_panels import sit as take_part
from tests.evaluations.panel.cast import make_ideas, read
from tests.factories import make_idea, make_person
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db
FORM = {"name": "Year 11, Ysgol Glan", "whom": "A class of 16-year-olds", "size": "30", "days": "14"}


@pytest.fixture
def ideas() -> list[Idea]:
    """Of one author, among those of others that lend their lines."""
    make_ideas()
    return make_ideas("Smiths", "Millers", author=make_person("marta"))


@pytest.fixture
def maker(ideas: list[Idea]) -> Client:
    return signed_in(ideas[0].author)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def made(maker: Client, *ideas: Idea, **said: Any) -> InvitedPanel:
    sent = FORM | {"ideas": [str(idea.pk) for idea in ideas]} | said
    assert maker.post("/panels/", sent).status_code == 302
    return InvitedPanel.objects.latest("pk")


def card_of(client: Client, panel: InvitedPanel) -> Challenge:
    card = client.post(panel.invitation).context["card"]
    return read(Challenge.everything.get(pk=card.pk))


def sit(panel: InvitedPanel, client: Client | None = None, **said: Any) -> Any:
    """From the link to the truth of one card."""
    client = client or Client()
    card = card_of(client, panel)
    given = {"challenge": card.token, "picked": card.place, "would_use": "yes", "would_pay": "under-5", "knows": "no"}
    return client.post("/glance/answer/", given | said)


def test_link_says_what_will_happen_and_begins_nothing(maker: Client, ideas: list[Idea]) -> None:
    panel, phone = made(maker, *ideas), Client()
    page = unwrapped(phone.get(panel.invitation).text)
    for said in ("Year 11, Ysgol Glan", "marta invites you to look at 2 ideas", "you need no account", "the group’s"):
        assert said in page
    assert not Challenge.everything.exists() and "sessionid" not in phone.cookies


def test_phone_without_an_account_plays_to_the_end_and_the_idea_shows_the_group(
    maker: Client, ideas: list[Idea]
) -> None:
    panel = made(maker, ideas[0])
    for number in range(5):
        phone = Client()
        card = card_of(phone, panel)
        choices = phone.post("/glance/choose/", {"challenge": card.token}).text
        assert "What would you pay" in choices
        said = {"challenge": card.token, "picked": card.place, "would_use": "yes", "knows": "no"}
        truth = phone.post("/glance/answer/", said | {"would_pay": "nothing" if number else "under-5"})
        assert "Right." in truth.text and f'action="{panel.invitation}"' in truth.text
        assert "That was all. Thank you." in phone.post(panel.invitation).text
    page = Client().get(ideas[0].get_absolute_url()).text
    block = html.fromstring(page).get_element_by_id("panels").text_content()
    assert "Year 11, Ysgol Glan: 5 people" in block and "1 of 5" in block and "would use it and pay" in block
    assert "What invited groups say" not in Client().get(ideas[1].get_absolute_url()).text


def test_four_answers_are_shown_to_nobody(maker: Client, ideas: list[Idea]) -> None:
    panel = made(maker, ideas[0])
    for _ in range(4):
        sit(panel)
    assert "What invited groups say" not in Client().get(ideas[0].get_absolute_url()).text
    page = unwrapped(maker.get(panel.get_absolute_url()).text)
    assert "There are too few answers yet." in page and "got it" not in page and "4 of 30 took part" in page


def test_reload_and_pass_stay_in_the_panel(maker: Client, ideas: list[Idea]) -> None:
    panel, phone = made(maker, *ideas), Client()
    card = phone.post(panel.invitation).context["card"]
    again = phone.get(panel.invitation)
    assert "What did you see?" in again.text and card.idea.pitch not in again.text
    another = phone.post("/glance/pass/", {"challenge": card.token}).context["card"]
    assert another.panel == panel and another.idea != card.idea
    late = phone.post("/glance/answer/", {"challenge": "forged"})
    assert late.status_code == 422 and f'action="{panel.invitation}"' in late.text
    assert phone.get("/glance/").context["again"] == "/glance/", "everybody's game goes on as ever"


def test_maker_is_told_to_send_the_link_and_a_full_or_closed_panel_says_so(maker: Client, ideas: list[Idea]) -> None:
    panel = made(maker, *ideas, size="2")
    assert "your own panel" in maker.get(panel.invitation).text
    sit(panel), sit(panel)
    assert "This panel is full" in Client().get(panel.invitation).text
    assert maker.post(f"{panel.get_absolute_url()}close/").status_code == 302
    for phone in (Client().get(panel.invitation), Client().post(panel.invitation)):
        assert "This panel is closed" in phone.text
    assert "It is closed." in maker.get(panel.get_absolute_url()).text


def test_card_of_somebody_else_is_refused(maker: Client, ideas: list[Idea]) -> None:
    panel, phone = made(maker, *ideas), Client()
    card = card_of(phone, panel)
    said = {"challenge": card.token, "picked": 0, "would_use": "yes", "would_pay": "under-5", "knows": "no"}
    assert "not one that was dealt to you" in Client().post("/glance/answer/", said).text
    assert not Glance.everything.exists()


def test_made_up_links_lead_nowhere(maker: Client, ideas: list[Idea]) -> None:
    panel = made(maker, *ideas)
    for token in ("x", panel.token[:-1], panel.token.swapcase(), "\x00", "x" * 5_000, "%F0%9F%8D%95"):
        assert Client().get(f"/panel/{token}/").status_code == 404, token


def test_outsiders_see_and_close_no_panel_of_somebody_else(maker: Client, ideas: list[Idea]) -> None:
    panel = made(maker, *ideas)
    outsider, moderator = signed_in(make_person()), signed_in(make_person(staff=True))
    for client, status in ((Client(), 302), (outsider, 404), (moderator, 200)):
        assert client.get(panel.get_absolute_url()).status_code == status
        client.post(f"{panel.get_absolute_url()}close/")
        assert InvitedPanel.objects.get().is_open
    assert panel.token not in moderator.get(panel.get_absolute_url()).text
    assert panel.name not in outsider.get("/panels/").text


def test_form_offers_own_published_ideas_alone_and_keeps_what_was_typed(maker: Client, ideas: list[Idea]) -> None:
    theirs, draft = make_idea(), make_idea(ideas[0].author, published=False)
    for other in (theirs, draft):
        response = maker.post("/panels/", FORM | {"ideas": [str(ideas[0].pk), str(other.pk)]})
        assert response.status_code == 422 and "your own published ideas" in response.text
        assert "Year 11, Ysgol Glan" in response.text and "A class of 16-year-olds" in response.text
        checked = html.fromstring(response.text).xpath("//input[@name='ideas' and @checked]/@value")
        assert str(ideas[0].pk) in checked
    assert "All ideas of this site" not in maker.get("/panels/").text
    staff = signed_in(make_person(staff=True))
    assert "All ideas of this site" in staff.get("/panels/").text
    assert made(staff, of_all_ideas="on").of_all_ideas
    assert not made(maker, *ideas, of_all_ideas="on").of_all_ideas


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 81), ("name", "a\0b"), ("whom", "x" * 201), ("size", "1"), ("size", "201"),
     ("size", "9" * 40), ("days", "0"), ("days", "61"), ("days", "NaN"), ("ideas", "x"), ("ideas", "9" * 40)],
)  # fmt: skip
def test_wrong_values_are_refused_beside_their_field(maker: Client, ideas: list[Idea], field: str, value: str) -> None:
    response = maker.post("/panels/", FORM | {"ideas": str(ideas[0].pk)} | {field: value})
    assert response.status_code == 422 and list(response.context["form"].errors) == [field]
    assert not InvitedPanel.objects.exists()


def test_refusals_of_the_account_are_said_on_the_form(maker: Client, ideas: list[Idea]) -> None:
    assert "at least one of your ideas" in maker.post("/panels/", FORM).text
    for _ in range(3):
        made(maker, *ideas)
    assert "3 open panels" in maker.post("/panels/", FORM | {"ideas": str(ideas[0].pk)}).text
    young = make_person(days_old=0)
    mine = make_idea(young)
    assert "a day old" in signed_in(young).post("/panels/", FORM | {"ideas": str(mine.pk)}).text


def test_form_of_somebody_signed_out_meanwhile_is_there_again(ideas: list[Idea]) -> None:
    client = Client()
    client.post("/panels/", FORM | {"ideas": str(ideas[0].pk)}, follow=True)
    client.force_login(ideas[0].author)
    assert not InvitedPanel.objects.exists()


def test_markup_in_a_name_is_text_everywhere(maker: Client, ideas: list[Idea]) -> None:
    panel = made(maker, ideas[0], name="<script>alert(1)</script>\u202e", whom="<b>all</b>\u2066")
    for _ in range(5):
        sit(panel)
    for page in (
        Client().get(panel.invitation),
        maker.get(panel.get_absolute_url()),
        maker.get("/panels/"),
        Client().get(ideas[0].get_absolute_url()),
    ):
        assert "&lt;script&gt;" in page.text and "<script>alert" not in page.text and "\u202e" not in page.text


@pytest.mark.parametrize("panels", [0, 1, 4])
def test_page_of_an_idea_costs_the_same_however_many_panels_speak(
    ideas: list[Idea], django_assert_num_queries: DjangoAssertNumQueries, panels: int
) -> None:
    staff = [make_person(staff=True) for _ in range(panels)]
    for person in staff:
        panel = invite(person, of_all_ideas=True)
        for _ in range(5):
            take_part(panel)
    with django_assert_num_queries(1):
        voices_about(ideas[0])


@pytest.mark.parametrize("seats", [1, 6])
def test_dealing_in_a_panel_costs_the_same_however_many_sit(
    maker: Client, ideas: list[Idea], django_assert_num_queries: DjangoAssertNumQueries, seats: int
) -> None:
    panel = made(maker, *ideas)
    for _ in range(seats):
        sit(panel)
    with django_assert_num_queries(21):
        assert Client().post(panel.invitation).context["card"]


@pytest.mark.parametrize("answered", [1, 2])
def test_page_of_a_panel_costs_the_same_however_many_ideas_were_answered(
    maker: Client, ideas: list[Idea], django_assert_num_queries: DjangoAssertNumQueries, answered: int
) -> None:
    panel = made(maker, *ideas[:answered])
    for _ in range(5):
        phone = Client()
        for _ in range(answered):
            sit(panel, phone)
    maker.get(panel.get_absolute_url())
    with django_assert_num_queries(6):
        maker.get(panel.get_absolute_url())


def test_crawlers_are_kept_from_links_of_panels(client: Client) -> None:
    assert "Disallow: /panel/\n" in client.get("/robots.txt").text
