"""The card game as a player meets it, and what it refuses."""

import re
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.panel.actions import NewClaim, claim, recount, weigh
from evaluations.panel.models import Challenge, Glance, Opening
from evaluations.prototypes.models import Trial
from evaluations.prototypes.publish import publish
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.strangers.give import give
from ideas.actions import cast_vote, edit_idea, post_comment, tally, withdraw_vote
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.celery import app
from tests.evaluations.panel.cast import make_glance, make_ideas, make_known, player, read
from tests.evaluations.prototypes.runs.tried import N, finish
from tests.factories import make_idea, make_person, make_revision, make_run
from tests.marketplace.pages.strangers.test_offer import waiting_idea
from tests.marketplace.pages.unwrapped import unwrapped
from tests.sentences import unlike

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> User:
    person = make_person()
    client.force_login(person)
    return person


def card_of(client: Client, **said: str) -> Challenge:
    """A new card, read for five seconds."""
    return read(Challenge.objects.get(pk=client.post("/glance/", said).context["card"].pk))


def answers(card: Challenge, **said: Any) -> dict[str, Any]:
    given = {"challenge": card.token, "picked": card.place, "would_use": "yes", "would_pay": "under-5", "knows": "no"}
    return given | said


def play(client: Client, **said: Any) -> Any:
    return client.post("/glance/answer/", answers(card_of(client), **said))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_card_keeps_the_authors_example_and_shows_no_answer_of_a_model(client: Client) -> None:
    for idea in make_ideas():
        revision = make_revision(idea, size=N)
        finish(make_run(revision, state="finished"), [0.0] * N)
        Trial.objects.update(answer="what-a-model-said")
        conclude(revision)
    response = client.post("/glance/")
    idea = response.context["card"].idea
    assert idea.proof and idea.proof.pair and idea.proof.pair.answer == "what-a-model-said"
    assert "what-a-model-said" not in text_of(response) and "of 40 right" not in text_of(response)


def test_truth_shows_the_pair_after_the_answer(client: Client) -> None:
    for idea in make_ideas():
        revision = make_revision(idea, size=N)
        finish(make_run(revision, state="finished"), [1.0] * N)
    assert "40 of 40 right" in text_of(play(client))


def test_card_shows_title_pitch_and_example_and_nothing_else_about_the_idea(client: Client) -> None:
    ideas = make_ideas()
    for idea in ideas:
        publish(idea.author, idea, [(f"Dear town, {unlike(n)}", "roads" if n % 2 else "tax") for n in range(8)])
    response = client.post("/glance/")
    idea, page = response.context["card"].idea, text_of(response)
    assert idea.title in page and idea.pitch.split(".")[0] in page and "Dear town" in page
    for hidden in (idea.author.username, idea.audience, "vote", 'class="pie" role'):
        assert hidden not in page
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_game_from_card_to_truth(client: Client) -> None:
    make_ideas()
    person = signed_in(client)
    card = card_of(client)
    words = client.post("/glance/read/", {"challenge": card.token})
    assert "In your own words" in text_of(words) and card.truth not in text_of(words)
    choices = client.post("/glance/choose/", {"challenge": card.token, "words": "Post for the town"})
    assert all(line in text_of(choices) for line in card.choices) and "What would you pay" in text_of(choices)
    truth = text_of(client.post("/glance/answer/", answers(card, words="Post for the town")))
    assert "Right." in truth and card.idea.get_absolute_url() in truth and "right 1 of 1" in truth
    kept = Glance.objects.get()
    assert (kept.person, kept.words, kept.timed, kept.would_pay) == (person, "Post for the town", True, "under-5")


def test_truth_leads_a_player_who_named_a_product_to_a_claim_of_it(client: Client) -> None:
    make_ideas()
    said = {"knows": "yes", "product_name": "Sorter", "product_link": "https://example.org/s"}
    truth = play(client, **said)
    (way,) = html.fromstring(text_of(truth)).xpath("//a[contains(., 'Post it with its link')]/@href")
    assert (
        way == f"/ideas/{truth.context['idea'].slug}/prior-art/?product=Sorter&link=https%3A%2F%2Fexample.org%2Fs#new"
    )
    assert ">Add the link</a>" in text_of(play(client, knows="yes", product_name="Sorter"))
    assert "You named" not in text_of(play(client))


def test_truth_asks_the_player_for_a_stance_on_a_frontier_claim(client: Client) -> None:
    lab = NewClaim("Sorter", "Big <Lab>", "https://example.org/", by_frontier_lab=True)
    make_ideas()
    nobody = Client()
    card = card_of(nobody)
    made = claim(make_person(), card.idea, lab)
    claim(make_person(), card.idea, NewClaim("Other", "Small Shop", "https://example.org/"))
    assert "Somebody says" not in text_of(nobody.post("/glance/answer/", answers(card, would_pay="")))
    person = make_known(signed_in(client))
    for _ in range(8):
        make_glance(make_idea(), player(person))
    pays = cycle(["under-5", "under-20"])  # the same each time would be a straight line, which does not count
    while (card := card_of(client)).idea != made.idea:
        client.post("/glance/answer/", answers(card, would_pay=next(pays)))
    truth = unwrapped(text_of(client.post("/glance/answer/", answers(card))))
    assert "Somebody says that Sorter by Big &lt;Lab&gt;, a big lab, does this." in truth
    assert "so what you say counts. Unlike your answers it is shown with your name." in truth
    assert f"/ideas/{made.idea.slug}/prior-art/#claim-{made.pk}" in truth and "Small Shop" not in truth
    stance = f"/claims/{made.pk}/stance/"
    unsaid = client.post(stance, {"upholds": "no"}, headers={"hx-request": "true"})
    assert unsaid.status_code == 422 and "Give a reason." in unsaid.text and 'value="no" ' in unsaid.text
    assert "so what you say counts." in unsaid.text
    said = {"upholds": "no", "reason": "It sorts stamps.", "next": "glance"}
    assert 'name="next" value="glance"' in truth and client.post(stance, said)["Location"] == "/glance/"
    kept = client.post(stance, said, headers={"hx-request": "true"})
    assert "Kept: you disagree that" in kept.text and "<html" not in kept.text
    weigh()
    page = text_of(nobody.get(f"/ideas/{made.idea.slug}/prior-art/"))
    assert re.search(r"0 for it, 0\.\d against\.", page), "less than 1: more than ten cards were dealt in the week"


def test_truth_says_where_what_one_says_to_a_claim_will_not_count(client: Client) -> None:
    lab = NewClaim("Sorter", "Big Lab", "https://example.org/", by_frontier_lab=True)
    made = {idea.pk: claim(make_person(), idea, lab) for idea in make_ideas()}
    client.force_login(make_person(days_old=0))
    assert "counts from when your account is a day old" in text_of(play(client))
    signed_in(client)
    card = client.post("/glance/").context["card"]
    hasty = unwrapped(text_of(client.post("/glance/answer/", answers(card))))
    unsaid = client.post(f"/claims/{made[card.idea.pk].pk}/stance/", headers={"hx-request": "true"}).text
    for page in (hasty, unwrapped(unsaid)):
        assert "was set aside, so what you say here does not count either." in page


def test_stranger_plays_is_not_asked_to_pay_and_keeps_a_record(client: Client) -> None:
    make_ideas()
    card = card_of(client, clock="no")
    assert "What would you pay" not in text_of(client.post("/glance/choose/", {"challenge": card.token}))
    assert "right 0 of 1" in text_of(client.post("/glance/answer/", answers(card, picked=(card.place + 1) % 4)))
    kept = Glance.objects.get()
    assert (kept.person, kept.would_pay, kept.timed, kept.right) == (None, "", False, False)


def test_new_account_is_told_what_its_answers_count(client: Client) -> None:
    note = "Your account is new. Your answers count 20 %"
    for person, new in ((make_person(), False), (make_person(days_old=0), True), (make_person(confirmed=False), True)):
        client.force_login(person)
        assert (note in text_of(client.get("/glance/"))) is new


def test_reload_shows_the_questions_and_never_the_card_again(client: Client) -> None:
    make_ideas()
    card = card_of(client)
    for again in (client.get("/glance/"), client.post("/glance/")):
        assert "In your own words" in text_of(again) and card.idea.pitch not in text_of(again)


def test_reload_among_the_choices_keeps_the_words_and_asks_for_them_no_more(client: Client) -> None:
    make_ideas()
    card = card_of(client)
    client.post("/glance/choose/", {"challenge": card.token, "words": "Sorting the post"})
    page = text_of(client.get("/glance/"))
    assert "Which one is it" in page and 'value="Sorting the post"' in page and "In your own words" not in page
    client.post("/glance/answer/", answers(card, would_pay=""))
    client.post("/glance/")
    assert "In your own words" in text_of(client.get("/glance/")), "of the next card nothing was said yet"


def test_card_that_was_not_seen_can_be_passed_and_says_nothing(client: Client) -> None:
    make_ideas()
    signed_in(client)
    card = client.post("/glance/").context["card"]
    again = text_of(client.get("/glance/"))
    assert "If you did not see it, say nothing of it" in again
    another = client.post("/glance/pass/", {"challenge": card.token}).context["card"]
    assert another.idea != card.idea and not Glance.objects.exists()
    assert client.post("/glance/answer/", answers(read(card))).status_code == 422
    other = Client()
    assert other.post("/glance/pass/", {"challenge": another.token}).status_code == 422
    assert Challenge.objects.get(pk=another.pk).answered is None
    assert "If you did not see it" not in text_of(client.post("/glance/read/", {"challenge": another.token}))


def test_answers_that_are_missing_are_asked_for_and_nothing_is_lost(client: Client) -> None:
    make_ideas()
    signed_in(client)
    card = card_of(client)
    response = client.post(
        "/glance/answer/", {"challenge": card.token, "words": "Mine", "knows": "yes", "product_link": "x"}
    )
    assert response.status_code == 422 and not Glance.objects.exists()
    assert set(response.context["form"].errors) == {"picked", "would_use", "would_pay", "product_name", "product_link"}
    assert 'value="Mine"' in text_of(response)


def test_who_says_no_is_asked_nothing_of_what_was_typed_before(client: Client) -> None:
    make_ideas()
    signed_in(client)
    assert play(client, knows="no", product_name="x" * 5_000, product_link="acme").status_code == 200
    kept = Glance.objects.get()
    assert (kept.knows_product, kept.product_name, kept.product_link) == (False, "", "")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "http://127.0.0.1/", "http://10.0.0.1/", "https://[::1]/", "http://localhost:8000/",
     "http://router.local/", "https://me:secret@example.org/", "//example.org", "http://2130706433/", "ftp://example.org/"],
)  # fmt: skip
def test_link_that_leads_nowhere_public_is_refused(client: Client, link: str) -> None:
    make_ideas()
    signed_in(client)
    response = play(client, knows="yes", product_name="Postie", product_link=link)
    assert response.status_code == 422 and list(response.context["form"].errors) == ["product_link"]
    assert not Glance.objects.exists()


def test_megabyte_of_words_is_refused_and_markup_is_text(client: Client) -> None:
    make_ideas()
    card = card_of(client)
    huge = client.post("/glance/choose/", {"challenge": card.token, "words": "x" * 1_000_000})
    assert huge.status_code == 422 and "at most 200 characters" in text_of(huge)
    truth = text_of(client.post("/glance/answer/", answers(card, words="<script>alert(1)</script>\u202e")))
    assert "&lt;script&gt;" in truth and "<script>alert" not in truth and "U+202E" in truth


def test_nonsense_in_a_choice_is_refused(client: Client) -> None:
    make_ideas()
    for wrong in ({"picked": "4"}, {"picked": "-1"}, {"would_use": "always"}, {"knows": "perhaps"}):
        card = Challenge.objects.first() or card_of(client)
        assert client.post("/glance/answer/", answers(card, **wrong)).status_code == 422
    assert not Glance.objects.exists()


def test_forged_replayed_and_changed_cards_are_refused_in_words(client: Client) -> None:
    make_ideas()
    card = card_of(client)
    assert "not one that was dealt to you" in text_of(Client().post("/glance/answer/", answers(card)))
    assert client.post("/glance/answer/", answers(card)).status_code == 200
    again = client.post("/glance/answer/", answers(card, would_use="no"))
    assert again.status_code == 422 and "the first answer stands" in text_of(again)
    changed = card_of(client)
    edit_idea(changed.idea.author, changed.idea, {"title": "Quite another"}, [])
    assert "was changed or withdrawn" in text_of(client.post("/glance/read/", {"challenge": changed.token}))
    for address in ("read", "choose", "answer"):
        assert client.get(f"/glance/{address}/").status_code in (200, 302)


def test_too_fast_answer_is_shown_as_set_aside(client: Client) -> None:
    make_ideas()
    card = client.post("/glance/").context["card"]
    page = text_of(client.post("/glance/answer/", answers(card)))
    assert "Set aside: faster than anybody can read" in page and "1 set aside, not counted" in page


@pytest.mark.parametrize("who", ["person", "stranger"])
def test_answer_that_was_looked_up_is_set_aside(client: Client, who: str) -> None:
    make_ideas()
    if who == "person":
        signed_in(client)
    card = card_of(client)
    client.get(card.idea.get_absolute_url())
    page = text_of(client.post("/glance/answer/", answers(card)))
    assert "page was opened before the answer" in page and Glance.objects.get().set_aside == "looked up"


def test_nobody_is_dealt_what_they_know(client: Client) -> None:
    voted, taken_back, commented, opened, left, *rest = make_ideas()
    person = signed_in(client)
    Idea.objects.filter(pk__in=[idea.pk for idea in rest]).update(author=person)
    cast_vote(person, voted)
    cast_vote(person, taken_back)
    withdraw_vote(person, taken_back)
    tally()
    post_comment(person, commented, "Good.")
    client.get(opened.get_absolute_url())
    card = card_of(client)
    assert card.idea == left
    client.post("/glance/answer/", answers(card))
    assert "Nothing left to glance at" in text_of(client.post("/glance/"))


@pytest.mark.parametrize("page", ["", "try/", "runs/", "compare/", "prior-art/"])
def test_every_page_that_tells_of_an_idea_counts_as_opening_it(client: Client, page: str) -> None:
    seen, *rest = make_ideas()
    person = signed_in(client)
    Idea.objects.filter(pk__in=[idea.pk for idea in rest]).update(author=person)
    assert client.get(f"{seen.get_absolute_url()}{page}").status_code == 200
    assert "Nothing left to glance at" in text_of(client.post("/glance/"))


def test_page_of_a_run_counts_as_opening_its_idea(client: Client) -> None:
    seen, *rest = make_ideas()
    person = signed_in(client)
    Idea.objects.filter(pk__in=[idea.pk for idea in rest]).update(author=person)
    run = make_run(make_revision(seen))
    client.get(f"{seen.get_absolute_url()}runs/{run.pk}/")
    assert "Nothing left to glance at" in text_of(client.post("/glance/"))


def test_stranger_is_not_dealt_what_their_browser_has_opened_nor_its_person_later(client: Client) -> None:
    ideas = make_ideas()
    for idea in ideas[1:]:
        client.get(idea.get_absolute_url())
    assert not Opening.objects.exists()
    assert client.cookies["opened"]["httponly"] and str(ideas[1].pk) not in client.cookies["opened"].value
    card = card_of(client)
    assert card.idea == ideas[0]
    client.post("/glance/answer/", answers(card))
    signed_in(client)
    assert "Nothing left to glance at" in text_of(client.post("/glance/"))


def test_cookie_that_somebody_made_up_counts_for_nothing(client: Client) -> None:
    make_ideas("Only one", "Beekeepers", "Court ushers", "Night nurses")
    client.cookies["opened"] = "1 2 3"
    assert client.post("/glance/").context["card"]


def test_limit_of_an_address_is_told(client: Client, settings: Settings) -> None:
    make_ideas()
    settings.GLANCES_PER_HOUR_BY_ADDRESS = 1
    play(client)
    assert "1 card in an hour is the most for an address" in text_of(client.post("/glance/"))
    assert "is the most" in text_of(Client().post("/glance/"))
    signed_in(client)
    assert client.post("/glance/").context["card"]


def test_opening_a_page_again_is_noted_once_and_ones_own_never(client: Client) -> None:
    idea, person = make_idea(), signed_in(client)
    own = make_idea(person)
    for page in (idea, idea, own):
        client.get(page.get_absolute_url())
    assert [(each.person, each.idea) for each in Opening.objects.all()] == [(person, idea)]


@pytest.mark.parametrize("ideas", [6, 12])
def test_dealing_costs_the_same_however_many_ideas_there_are(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, ideas: int
) -> None:
    make_ideas(*(f"{word} {number}" for number, word in enumerate("abcdefghijkl"[:ideas])))
    signed_in(client)
    recount()
    with django_assert_num_queries(19):  # one asks for what the player knows; the last notes the network, once a day
        assert client.post("/glance/").context["card"]


def test_clock_places_a_new_idea_in_the_game_within_the_minute_that_the_page_promises() -> None:
    clock = app.conf.beat_schedule
    waits = [clock[name]["schedule"] for name in ("embed-ideas", "follow-ideas", "recount-glances")]
    assert sum(waits) < 60 / 2  # what is left is for the work itself


def test_truth_offers_an_example_to_give_where_an_idea_lacks_nothing_else(client: Client) -> None:
    make_ideas()
    idea = waiting_idea()
    person = signed_in(client)
    text = text_of(play(client))
    assert 'href="/give/">Give it one' in text and idea.title in text
    give(make_person(), idea, "the lamp in front of my house stays dark", "roads", is_offered=True)
    assert 'href="/judge/">Judge it' in text_of(play(client))
    User.objects.filter(pk=person.pk).update(confirmed=None)
    assert "Judge it" not in text_of(play(client))
