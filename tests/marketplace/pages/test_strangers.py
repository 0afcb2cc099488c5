"""What strangers bring never leads anywhere, and what only the operator knows is nowhere."""

import re

import pytest
from django.test import Client

from evaluations.prototypes.models import Endpoint
from tests.factories import make_comment, make_idea, make_model, make_run, make_trial

pytestmark = pytest.mark.django_db

TRACKER = "http://tracker.example/x.png"
ELSEWHERE = re.compile(r"""<(?:img|iframe|object|embed|video|audio|source|image|script|link)\b[^>]*tracker""", re.I)
IMAGES = f'![a picture]({TRACKER}) <img src="{TRACKER}"> <svg><image href="{TRACKER}"/></svg> url({TRACKER})'


def test_address_of_an_image_is_fetched_by_no_page_whoever_wrote_it(client: Client) -> None:
    idea = make_idea(problem=IMAGES, why_overlooked=IMAGES, why_open=IMAGES)
    make_comment(idea, text=IMAGES)
    run = make_run(trials_done=1, n=1)
    make_trial(run, answer=IMAGES, raw_answer=IMAGES, note=IMAGES[:300])
    for address in (idea.get_absolute_url(), run.get_absolute_url()):
        response = client.get(address)
        assert "tracker.example" in response.text and not ELSEWHERE.search(response.text)
        policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
        assert policy["img-src"] == "'self' data:" and policy["default-src"] == policy["base-uri"] == "'none'"


def test_key_and_address_of_a_server_are_on_no_page_and_in_no_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_SERVER_KEY", "sk-very-secret")
    model = make_model("secretive", state="down")
    Endpoint.objects.update(key_variable="CHAT_SERVER_KEY", url="http://internal.example:8123/v1")
    run = make_run(model=model, trials_done=1, errors=1)
    make_trial(run, outcome="error", score=None, errors=[{"status": 401, "what": "HTTP 401: [the key] is refused"}])
    page = run.get_absolute_url()
    addresses = ["/models/", "/models/secretive/", page, f"{page}trials.csv", f"{page}bundle.zip", "/readyz"]
    api = ["models/", "models/secretive/", f"runs/{run.pk}/", f"runs/{run.pk}/trials/"]
    for address in addresses + [f"/api/v1/{path}" for path in api]:
        content = client.get(address).getvalue()
        for secret in (b"sk-very-secret", b"CHAT_SERVER_KEY", b"internal.example"):
            assert secret not in content, address
