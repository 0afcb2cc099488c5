"""The first visit: ideas posted by one labelled house account, and one account to sign in with."""

import tomllib
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from evaluations.prototypes.publish import publish
from ideas import actions as ideas
from ideas.models import Idea
from ideas.texts import COLUMNS
from marketplace.accounts.models import User

HOUSE, DEMO = "overlooked", "demo"


def entries() -> Iterable[dict[str, Any]]:
    """The ideas of the seed, one per file."""
    return (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(settings.SEED.glob("*.toml")))


def post_all() -> int:
    """Post what is not posted yet and return how many; one transaction each, so a stopped start goes on later."""
    house = house_account()
    posted = set(Idea.objects.by(house).values_list("title", flat=True))
    slugs = set(Idea.objects.by(house).values_list("slug", flat=True))  # they outlive a change of the title
    fresh = [entry for entry in entries() if entry["title"] not in posted and slugify(entry["title"])[:80] not in slugs]
    for entry in fresh:
        post(house, entry)
    return len(fresh)


@transaction.atomic
def post(house: User, entry: dict[str, Any]) -> Idea:
    texts = {name: entry[name] for name in COLUMNS if name in entry}
    idea = ideas.save_draft(house, texts, entry["tags"])
    rows = [(given, expected) for given, expected in entry["examples"]]
    documents = [(name, text) for name, text in entry.get("documents", [])]
    beside = [(scorer, parameter[0] if parameter else None) for scorer, *parameter in entry.get("more_checks", [])]
    measured = {name: entry[name] for name in ("task", "scorer", "threshold") if name in entry}
    return publish(house, idea, rows, documents=documents, more_checks=beside, **measured)


def house_account() -> User:
    """It cannot sign in, and it wears its label wherever it appears."""
    house, made = User.objects.get_or_create(
        username=HOUSE, defaults={"email": "house@overlooked.invalid", "is_house": True}
    )
    if made:
        house.set_unusable_password()
        house.save()
    return house


@transaction.atomic
def welcome(password: str) -> User:
    """The account whose name and password `make up` prints; they are true after every start."""
    demo, made = User.objects.get_or_create(
        username=DEMO, defaults={"email": "demo@overlooked.invalid", "confirmed": timezone.now()}
    )
    if made:
        EmailAddress.objects.create(user=demo, email=demo.email, primary=True, verified=True)
    if not demo.check_password(password):
        demo.set_password(password)
        demo.save()
    return demo
