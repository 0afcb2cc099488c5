"""The seed: ideas posted by one labelled house account, and one account to sign in with."""

import tomllib
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.publish import publish
from ideas import actions as ideas
from ideas.addresses import idea_slug
from ideas.models import Idea
from ideas.texts import TEXT_COLUMNS
from marketplace.accounts.models import User

HOUSE, DEMO = "overlooked", "demo"


def entries() -> Iterable[dict[str, Any]]:
    """The ideas of the seed, one per file."""
    return (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(settings.SEED.glob("*.toml")))


def post_all() -> int:
    """Post the ideas that are not posted yet and return their number. Each has its own transaction, so a start that was
    stopped continues later."""
    house = house_account()
    posted = set(Idea.objects.by(house).values_list("title", flat=True))
    slugs = set(Idea.objects.by(house).values_list("slug", flat=True))  # an address stays when the title changes
    fresh = [entry for entry in entries() if entry["title"] not in posted and idea_slug(entry["title"]) not in slugs]
    for entry in fresh:
        post(house, entry)
    return len(fresh)


@transaction.atomic
def post(house: User, entry: dict[str, Any]) -> Idea:
    texts = {name: entry[name] for name in TEXT_COLUMNS if name in entry}
    idea = ideas.save_draft(house, texts, entry["tags"])
    rows = [(given, expected) for given, expected in entry["examples"]]
    documents = [(name, text) for name, text in entry.get("documents", [])]
    beside = [(scorer, parameter[0] if parameter else None) for scorer, *parameter in entry.get("more_checks", [])]
    measured = {name: entry[name] for name in ("task", "scorer", "threshold") if name in entry}
    given, expected = entry["names"]
    return publish(house, idea, rows, documents=documents, more_checks=beside, names=(given, expected), **measured)


def house_account() -> User:
    """The account of the house. It cannot sign in, and pages label it as the house."""
    house, made = User.objects.get_or_create(
        username=HOUSE, defaults={"email": "house@overlooked.invalid", "is_house": True}
    )
    if made:
        house.set_unusable_password()
        house.save()
    return house


@transaction.atomic
def welcome(password: str) -> User:
    """The account whose name and password `make up` prints; the password is set again at every start."""
    demo, made = User.objects.get_or_create(
        username=DEMO, defaults={"email": "demo@overlooked.invalid", "confirmed": timezone.now()}
    )
    if not demo.is_grown:  # a first visitor tries everything at once
        demo.is_grown = True
        demo.save(update_fields=["is_grown"])
    if made:
        EmailAddress.objects.create(user=demo, email=demo.email, primary=True, verified=True)
    if not demo.check_password(password):
        demo.set_password(password)
        demo.save()
    return demo
