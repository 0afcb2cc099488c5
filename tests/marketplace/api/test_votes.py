"""Voting by PUT and DELETE, as often as one likes; many people at one moment, and one person twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from ideas import actions
from ideas.models import Vote
from marketplace.accounts.models import ApiToken
from tests.factories import make_idea, make_person

from .conftest import Api

VOTERS = 64


@pytest.mark.django_db
def test_vote_is_cast_once_however_often_it_is_put(api: Api) -> None:
    idea, program = make_idea(), api()
    answers = [program.put(f"/api/v1/ideas/{idea.slug}/vote/").json() for _ in range(2)]
    assert answers == [{"voted": True, "votes": 1}] * 2
    assert program.get(f"/api/v1/ideas/{idea.slug}/vote/").json() == {"voted": True, "votes": 1}


@pytest.mark.django_db
def test_vote_is_taken_back_once_however_often_it_is_deleted(api: Api) -> None:
    idea, program = make_idea(votes=1), api()
    program.put(f"/api/v1/ideas/{idea.slug}/vote/")
    answers = [program.delete(f"/api/v1/ideas/{idea.slug}/vote/").json() for _ in range(2)]
    assert answers == [{"voted": False, "votes": 1}] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_vote_without_token_is_401(anyone: APIClient, method: str) -> None:
    idea = make_idea(votes=1)
    assert getattr(anyone, method)(f"/api/v1/ideas/{idea.slug}/vote/").status_code == 401
    assert Vote.objects.count() == 1


@pytest.mark.django_db
def test_vote_for_somebody_elses_draft_is_404(api: Api) -> None:
    assert api().put(f"/api/v1/ideas/{make_idea(published=False).slug}/vote/").status_code == 404


@pytest.mark.django_db
def test_vote_for_ones_own_draft_is_a_conflict(api: Api) -> None:
    author = make_person()
    response = api(author).put(f"/api/v1/ideas/{make_idea(author, published=False).slug}/vote/")
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")


@pytest.fixture
def secrets(transactional_db: None) -> list[str]:
    """Tokens of 64 people."""
    people = [make_person() for _ in range(VOTERS)]
    return [ApiToken.objects.issue(person, "vote")[1] for person in people]


@pytest.fixture
def clients() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(VOTERS) as pool:
        yield pool


def test_vote_put_again_and_again_by_64_clients_at_one_moment_is_one_vote_each(
    live_server: LiveServer, secrets: list[str], clients: ThreadPoolExecutor
) -> None:
    idea = make_idea()
    together = threading.Barrier(VOTERS)

    def put_vote(secret: str) -> int:
        connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=60)
        connection.connect()
        together.wait(timeout=60)
        connection.request("PUT", f"/api/v1/ideas/{idea.slug}/vote/", headers={"Authorization": f"Bearer {secret}"})
        status = connection.getresponse().status
        connection.close()
        return status

    # In two rounds of 64 each person's two requests meet each other; in the third everybody comes once more.
    puts = [secret for secret in secrets for _ in range(2)] + secrets
    assert list(clients.map(put_vote, puts)) == [200] * len(puts)
    assert Vote.objects.filter(idea=idea).count() == VOTERS
    actions.tally()
    idea.refresh_from_db()
    assert (idea.votes, idea.ranked_votes) == (VOTERS, VOTERS)
