"""Any words can be searched for."""

import pytest
from django.test import Client

from ideas.models import Idea
from tests.factories import make_comment, make_idea

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["-", "- ", "-(", "(-", "-\t", "-!", "-&", "-<", "-- ", '-"', "or -", "-a ", "-–"])
def test_search_for_many_minuses_is_answered(client: Client, part: str) -> None:
    words = part * (200 // len(part))
    assert client.get("/search", {"q": words}).status_code == 200
    assert client.get("/api/v1/ideas/", {"q": words}).status_code == 200


def test_minus_still_leaves_out_a_word() -> None:
    wanted, other = make_idea(title="Sort tax letters"), make_idea(title="Sort road letters")
    make_comment(wanted)
    assert list(Idea.objects.matching("sort -road")) == [wanted]
    assert list(Idea.objects.matching("sort --tax")) == [other]
    assert set(Idea.objects.matching("sort co-op or letters -")) == {wanted, other}
