"""People who are signed in, a claim with rude words, and a report of it."""

from django.test import Client

from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Claim
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_person

SPAM = {"reason": "spam", "details": "Sells shoes."}


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def claim_on(idea: Idea) -> Claim:
    rude = NewClaim("Rude <b>words</b>", "Big Lab", "https://example.org/", "everything", by_frontier_lab=True)
    return claim(make_person("carol"), idea, rude)
