"""The author's buttons at a run, with and without htmx. The cast: Alice the author, and Mallory the outsider."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.prototypes.models import Run
from marketplace.accounts.models import User
from tests.factories import make_model, make_person, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db
FINISHED: dict[str, Any] = {
    "state": "finished",
    "trials_done": 4,
    "n": 4,
    "successes": 4,
    "score": 1.0,
    "lower": 0.6,
    "upper": 1.0,
    "lift": 0.5,
    "lift_lower": 0.2,
    "lift_upper": 0.8,
    "lift_p": 0.01,
}
VERBS = ("stop", "rerun", "rest", "demo")


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def author_of(run: Run) -> Client:
    return client_of(run.revision.idea.author)


def address_of(run: Run, verb: str) -> str:
    return f"/ideas/{run.revision.idea.slug}/runs/{run.pk}/{verb}/"


@pytest.mark.parametrize("verb", VERBS)
def test_outsider_may_not_steer_and_a_stranger_is_asked_to_sign_in(verb: str, client: Client) -> None:
    run = make_run(state="stopped", finished=timezone.now())
    refused = client_of(make_person("mallory")).post(address_of(run, verb))
    assert refused.status_code == 403
    assert client.post(address_of(run, verb))["Location"].startswith("/account")
    assert client.post(address_of(run, verb), headers={"HX-Request": "true"}).status_code == 403
    assert author_of(run).get(address_of(run, verb)).status_code == 405


def test_buttons_are_the_authors_and_the_moderators_alone(client: Client) -> None:
    run = make_run()
    for address in (run.revision.idea.get_absolute_url(), run.get_absolute_url()):
        for insider in (run.revision.idea.author, make_person(staff=True)):
            assert address_of(run, "stop") in client_of(insider).get(address).text
        assert address_of(run, "stop") not in client_of(make_person()).get(address).text
        assert address_of(run, "stop") not in client.get(address).text


def test_author_stops_a_run_and_lets_it_go_on_without_javascript() -> None:
    run = make_run()
    alice = author_of(run)
    shown = alice.post(address_of(run, "stop"), follow=True).text
    assert "The run is stopped." in shown and "Let it go on" in shown
    shown = alice.post(address_of(run, "rerun"), {"at_run": "1"}, follow=True).text
    assert "The run is open again." in shown and "trials so far" in shown
    assert "no longer as it was" in alice.post(address_of(run, "rerun"), follow=True).text


def test_button_brings_the_runs_and_what_came_of_it_in_their_place() -> None:
    run = make_run()
    shown = author_of(run).post(address_of(run, "stop"), headers={"HX-Request": "true"}).text
    assert "<html" not in shown and 'id="runs"' in shown and "Stopped." in shown
    assert 'id="steered"' in shown and "The run is stopped." in shown


def test_button_says_what_will_be_asked_again() -> None:
    revision = make_revision()
    run = make_run(revision, **FINISHED | {"trials_done": 7, "errors": 3, "sample": 8})
    sampled = make_run(revision, **FINISHED | {"sample": 4})
    shown = author_of(run).get(revision.idea.get_absolute_url()).text
    assert "Ask again for the 3 without an answer" in shown and "Answer the other 4 examples" in shown
    alice = author_of(run)
    make_trial(run, 1, outcome="error", score=None)
    alice.post(address_of(run, "rerun"))
    alice.post(address_of(sampled, "rest"))
    run.refresh_from_db()
    sampled.refresh_from_db()
    assert (run.state, run.errors, run.trials.count()) == ("planned", 0, 0)
    assert (sampled.state, sampled.sample) == ("planned", 8)


def test_demo_is_chosen_shown_to_everybody_and_left_to_the_best_again(client: Client) -> None:
    run = make_run(**FINISHED)
    alice, address = author_of(run), run.revision.idea.get_absolute_url()
    alice.post(address_of(run, "demo"), {"demo": "this"})
    assert "the demo, as its author chose" in client.get(address).text
    assert "Let the best run be the demo" in alice.get(address).text
    alice.post(address_of(run, "demo"), {"demo": "best"})
    assert "the demo, as its author chose" not in client.get(address).text


def test_limit_of_the_day_is_said_and_nothing_changes(settings: Settings) -> None:
    run = make_run(state="stopped", finished=timezone.now())
    settings.RUNS_PER_DAY = 1
    assert "An account can start 1 runs in 24 hours" in author_of(run).post(address_of(run, "rerun"), follow=True).text
    run.refresh_from_db()
    assert run.state == "stopped"


def test_rows_keep_their_order_until_all_runs_have_ended(client: Client) -> None:
    revision = make_revision()
    first = make_run(revision, model=make_model("works-first"))
    make_run(revision, model=make_model("works-later"), is_best=True, **FINISHED)
    shown = client.get(f"{revision.idea.get_absolute_url()}runs/").text
    assert shown.index("works-first") < shown.index("works-later")
    Run.objects.filter(pk=first.pk).update(state="stopped", finished=timezone.now())
    shown = client.get(f"{revision.idea.get_absolute_url()}runs/").text
    assert shown.index("works-later") < shown.index("works-first")


def test_earlier_examples_keep_their_best_run_and_can_no_longer_be_steered() -> None:
    earlier = make_run(model=make_model("earlier-model"), is_best=True, **FINISHED)
    idea = earlier.revision.idea
    make_run(make_revision(idea), model=make_model("later-model"))
    alice = author_of(earlier)
    assert f"/ideas/{idea.slug}/revisions/" in alice.get(idea.get_absolute_url()).text
    listed = alice.get(f"/ideas/{idea.slug}/revisions/").text
    assert "Examples 2" in listed and "zero-shot on earlier-model" in listed and "?examples=1" in listed
    runs = alice.get(f"/ideas/{idea.slug}/runs/?examples=1").text
    assert "as of examples 1" in runs and "earlier-model" in runs and "later-model" not in runs
    assert address_of(earlier, "demo") not in runs
    assert "as of examples 1" in alice.get(earlier.get_absolute_url()).text
    for wrong in ("3", "0", "x", "9" * 30):
        assert alice.get(f"/ideas/{idea.slug}/runs/?examples={wrong}").status_code == 404


@pytest.mark.parametrize("revisions", [1, 40])
def test_revisions_take_as_many_queries_for_one_as_for_a_page(
    revisions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = make_run(is_best=True, **FINISHED)
    idea = run.revision.idea
    for _ in range(revisions - 1):
        make_revision(idea)
    # the idea with author, taggings, tags, answers; the latest revision; the revisions; their best runs
    with django_assert_num_queries(6):
        shown = Client().get(f"/ideas/{idea.slug}/revisions/").text
    assert ("Earlier revisions" in shown) == (revisions == 40)
