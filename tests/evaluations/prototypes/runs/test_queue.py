"""Which run a worker gets, and how many places at a server go with it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest import mark

from evaluations.prototypes.catalogue import places
from evaluations.prototypes.models import Endpoint, OpenModel, Run, Share
from evaluations.prototypes.runs import queue
from evaluations.prototypes.runs.queue import LeasedRun
from ideas import actions as ideas
from marketplace.accounts.models import User
from tests.factories import make_idea, make_model, make_person, make_revision, make_run

from .cast import endpoint_of, tried_idea

pytestmark = pytest.mark.django_db


def let_leases_run_out() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Run.objects.filter(state="running").update(leased_until=past)
    Share.objects.update(until=past)


def test_cheap_recipes_of_every_idea_go_first() -> None:
    dear, cheap = make_run(cost_rank=3), make_run(cost_rank=2)
    claims = [queue.claim("chat"), queue.claim("chat"), queue.claim("chat")]
    assert [claim.run if claim else None for claim in claims] == [cheap, dear, None]


def test_new_run_goes_before_a_big_one() -> None:
    make_run(make_revision(size=70), trials_done=60, n=60)
    new = make_run()
    claim = queue.claim("chat")
    assert claim
    assert claim.run == new


def test_run_that_was_begun_is_finished_before_others_begin() -> None:
    begun = make_run(trials_done=5, n=5)
    make_run()
    claim = queue.claim("chat")
    assert claim
    assert claim.run == begun


def test_newest_idea_is_tried_first_among_runs_not_begun() -> None:
    make_run(make_revision(make_idea(hours_old=2)))
    newest = make_run(make_revision(make_idea()))
    claim = queue.claim("chat")
    assert claim
    assert claim.run == newest


def test_dear_recipe_of_somebody_goes_before_a_cheap_one_of_the_house() -> None:
    house = make_person()
    User.objects.filter(pk=house.pk).update(is_house=True)
    make_run(make_revision(make_idea(house)), cost_rank=2)
    of_somebody = make_run(cost_rank=3)
    claim = queue.claim("chat")
    assert claim
    assert claim.run == of_somebody


def test_worker_of_another_lane_gets_nothing() -> None:
    make_run()
    assert queue.claim("quick") is None


@mark.parametrize("state", ["down", "loading"])
def test_run_waits_while_its_server_is_away(state: str) -> None:
    run = make_run(model=make_model(state=state))
    assert queue.claim("chat") is None
    Endpoint.objects.update(state="up")
    claim = queue.claim("chat")
    assert claim
    assert claim.run == run


def test_run_waits_while_its_server_rests() -> None:
    make_run()
    Endpoint.objects.update(rests_until=timezone.now() + timedelta(minutes=1))
    assert queue.claim("chat") is None
    Endpoint.objects.update(rests_until=timezone.now() - timedelta(seconds=1))
    assert queue.claim("chat")


def test_run_waits_while_its_server_is_switched_off() -> None:
    make_run()
    Endpoint.objects.update(enabled=False)
    assert queue.claim("chat") is None


def test_run_of_a_withdrawn_idea_waits(chat_model: OpenModel) -> None:
    idea = tried_idea()
    ideas.unpublish(idea.author, idea)
    assert queue.claim("chat") is None
    ideas.publish(idea.author, idea)
    assert queue.claim("chat")


def test_run_needs_the_embedding_server_too() -> None:
    make_run(embedder=make_model(kind="embedding", dimensions=384, state="down"))
    assert queue.claim("chat") is None


def test_held_run_is_not_given_out_again_until_its_lease_runs_out() -> None:
    make_run()
    first = queue.claim("chat")
    assert first
    assert queue.claim("chat") is None
    let_leases_run_out()
    second = queue.claim("chat")
    assert second
    assert second.run == first.run
    assert not queue.renew(first)
    assert queue.renew(second)


def test_slice_takes_the_free_places_and_no_more_than_it_has_examples() -> None:
    model = make_model()
    Endpoint.objects.update(max_in_flight=5)
    make_run(model=model, sample=8, trials_done=5, n=5)
    claim = queue.claim("chat")
    assert claim
    assert claim.places == {model.endpoint_id: 3}


def test_second_run_takes_what_is_left_and_a_third_waits() -> None:
    model = make_model()
    Endpoint.objects.update(max_in_flight=10)
    for _ in range(3):
        make_run(model=model, sample=8)
    claims = [queue.claim("chat") for _ in range(3)]
    assert [claim and claim.places[model.endpoint_id] for claim in claims] == [8, 2, None]
    assert claims[0]
    places.give_back_places(claims[0].lease)
    assert queue.claim("chat")


def test_full_server_does_not_keep_others_from_working() -> None:
    busy = make_model()
    for _ in range(queue.LOOK_AHEAD + 2):
        make_run(model=busy)
    idle = make_run(cost_rank=30)
    queue.claim("chat")
    Endpoint.objects.filter(pk=busy.endpoint_id).update(max_in_flight=4)
    claim = queue.claim("chat")
    assert claim
    assert claim.run == idle


def test_server_at_which_nobody_works_goes_before_one_that_has_places_left() -> None:
    slow, idle = make_model(), make_model()
    Endpoint.objects.update(max_in_flight=64)
    for _ in range(2):
        make_run(cost_rank=2, model=slow)
    make_run(cost_rank=3, model=idle)
    claims = [queue.claim("chat") for _ in range(4)]
    assert [claim.run.model if claim else None for claim in claims] == [slow, idle, slow, None]


def test_embedding_server_gives_one_place_to_a_run_about_a_chat_model(
    chat_model: OpenModel, embedding_model: OpenModel
) -> None:
    tried_idea()
    Run.objects.exclude(recipe="few-shot").delete()
    claim = queue.claim("chat")
    assert claim
    assert claim.places == {chat_model.endpoint_id: 2, embedding_model.endpoint_id: 1}


def test_runs_leave_one_place_of_the_embedding_server_to_searches(embedding_model: OpenModel) -> None:
    Endpoint.objects.update(max_in_flight=4)
    for _ in range(2):
        tried_idea()
    Run.objects.exclude(recipe="nearest").delete()
    claim = queue.claim("quick")
    assert claim and claim.places == {embedding_model.endpoint_id: 3}
    assert queue.claim("quick") is None
    with (
        places.one_place(endpoint_of(embedding_model)) as first,
        places.one_place(endpoint_of(embedding_model)) as second,
    ):
        assert (first, second) == (True, False)
    places.give_back_places(claim.lease)
    assert queue.claim("quick")


def test_only_place_of_an_embedding_server_is_for_runs_too(embedding_model: OpenModel) -> None:
    Endpoint.objects.update(max_in_flight=1)
    tried_idea()
    Run.objects.exclude(recipe="nearest").delete()
    claim = queue.claim("quick")
    assert claim and claim.places == {embedding_model.endpoint_id: 1}


def test_server_that_keeps_a_place_for_searches_does_not_keep_others_from_working(embedding_model: OpenModel) -> None:
    for _ in range(queue.LOOK_AHEAD + 2):
        make_run(model=embedding_model, lane="quick")
    idle = make_run(lane="quick", cost_rank=30)
    assert queue.claim("quick")
    claim = queue.claim("quick")
    assert claim and claim.run == idle


def test_places_of_a_dead_worker_are_free_when_its_lease_ran_out(chat_model: OpenModel) -> None:
    tried_idea()
    queue.claim("chat")
    assert Share.objects.free_places(endpoint_of(chat_model)) == 0
    let_leases_run_out()
    assert Share.objects.free_places(endpoint_of(chat_model)) == 2
    assert queue.claim("chat")
    assert Share.objects.count() == 1


def at_once(what: Callable[[], LeasedRun | None], count: int) -> list[LeasedRun]:
    """Call it in so many threads at the same moment, each with its own connection."""
    barrier = threading.Barrier(count)
    claims: list[LeasedRun | None] = []

    def thread() -> None:
        barrier.wait()
        try:
            claims.append(what())
        finally:
            connection.close()

    threads = [threading.Thread(target=thread) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(claims) == count
    return [claim for claim in claims if claim]


@mark.django_db(transaction=True)
def test_one_of_many_workers_gets_the_run() -> None:
    make_run()
    Endpoint.objects.update(max_in_flight=50)
    assert len(at_once(lambda: queue.claim("chat"), 8)) == 1


@mark.django_db(transaction=True)
def test_many_workers_together_never_hold_more_places_than_the_server_has() -> None:
    model = make_model()
    Endpoint.objects.update(max_in_flight=7)
    for _ in range(8):
        make_run(model=model, sample=3)
    claims = at_once(lambda: queue.claim("chat"), 8)
    assert sum(claim.places[model.endpoint_id] for claim in claims) == 7
    assert len({claim.run for claim in claims}) == len(claims) == 3
