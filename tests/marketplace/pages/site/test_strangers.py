"""What strangers bring never leads anywhere, and what only the operator knows is nowhere."""

import re
from typing import Any

import pytest
from django.test import Client

from evaluations.prototypes.models import Endpoint
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate, record_proof
from ideas.models import Question
from ideas.models.answer import AnswerState
from ideas.proof import FieldAnswer, Pair, Proof, Rightness
from marketplace.pages.templatetags.shown import UNSEEN
from tests.factories import make_comment, make_idea, make_model, make_revision, make_run, make_trial

pytestmark = pytest.mark.django_db

TRACKER = "http://tracker.example/x.png"
ELSEWHERE = re.compile(r"""<(?:img|iframe|object|embed|video|audio|source|image|script|link)\b[^>]*tracker""", re.I)
IMAGES = f'![a picture]({TRACKER}) <img src="{TRACKER}"> <svg><image href="{TRACKER}"/></svg> url({TRACKER})'


HOSTILE = "\x1b[31m red \u202e turned \u2066"
TYPED = re.compile(r"""<textarea.*?</textarea>| (?:value|data-input)=(?:"[^"]*"|'[^']*')""", re.S)


def test_no_page_hides_or_turns_what_a_stranger_a_model_or_a_server_wrote(client: Client) -> None:
    said: dict[str, Any] = dict.fromkeys(
        ("title", "pitch", "problem", "audience", "why_overlooked", "why_open"), HOSTILE
    )
    idea = make_idea(**said)
    basis = AnswerUpdate(
        AnswerState.KNOWN, 0.6, 1, n=60, lower=0.8, point=0.9, upper=0.95, headline=HOSTILE, basis=HOSTILE
    )
    record_answer(idea.pk, Question.WORKS, basis)
    model = make_model("served", digest=HOSTILE, quantisation="\u202eQ4", source=HOSTILE, served_file=HOSTILE)
    type(model).objects.update(name=f"served {HOSTILE}")
    Endpoint.objects.update(name=HOSTILE, reason=HOSTILE, build=HOSTILE, state="down")
    model.refresh_from_db()
    revision = make_revision(idea)
    revision.examples.update(input=HOSTILE, expected=HOSTILE)
    numbers = {"n": 8, "trials_done": 8, "score": 0.5, "lower": 0.3, "upper": 0.7, "cost_basis": HOSTILE}
    run = make_run(revision, model=model, state="finished", is_best=True, usd_per_1000=1.0, **numbers)
    make_trial(run, answer=HOSTILE, raw_answer=HOSTILE, note=HOSTILE, quantisation="\u202eQ4", model_name=HOSTILE)
    make_run(revision, recipe="few-shot", model=model, waiting_for=HOSTILE)
    make_run(revision, recipe="instruction", instruction=HOSTILE, model=model, state="finished", **numbers)
    record_proof(
        idea.pk, Proof(Pair(1, 8, HOSTILE, Rightness.WRONG, HOSTILE, HOSTILE, HOSTILE, HOSTILE, passage=HOSTILE))
    )
    fields = (FieldAnswer(HOSTILE, HOSTILE, HOSTILE, is_right=False),)
    record_proof(make_idea().pk, Proof(Pair(1, 8, HOSTILE, Rightness.PARTLY, fields=fields)))
    page = idea.get_absolute_url()
    ours = [page, *(f"{page}{end}" for end in ("try/", "card/", "runs/", "compare/", "revisions/", "versions/"))]
    for address in [*ours, run.get_absolute_url(), "/", "/new", "/models/", model.get_absolute_url()]:
        response = client.get(address)
        assert response.status_code == 200, address
        left = TYPED.sub("", response.text)
        assert not UNSEEN.findall(left), address
        assert "U+202E" in left, address


def test_no_page_fetches_an_image_that_a_stranger_or_a_model_named(client: Client) -> None:
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
