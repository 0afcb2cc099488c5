"""Every address of the site, filled with things that are there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils import timezone
from pytest_django import Settings

from evaluations.prototypes.models import Paste, Run
from ideas.models import Comment, Idea
from marketplace.accounts.models import User
from tests.factories import make_comment, make_idea, make_model, make_person, make_revision, make_run, make_trial

OF_MODELS = ("model", "api-model")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Things:
    """What one person made: an idea with a comment by them and a finished run; and a table that they try."""

    person: User
    idea: Idea
    run: Run
    comment: Comment
    paste: Paste


def make_things(settings: Settings) -> Things:
    """With no limit of pages, which would refuse most of the addresses."""
    settings.PAGES_PER_MINUTE_BY_ACCOUNT = settings.PAGES_PER_MINUTE_BY_ADDRESS = 1_000_000
    person = make_person("marta")
    idea = make_idea(person, tags=("letters",))
    run = make_run(make_revision(idea), state="finished", n=8, trials_done=8, score=0.5, lower=0.3, upper=0.7)
    make_trial(run)
    rows = [["Kestrel row", "out"], ["another", "out"], ["a third", "in"]]
    paste = Paste.objects.create(person=person, rows=rows, ends=timezone.now() + timedelta(hours=1))
    return Things(person, idea, run, make_comment(idea, person), paste)


def places_of(things: Things) -> list[tuple[str, str]]:
    """The name of each address, and one place at it."""
    model = make_model()
    values = {"slug": things.idea.slug, "name": things.person.username, "what": "trials", "row": 1, "part": "answer"}
    values |= {"form": "atom", "number": 0, "token": "x", "key": str(things.paste.key), "uidb36": "x", "window": "week"}
    found = []
    for name, route in routes_of(get_resolver().url_patterns):
        own: dict[str, Any] = {"pk": things.comment.pk if "comment" in route else things.run.pk}
        own |= {"slug": model.slug} if name in OF_MODELS else {}
        own |= {"slug": "letters"} if "tag" in name else {}
        own |= {"name": "hot"} if name == "feed" else {}
        found.append((name, filled(route, values | own)))
    return found


def routes_of(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", route
        else:
            yield from routes_of(pattern.url_patterns, route)


def filled(route: str, values: dict[str, Any]) -> str:
    path = PARAMETER.sub(lambda found: str(values.get(found[1] or found[2], 1)), route)
    return "/" + re.sub(r"[\^$\\]", "", path)
