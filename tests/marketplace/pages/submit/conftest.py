"""Ada, who posts; the idea that she is drafting; and the page on which she gives its examples."""

import pytest
from django.test import Client

from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person


@pytest.fixture
def ada(client: Client) -> User:
    person = make_person("ada")
    client.force_login(person)
    return person


@pytest.fixture
def idea(ada: User) -> Idea:
    return make_idea(ada, published=False)


@pytest.fixture
def address(idea: Idea) -> str:
    return f"/submit/{idea.slug}/examples/"
