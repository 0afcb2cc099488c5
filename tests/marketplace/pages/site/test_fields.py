"""Text that is typed or pasted into forms. The cast: Alice the author, and a reader who is signed in."""

import pytest
from django.test import Client
from lxml import html

from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Stance
from ideas.models import Idea
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def claimed(client: Client) -> Idea:
    """A reader is signed in, and somebody else has made a claim."""
    idea = make_idea()
    claim(make_person(), idea, NewClaim("Sorter", "Big Lab", "https://example.org/sorter", by_frontier_lab=True))
    client.force_login(make_person())
    return idea


@pytest.mark.parametrize("path", ["", "prior-art/"])
def test_no_field_of_words_cuts_what_is_pasted(client: Client, path: str) -> None:
    page = html.fromstring(client.get(f"{claimed(client).get_absolute_url()}{path}").text)
    assert page.xpath("//main//textarea/@maxlength | //main//input[@type!='email']/@maxlength") == []


def test_line_break_counts_as_the_one_character_that_it_looks_like(client: Client) -> None:
    idea = claimed(client)
    stance = f"/claims/{idea.claims.get().pk}/stance/"
    fits = "\r\n".join(["ab"] * 167)  # 166 breaks of one each and 334 letters: 500
    assert client.post(stance, {"upholds": "no", "reason": fits}).status_code == 302
    assert len(Stance.objects.get().reason) == 500
    refused = client.post(stance, {"upholds": "no", "reason": fits + "c"})
    assert refused.status_code == 422 and "Use at most 500 characters; these are 501." in refused.text
    assert fits.replace("\r\n", "\n") + "c" in refused.text.replace("\r\n", "\n")
