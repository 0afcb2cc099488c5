"""Words without a gap, on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.factories import make_comment, make_idea, make_person, make_revision, make_run

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsmitglieder"  # 91 letters
TITLE = WORD[:80]  # the longest that there may be
TEXTS: dict[str, Any] = dict.fromkeys(("pitch", "problem", "audience", "why_overlooked", "why_open"), WORD)


def test_no_page_of_an_idea_scrolls_sideways_for_a_word_without_a_gap(
    phone: Page, sign_in: Callable[[Page, str], None]
) -> None:
    alice = make_person("alice")
    idea = make_idea(alice, title=TITLE, tags=(WORD[:30],), **TEXTS)
    draft = make_idea(alice, published=False, title=TITLE, **TEXTS)
    make_revision(idea, input_name=WORD[:30], expected_name=WORD[:30])
    make_run(idea.example_revisions.get())
    make_comment(idea, author=alice, text=WORD)
    sign_in(phone, "alice")
    wide = {}
    for address in (
        *("/", "/new", "/top", "/discover", "/moments", f"/search?q={WORD}", "/u/alice/", "/u/alice/?tab=comments"),
        *(idea.get_absolute_url(), f"{idea.get_absolute_url()}edit/", f"{idea.get_absolute_url()}waitlist/"),
        *(f"{idea.get_absolute_url()}prior-art/", f"{idea.get_absolute_url()}strangers/", "/submit/"),
        *(f"/submit/{draft.slug}/", f"/submit/{draft.slug}/examples/", f"/submit/{draft.slug}/review/"),
    ):
        response = phone.goto(address)
        assert response and response.ok, address
        width = phone.evaluate("document.documentElement.scrollWidth")
        wide.update({address: width} if width > 390 else {})
    assert wide == {}, "pixels wide"
