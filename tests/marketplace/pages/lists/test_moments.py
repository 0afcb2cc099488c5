from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from evaluations.moments import actions
from evaluations.moments.evidence import FLOORS
from evaluations.moments.models import Certificate, Scout
from evaluations.panel.actions import NewClaim, claim, recount, take_stance
from ideas.actions import cast_vote, tally
from ideas.floors import exponent
from ideas.models import Idea
from tests.evaluations.moments.cast import ALL_CLEAR, answer, bear_out, fall, make_answered
from tests.evaluations.panel.cast import make_glance, make_known, player
from tests.factories import make_idea, make_person, make_revision, make_run
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def make_moment(**fields: Any) -> Idea:
    idea = make_answered(**fields)
    actions.assess(idea.pk, NOW - timedelta(days=1))
    assert actions.certify(idea.pk, NOW)
    idea.refresh_from_db()
    return idea


def make_miss(**lowers: float | None) -> Idea:
    idea = make_answered(ALL_CLEAR | lowers)
    actions.assess(idea.pk, NOW)
    return idea


def member() -> Client:
    client = Client()
    client.force_login(make_person())
    return client


def test_moments_come_by_score_and_near_misses_say_what_they_lack() -> None:
    weaker, stronger = make_moment(), make_moment()
    answer(stronger, "obvious", 0.99)
    actions.assess(stronger.pk, NOW)
    miss = make_miss(works=0.0)
    page = member().get("/moments").text
    assert page.index(stronger.title) < page.index(weaker.title) < page.index("Nearest misses") < page.index(miss.title)
    assert "works: at least 0 %, needs 60 %" in page and "its author can" in page


def test_moments_are_never_empty_while_there_is_any_idea() -> None:
    make_miss(obvious=None)
    page = member().get("/moments").text
    assert "No idea is a Moment yet." in page and "obvious: " in page and "Nearest misses" in page
    Idea.objects.all().delete()
    assert "Post an idea" in member().get("/moments").text


def test_more_moments_and_more_near_misses_are_reached_without_repeating() -> None:
    titles = [make_miss().title for _ in range(12)]
    first = member().get("/moments")
    rest = member().get(f"/moments{first.context['near_url']}").text
    assert [sum(title in page for page in (first.text, rest)) for title in titles] == [1] * 12
    assert member().get("/moments?cursor=nonsense")["Location"] == "/moments"


def test_discover_says_how_many_glances_are_short() -> None:
    idea = make_idea()
    answer(idea, "obvious", None, n=9)
    answer(idea, "overlooked", None, n=9)
    answer(idea, "wanted", None, n=8)
    whole = make_miss(works=0.1)
    actions.assess(idea.pk, NOW)
    page = member().get("/discover").text
    assert "4 glances would tell" in page and whole.title not in page


def test_discover_says_where_it_takes_people_who_are_signed_in() -> None:
    idea = make_answered(ALL_CLEAR | {"wanted": None})
    answer(idea, "wanted", None, n=11)
    actions.assess(idea.pk, NOW)
    assert "1 signed-in glance would tell" in member().get("/discover").text


def test_discover_without_anything_says_what_comes_here() -> None:
    assert "Every idea has been seen enough" in member().get("/discover").text


@pytest.mark.parametrize("page", ["/moments", "/discover"])
def test_page_takes_as_many_queries_for_many_ideas_as_for_one(page: str) -> None:
    client, counts = member(), []
    for _ in range(2):
        make_moment(tags=("farms",))
        make_miss(obvious=None)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11


def test_withdrawn_idea_is_in_neither_list_at_once() -> None:
    moment, miss = make_moment(), make_miss(obvious=None)
    Idea.objects.update(state="unpublished", published=None)
    for page in ("/moments", "/discover", "/feeds/moments.json", "/api/v1/moments/"):
        shown = member().get(page).text
        assert moment.title not in shown and miss.title not in shown


def test_idea_shows_its_arithmetic_and_its_history() -> None:
    idea = make_moment()
    page = member().get(idea.get_absolute_url()).text
    terms = [f"{lower:.3f}<sup>{exponent(FLOORS[name]):.3f}</sup>" for name, lower in ALL_CLEAR.items()]
    assert " × ".join(terms) in page and "<b>0.77</b>" in page
    assert "A Moment since" in page and "Became a Moment, score 0.77" in page
    fall(idea, "cheap", 0.1, NOW + timedelta(hours=1))
    assert "No Moment any more. Cheap: now at least 10 %" in unwrapped(member().get(idea.get_absolute_url()).text)


def test_author_is_told_before_that_a_change_ends_the_moment() -> None:
    idea, author = make_moment(), Client()
    author.force_login(idea.author)
    told = "ends the Moment at once, and those who wait for it are told"
    for page in ("edit/", "unpublish/"):
        assert told in author.get(f"{idea.get_absolute_url()}{page}").text
    fall(idea, "works", 0.1, NOW + timedelta(hours=1))
    assert told not in author.get(f"{idea.get_absolute_url()}edit/").text


def test_moment_says_so_beside_its_title_and_a_sound_one_is_in_no_doubt() -> None:
    idea = make_moment()
    page = html.fromstring(Client().get(idea.get_absolute_url()).text)
    assert page.xpath("string(//main//header//a[@href='#moment'])") == "a Moment"
    assert "being checked" not in Client().get("/moments").text


def test_idea_says_since_when_its_moment_is_in_doubt() -> None:
    idea = make_moment()
    idea.certificates.update(doubted=NOW)
    page = member().get(idea.get_absolute_url()).text
    assert "It is in doubt: not all five have cleared since <time" in page
    assert f"{NOW:%-d %B, %H:%M} UTC</time>; if that lasts a day" in page


def test_idea_says_that_a_claim_puts_its_moment_in_doubt() -> None:
    idea = make_moment()
    said = NewClaim("Sorter", "Big Lab", "https://example.org/", by_frontier_lab=True)
    made = claim(make_person(), idea, said)
    for _ in range(3):
        person = make_known()
        make_glance(idea, player(person))
        take_stance(person, made, upholds=True, reason="I use it.")
    recount()
    actions.assess(idea.pk, NOW + timedelta(hours=1))
    page = member().get(idea.get_absolute_url()).text
    assert "A Moment since" in page and "A claim that a frontier lab has it has been upheld since" in page
    listed = Client().get("/moments").text
    assert "being checked" in listed and "who glanced at it can disagree" in listed
    told = Client().get(f"/api/v1/ideas/{idea.slug}/").json()["moment"]
    assert told["is_moment"] and told["in_doubt"] and "overlooked" in {gap["question"] for gap in told["gaps"]}


def test_idea_says_that_a_claim_holds_up_its_day() -> None:
    idea = make_answered()
    actions.assess(idea.pk, NOW)
    answer(idea, "overlooked", 0.0, point=0.0, upper=0.0)
    actions.assess(idea.pk, NOW + timedelta(hours=1))
    page = member().get(idea.get_absolute_url()).text
    assert "the day that it takes to be a Moment stands still" in page and "If they still do at" not in page


def test_idea_says_that_a_new_claim_delays_its_certification() -> None:
    idea = make_answered()
    actions.assess(idea.pk, NOW - timedelta(hours=20))
    said = "Somebody claimed lately that a frontier lab has it"
    assert said not in member().get(idea.get_absolute_url()).text
    claim(make_person(), idea, NewClaim("Sorter", "Big Lab", "https://example.org/", by_frontier_lab=True))
    assert said in member().get(idea.get_absolute_url()).text


def test_idea_takes_as_many_queries_for_many_certificates_as_for_one() -> None:
    idea, client, counts = make_answered(), member(), []
    run = make_run(make_revision(idea), state="finished")
    client.get(idea.get_absolute_url())
    for days in (1, 2, 3):
        Certificate.objects.create(
            idea=idea, revision=1, certified=NOW - timedelta(days=10 - days), ended=NOW - timedelta(days=9 - days),
            why_ended="It was withdrawn.", score=0.7, evidence={}, best_run=run,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page = client.get(idea.get_absolute_url()).text
        counts.append(len(queries))
    assert page.count(">by this run</a>") == 3 and counts[0] == counts[2]


def test_idea_without_evidence_shows_what_is_missing() -> None:
    page = member().get(make_idea().get_absolute_url()).text
    assert (
        "No score yet" in page
        and "obvious, overlooked: nobody knows yet; 12 glances would tell" in page
        and "wanted: nobody knows yet; 12 signed-in glances would tell" in page
        and "its author can add examples" in page
    )


def test_feeds_tell_when_a_moment_was_won_and_lost() -> None:
    idea = make_moment()
    fall(idea, "works", 0.1, NOW + timedelta(hours=1))
    items = member().get("/feeds/moments.json").json()["items"]
    assert [item["title"] for item in items] == [
        f"{idea.title}: is no Moment any more",
        f"{idea.title}: became a Moment",
    ]
    assert len({item["id"] for item in items}) == 2
    lost, won = (item["content_html"] for item in items)
    assert "Its score was 0.77" in won and "works 0.85" in won, "the evidence of that time"
    assert "works 0.1" not in won and "not yet enough" not in won, "what turned since has an entry of its own"
    assert "Works: now at least 10 %" in lost
    assert "became a Moment" in member().get("/feeds/moments.atom").text


def test_entry_of_a_loss_has_its_reason_and_leads_to_it_on_the_page() -> None:
    idea = make_moment()
    fall(idea, "works", 0.1, NOW + timedelta(hours=1))
    reason, page = "Works: now at least 10 %, below its floor of 60 %.", member().get(idea.get_absolute_url()).text
    lost, won = member().get("/feeds/moments.json").json()["items"]
    assert reason in lost["content_html"] and reason not in won["content_html"]
    assert reason in member().get("/feeds/moments.atom").text
    for item in (lost, won):
        assert f'<li id="{item["url"].partition("#")[2]}">' in page


def test_moments_list_what_was_lately_lost_with_date_and_reason() -> None:
    lost, again = make_moment(), make_moment()
    for idea in (lost, again):
        fall(idea, "works", 0.1, NOW + timedelta(hours=1))
    answer(again, "works", 0.9)
    actions.assess(again.pk, NOW + timedelta(hours=2))
    actions.certify(again.pk, NOW + timedelta(hours=26))
    page = member().get("/moments").text
    listed = page.partition("Lately lost")[2]
    assert lost.title in listed and "Works: now at least 10 %" in listed
    assert f"{NOW + timedelta(hours=1):%-d %B %Y}" in listed
    assert again.title not in listed


def test_scouts_show_credit_with_n() -> None:
    client = member()
    assert "Nobody has scouted a Moment yet." in client.get("/scouts/").text
    idea, scout = make_answered(), make_person("ada", named_scout=True)
    cast_vote(scout, idea)
    tally()
    bear_out(idea)
    actions.assess(idea.pk, NOW + timedelta(hours=1))
    actions.certify(idea.pk, NOW + timedelta(hours=25))
    actions.credit_scouts(NOW + timedelta(hours=25))
    assert "1 of 1" in client.get("/scouts/").text
    assert "<b>1</b> of 1" in client.get("/u/ada/").text


def test_scouts_take_as_many_queries_for_many_as_for_one() -> None:
    client, counts = member(), []
    client.get("/scouts/")
    for number in range(1, 4):
        person = make_person(named_scout=number > 1)
        Scout.objects.create(person=person, shares=1, hits=1, backed=number, hit_rate=0.5, credit=0.5, as_of=NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get("/scouts/")
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 3  # session, person, scouts


def test_scout_is_named_only_if_they_chose_to_be() -> None:
    idea, scout, ada = make_answered(), make_person("ada"), Client()
    ada.force_login(scout)
    cast_vote(scout, idea)
    tally()
    bear_out(idea)
    actions.assess(idea.pk, NOW + timedelta(hours=1))
    actions.certify(idea.pk, NOW + timedelta(hours=25))
    actions.credit_scouts(NOW + timedelta(hours=25))
    page = member().get("/scouts/").text
    assert "a scout who is not named" in page and "1 of 1" in page and ">ada<" not in page
    assert "backed" not in member().get("/u/ada/").text
    assert "Only you see this." in ada.get("/u/ada/").text and "Be named" in ada.get("/scouts/").text
    assert "You are named." in ada.post("/account/privacy/", {"named_scout": "on"}, follow=True).text
    assert ">ada</a>" in member().get("/scouts/").text and "<b>1</b> of 1" in member().get("/u/ada/").text
    ada.post("/account/privacy/", {})
    assert ">ada</a>" not in member().get("/scouts/").text
    assert Client().post("/account/privacy/", {"named_scout": "on"})["Location"].startswith("/account/login/")


@pytest.mark.parametrize("typed", ["/moments/", "/discover/"])
def test_slash_that_somebody_typed_leads_to_the_list(client: Client, typed: str) -> None:
    led = client.get(f"{typed}?near=x")
    assert (led.status_code, led.headers["Location"]) == (301, f"{typed[:-1]}?near=x")
