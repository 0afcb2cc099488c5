"""The idea that Ada is drafting, and the page on which she gives its examples."""

import pytest

from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea


@pytest.fixture
def idea(ada: User) -> Idea:
    return make_idea(ada, published=False)


@pytest.fixture
def address(idea: Idea) -> str:
    return f"/submit/{idea.slug}/examples/"
