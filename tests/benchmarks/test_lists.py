import pytest
from django.test import Client

from benchmarks.lists import PAGES, grow_to
from ideas.models import Idea
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_grown_ideas_fill_every_page(client: Client) -> None:
    make_idea(tags=("farms",))
    for size in (5, 60):
        grow_to(size)
        assert Idea.objects.published().count() == size
    for page in PAGES:
        assert "/ideas/idea-" in client.get(page).text
