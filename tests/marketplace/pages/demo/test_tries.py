"""Try it, as a page and piece by piece. The cast: Alice the author, Bob who tries, and strangers."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from evaluations.moments.models import Impressions
from evaluations.prototypes.catalogue import places
from evaluations.prototypes.demos import line
from evaluations.prototypes.models import Endpoint, Run, Try, Visitor
from ideas import actions
from tests.factories import make_idea, make_model, make_person, make_revision, make_run
from tests.fake_server import FakeServer, Fault, Said
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db
MEASURED: dict[str, Any] = {"state": "finished", "n": 8, "trials_done": 8, "successes": 6, "score": 0.75, "lower": 0.5,
                            "upper": 0.9, "lift": 0.5, "lift_lower": 0.2, "lift_upper": 0.8,
                            "lift_p": 0.01}  # fmt: skip
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def demo(server: FakeServer) -> Run:
    model = make_model("tiny-chat")
    Endpoint.objects.filter(pk=model.endpoint_id).update(url=server.url, max_in_flight=1)
    return make_run(model=model, **MEASURED)


def page_of(demo: Run) -> str:
    return f"{demo.revision.idea.get_absolute_url()}try/"


def visible(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_idea_page_and_its_own_page_have_the_demo(client: Client, demo: Run) -> None:
    for address in (demo.revision.idea.get_absolute_url(), page_of(demo)):
        shown = unwrapped(client.get(address).text)
        assert "zero-shot on tiny-chat, 75 % right on 8 held-out examples (50 to 90)" in shown
        assert "1. letter 1" in shown and "What you type is not stored." in shown


def test_author_of_an_idea_that_lists_showed_sees_its_page_with_the_demo(client: Client, demo: Run) -> None:
    Impressions.objects.create(idea=demo.revision.idea, shown=60)
    client.force_login(demo.revision.idea.author)
    page = client.get(demo.revision.idea.get_absolute_url()).text
    assert "Lists showed it 60 times" in page and "Try it" in page


def test_demo_of_earlier_examples_says_of_which(client: Client, demo: Run) -> None:
    words = "has learnt from all 8 examples of revision 1, and they have changed since"
    addresses = (demo.revision.idea.get_absolute_url(), page_of(demo))
    assert not any("changed since" in client.get(address).text for address in addresses)
    make_run(make_revision(demo.revision.idea))
    for address in addresses:
        assert words in visible(client.get(address).text)


def test_demo_tells_a_mean_score_as_one(client: Client, server: FakeServer) -> None:
    run = make_run(make_revision(task="answer", scorer="rouge-l"), **MEASURED)
    assert "0.75 on average on 8 held-out examples (0.50 to 0.90)" in client.get(page_of(run)).text


def test_idea_without_a_finished_run_says_what_is_being_tried(client: Client) -> None:
    idea = make_run().revision.idea
    assert "You cannot try it yet." in client.get(f"{idea.get_absolute_url()}try/").text
    shown = client.get(idea.get_absolute_url()).text
    assert "Open models are trying this idea now." in shown and '<textarea id="try-input"' not in shown


def test_idea_whose_runs_beat_no_baseline_has_no_demo(client: Client) -> None:
    idea = make_run(model=make_model(), **MEASURED | {"lift": 0.1, "lift_p": 0.4}).revision.idea
    assert "You cannot try it yet." in client.get(f"{idea.get_absolute_url()}try/").text
    shown = client.get(idea.get_absolute_url()).text
    assert "no open model has done better than guessing" in shown


def test_idea_without_examples_does_not_speak_of_a_demo(client: Client) -> None:
    assert 'id="try"' not in client.get(make_idea().get_absolute_url()).text


def test_typed_text_is_answered_with_time_tokens_and_cost(client: Client, demo: Run) -> None:
    shown = client.post(page_of(demo), {"input": "the street is broken", "row": ""}).text
    assert '<p class="verdict"><bdi>roads</bdi></p>' in shown and "first token after" in visible(shown)
    assert re.search(r"\d+ in, \d+ out", shown) and "Cost" in shown and "Expected" not in shown
    assert "the street is broken</textarea>" in shown


def test_picked_example_says_what_was_expected_and_that_it_was_fitted_with_it(client: Client, demo: Run) -> None:
    shown = visible(client.post(page_of(demo), {"input": "", "row": "1"}).text)
    assert "Expected: tax ." in shown and "the model has learnt from it" in shown
    shown = visible(client.post(page_of(demo), {"input": "letter 1", "row": "2"}).text)
    assert "Expected: the same ." in shown and "This is example 2" in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "There is nothing to try yet."),
        ("x" * 20_001, "It has 20,001 characters; the most is 20,000."),
        ("a\x00b", "The text holds a NUL character"),
    ],
)
def test_what_cannot_be_tried_is_said_and_kept(client: Client, demo: Run, text: str, says: str) -> None:
    response = client.post(page_of(demo), {"input": text})
    assert response.status_code == 422 and says in response.text
    assert not Try.objects.exists() and text.strip()[:3] in response.text


def test_pieces_come_as_events_and_end_with_the_result(client: Client, demo: Run) -> None:
    response = client.post(page_of(demo), {"input": "x"}, headers=STREAM)
    assert response["Content-Type"] == "text/event-stream" and response["X-Accel-Buffering"] == "no"
    sent = response.getvalue().decode()
    assert sent.count("event: piece") > 1 and sent.count("event: result") == 1 and "Answered in" in sent


def test_answer_that_breaks_off_is_said_to_and_comes_again(client: Client, demo: Run, server: FakeServer) -> None:
    server.next("chat", Fault(stops_after=3))
    sent = client.post(page_of(demo), {"input": "x"}, headers=STREAM).getvalue().decode()
    before, after = sent.split('event: restart\ndata: {"words": "The answer broke off; asking again."}\n\n')
    assert before.count("event: piece") == after.count("event: piece") == 2
    assert "event: result" not in before and "Answered in" in after
    server.next("chat", Fault(stops_after=3))
    shown = client.post(page_of(demo), {"input": "y"}).text
    assert '<p class="verdict"><bdi>roads</bdi></p>' in shown and "broke off" not in shown


def test_hostile_answer_is_shown_as_text(client: Client, demo: Run, server: FakeServer) -> None:
    server.chat = lambda _: Said(
        '<img src=x onerror=alert(1)>\n\nevent: result\ndata: "x"\u202e{{ 7|add:7 }}', "length"
    )
    for headers in ({}, STREAM):
        response = client.post(page_of(demo), {"input": "<script>alert(2)</script>"}, headers=headers)
        sent = response.getvalue().decode() if headers else response.text
        assert "<img src=x" not in sent.replace('data: "<img', "") and "<script>alert(2)" not in sent
        assert "{{ 7|add:7 }}" in sent and "U+202E" in sent and "cut off" in sent and "\u202e" not in sent


def test_busy_model_gives_a_place_in_the_line_that_is_kept(client: Client, demo: Run, settings: Settings) -> None:
    held = line.begin(demo, Visitor(None, "198.51.100.9"))
    assert line.get_turn(held)
    line.begin(demo, Visitor(None, "198.51.100.8"))
    sent = client.post(page_of(demo), {"input": "mine"}, headers=STREAM).getvalue().decode()
    assert "1 person is ahead of you." in sent
    ticket = re.search(r'"ticket": "([^"]+)"', sent)
    assert ticket
    places.give_back_places(held.ticket)
    Try.objects.filter(address=Visitor(None, "198.51.100.8").address).delete()
    sent = client.post(page_of(demo), {"input": "mine", "ticket": ticket[1]}).text
    assert "roads" in sent and Try.objects.filter(state="answered").count() == 1


def test_page_without_a_script_shows_the_place_and_keeps_the_text(
    client: Client, demo: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.pages.demo.tries.PATIENCE", 0.0)
    assert line.get_turn(line.begin(demo, Visitor(None, "198.51.100.9")))
    shown = client.post(page_of(demo), {"input": "mine"}).text
    assert "You are next" in shown and "Look again" in shown and "mine</textarea>" in shown and 'name="ticket"' in shown


def test_server_that_is_away_is_said_and_the_text_kept(client: Client, demo: Run) -> None:
    Endpoint.objects.update(state="down", reason="cannot be reached: connection refused")
    response = client.post(page_of(demo), {"input": "mine"})
    assert response.status_code == 503 and "connection refused" in response.text and "mine</textarea>" in response.text


def test_quota_is_said_and_the_text_kept(client: Client, demo: Run, settings: Settings) -> None:
    settings.TRIES_PER_HOUR_BY_ADDRESS = 1
    client.post(page_of(demo), {"input": "mine"})
    response = client.post(page_of(demo), {"input": "mine again"})
    assert response.status_code == 429 and "1 tries in an hour are the most" in response.text
    assert "mine again</textarea>" in response.text
    assert b"event: problem" in client.post(page_of(demo), {"input": "x"}, headers=STREAM).content


def test_person_is_offered_to_propose_and_a_stranger_to_sign_in(client: Client, demo: Run) -> None:
    assert "Sign in</a> to propose it" in client.post(page_of(demo), {"input": "mine"}).text
    client.force_login(make_person("bob"))
    shown = client.post(page_of(demo), {"input": "mine"}).text
    assert "Propose it to the author" in shown and 'value="mine"' in shown
    assert Try.objects.filter(person__username="bob").count() == 1


@pytest.mark.parametrize("address", ["try/", "card/", "badge.svg"])
def test_idea_that_is_not_published_has_none(client: Client, address: str) -> None:
    draft, withdrawn = make_idea(published=False), make_idea()
    actions.unpublish(withdrawn.author, withdrawn)
    for idea in (draft, withdrawn):
        client.force_login(idea.author)
        assert client.get(f"/ideas/{idea.slug}/{address}").status_code == 404


def test_page_takes_as_many_queries_for_many_examples_as_for_few(client: Client) -> None:
    counts = []
    for size in (8, 60):
        run = make_run(make_revision(size=size), **MEASURED)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(run))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
