"""Redis, stopped for real while people are at work: everything goes on, and the tally comes later."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from ideas import actions
from ideas.models import Comment, Idea, Vote
from marketplace.accounts.models import ApiToken
from marketplace.local import redis_server
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
LISTS = ("/", "/new", "/top/week", "/search?q=letter", "/feeds/hot.atom", "/api/v1/top/", "/api/v1/ideas/?sort=new")


@pytest.fixture
def redis_of_its_own(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryDirectory() as folder:  # whose path is short enough for a socket
        socket = Path(folder) / "redis.sock"
        server = subprocess.Popen(
            [redis_server.binary(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{socket}?db=0"}}
        awaited = redis_server.absence(f"unix://{socket}?db=0")
        while awaited():
            assert server.poll() is None
        yield server
        server.kill()
        server.wait()


def test_people_vote_comment_and_read_while_redis_is_stopped(
    redis_of_its_own: "subprocess.Popen[bytes]", client: Client
) -> None:
    idea, alice, stranger = make_idea(), make_person("alice"), Client()
    client.force_login(alice)
    assert {stranger.get(path).status_code for path in LISTS} == {200}  # with connections that are about to break
    redis_of_its_own.terminate()
    redis_of_its_own.wait()

    for reader in (stranger, client):
        assert {path: reader.get(path).status_code for path in LISTS} == dict.fromkeys(LISTS, 200)
    page = f"/ideas/{idea.slug}/"
    voted = client.post(f"{page}vote/", {"voted": "1"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in voted.text and "<span>1</span>" in voted.text
    assert "Still here." in client.post(f"{page}comments/", {"text": "Still here."}, follow=True).text
    program = {"Authorization": f"Bearer {ApiToken.objects.issue(make_person(), 'vote')[1]}"}
    assert client.put(f"/api/v1{page}vote/", headers=program).json() == {"voted": True, "votes": 2}
    assert (Vote.objects.count(), Comment.objects.count()) == (2, 1)
    assert Idea.objects.get().votes == 0
    actions.tally()
    assert (Idea.objects.get().votes, Idea.objects.get().comment_count) == (2, 1)
