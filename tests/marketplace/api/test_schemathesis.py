"""Schemathesis over the whole schema: thousands of requests made up from it, right and wrong, signed in and out.

Half of what it makes up for an address is replaced by something that exists, or every answer would be 404.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis import Case as AnyCase
from schemathesis import checks as general
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks as openapi

from evaluations.panel.models import Claim, Waiting
from evaluations.prototypes.models import ExampleRevision, Run, Visitor
from evaluations.prototypes.pastes.begin import begin
from ideas.models import Idea
from marketplace.accounts.models import ApiToken, User
from marketplace.wsgi import application
from tests.factories import make_comment, make_idea, make_person, make_revision, make_run, make_trial
from tests.sentences import unlike

# Not among them: `positive_data_acceptance`, because a cursor is opaque: no schema says which text is one, so a made-up
# one, though it is right by the schema, is refused. The others that Schemathesis has are about chains of requests.
CHECKS = [
    general.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.missing_required_header,
    openapi.unsupported_method,
    openapi.allow_header_conformance,
    openapi.ignored_auth,
]
Case = AnyCase[Any]
bounded = settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own test client has it: a request does not close the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(db: None, one_connection: None, settings: Settings) -> dict[str, list[Any]]:
    """What exists, by the name that a path has for it; and a person who wrote half of it."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"address": 10**6, "account": 10**6}}
    settings.TRIES_PER_HOUR_BY_ADDRESS = settings.TRIES_PER_HOUR_BY_ACCOUNT = 5
    settings.PASTES_PER_HOUR_BY_ADDRESS = settings.PASTES_PER_HOUR_BY_ACCOUNT = 5
    me, other = make_person("ada"), make_person("bob")
    mine, theirs, draft = make_idea(me, tags=("law",)), make_idea(other), make_idea(me, published=False)
    comments = [make_comment(theirs, me), make_comment(mine, other)]
    run = make_run(make_revision(mine))
    make_trial(run, request={"messages": []})
    make_demo(make_revision(theirs))
    claims = [claimed(theirs, me), claimed(mine, other)]
    claims[1].stances.create(person=make_person(), upholds=True, reason="It does the same.")
    Waiting.objects.create(idea=theirs, address=me.email, person=me, confirmed=timezone.now())
    token, secret = ApiToken.objects.issue(me, "made-up requests")
    rows = [(unlike(number), "tax" if number % 2 else "roads") for number in range(4)]
    paste = begin(Visitor(me, "192.0.2.1"), f"token {token.pk}", rows)
    return {
        "secret": [secret],
        "key": [paste.key],
        "slug": [mine.slug, theirs.slug, draft.slug],
        "/comments/": comments,
        "/runs/": [run],
        "/claims/": claims,
    }


def claimed(idea: Idea, person: User) -> Claim:
    said = {"product": "Sorter", "company": "Acme", "link": "https://example.org/", "by_frontier_lab": True}
    return Claim.objects.create(idea=idea, person=person, **said)


def make_demo(revision: ExampleRevision) -> Run:
    """A finished run that asks no model."""
    ended = {"state": "finished", "finished": timezone.now(), "n": 8, "trials_done": 8, "successes": 4, "score": 0.5}
    return Run.objects.create(revision=revision, recipe="majority", lane="quick", cost_rank=0, sample=8, **ended)


def at_something_that_exists(case: Case, world: dict[str, list[Any]]) -> None:
    made_up, meta = dict(case.path_parameters or {}), case.meta
    if not made_up or (
        meta and ParameterLocation.PATH in meta.components and meta.is_negative_at(ParameterLocation.PATH)
    ):
        return
    which = sum(map(ord, str(made_up)))
    if which % 2 and "slug" in made_up:
        case.path_parameters = made_up | {"slug": world["slug"][which % 3]}
    elif which % 2 and "key" in made_up:
        case.path_parameters = {"key": str(world["key"][0])}
    elif which % 2:
        there = next(rows for part, rows in world.items() if part in case.path)
        case.path_parameters = {"id": there[which % len(there)].pk}


def validate(case: Case, headers: dict[str, str]) -> None:
    """A body that is too large is refused, too, with 413, which Schemathesis does not count as a refusal."""
    response = case.call(headers=headers)
    is_too_large = response.status_code == 413
    checks = [check for check in CHECKS if not (is_too_large and check is openapi.negative_data_rejection)]
    case.validate_response(response, checks=checks, headers=headers)


@schema.parametrize()
@bounded
def test_stranger_gets_what_the_schema_says(case: Case, world: dict[str, list[Any]]) -> None:
    at_something_that_exists(case, world)
    validate(case, {})


@schema.parametrize()
@bounded
def test_person_gets_what_the_schema_says(case: Case, world: dict[str, list[Any]]) -> None:
    at_something_that_exists(case, world)
    validate(case, {"Authorization": f"Bearer {world['secret'][0]}"})
