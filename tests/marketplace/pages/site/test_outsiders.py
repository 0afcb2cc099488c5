"""No address tells an outsider what is somebody's own: drafts, what was withdrawn or hidden, addresses, tokens."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from evaluations.prototypes.models import Run
from ideas.actions import unpublish
from ideas.models import Comment, Report
from marketplace.accounts.models import ApiToken, TokenScope
from tests.factories import make_comment, make_idea, make_person, make_revision, make_run, make_trial

from .addresses import Things, make_things, places_of

pytestmark = pytest.mark.django_db

OWN = "Kestrel"  # in every text that is somebody's own


def of_their_own(things: Things) -> list[Things]:
    """A draft and a withdrawn idea of the person, each with a run and a comment, and what else is theirs alone."""
    person = things.person
    person.email = f"{OWN}@example.org"
    person.save()
    ApiToken.objects.issue(person, f"{OWN} server")
    withdrawn = make_idea(person, title=f"{OWN} withdrawn", pitch=f"{OWN} pitch")
    revision = make_revision(withdrawn)
    revision.examples.update(input=f"{OWN} input")
    run = make_run(revision, state="finished", n=8, trials_done=8, score=0.5, lower=0.3, upper=0.7, cost_basis=OWN)
    make_trial(run, answer=f"{OWN} answer", raw_answer=OWN)
    comment = make_comment(withdrawn, person, f"{OWN} comment")
    unpublish(person, withdrawn)
    draft = make_idea(person, published=False, title=f"{OWN} draft")
    hidden = make_comment(things.idea, person, f"{OWN} hidden")
    Comment.objects.filter(pk=hidden.pk).update(hidden=timezone.now())
    Report.objects.create(reporter=person, comment=things.comment, reason="spam", details=f"{OWN} report")
    gone = replace(things, idea=withdrawn, run=run, comment=comment)
    return [things, gone, replace(gone, idea=draft), replace(things, comment=hidden)]


@pytest.mark.parametrize("who", ["stranger", "outsider", "program"])
def test_no_address_tells_an_outsider_what_is_somebodys_own(settings: Settings, who: str) -> None:
    client = Client()
    outsider = make_person("outsider")
    if who == "outsider":
        client.force_login(outsider)
    if who == "program":
        _, secret = ApiToken.objects.issue(outsider, "a program", [TokenScope.WRITE, TokenScope.MODERATE])
        client = Client(headers={"Authorization": f"Bearer {secret}"})
    known: set[str] = set()
    for things in of_their_own(make_things(settings)):
        for _, place in places_of(things):
            if place in known or (who == "program") != place.startswith("/api/"):
                continue
            known.add(place)
            said = client.get(place).getvalue().decode(errors="replace")
            assert OWN not in said, place
    assert len(known) > 40 and Run.objects.count() == 2


def test_the_person_finds_it_all(settings: Settings) -> None:
    """So the drive above looks where it would be."""
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    client = Client()
    things = of_their_own(make_things(settings))
    client.force_login(things[0].person)
    places = {place for each in things for _, place in places_of(each)}
    told = {place for place in places if OWN in client.get(place).getvalue().decode(errors="replace")}
    assert len(told) > 12, told
