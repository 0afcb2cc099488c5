"""Text that is typed or pasted into forms. The cast: Alice the author, and a reader who is signed in."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Stance
from ideas.models import Idea
from marketplace import pages
from marketplace.pages.people import account_forms
from marketplace.pages.site.fields import without_piled_accents
from marketplace.pages.submit.forms import IdeaForm
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
PILE = "e" + "\u0301\u0323" * 20_000
PILED = "has more than 30 accents on one letter"
NOT_PROSE = forms.EmailField, forms.FloatField, forms.IntegerField, forms.JSONField


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


def all_forms() -> Iterator[type[forms.Form]]:
    for module in pkgutil.walk_packages(pages.__path__, "marketplace.pages."):
        for each in vars(importlib.import_module(module.name)).values():
            ours = isinstance(each, type) and issubclass(each, forms.Form) and each.__module__ == module.name
            if ours and module.name != account_forms.__name__:
                yield each


def fields_of_words() -> Iterator[tuple[str, forms.CharField]]:
    """Every field of every form of ours that takes words; not of allauth, which takes names, addresses, passwords."""
    fields = {(form.__name__, name): field for form in all_forms() for name, field in vars(form)["base_fields"].items()}
    fields |= {("IdeaForm", name): field for name, field in IdeaForm().fields.items()}
    for (form, name), field in fields.items():
        takes_words = isinstance(field, forms.CharField) and not isinstance(field, NOT_PROSE)
        if takes_words and not isinstance(field.widget, forms.PasswordInput):
            yield f"{form}.{name}", field


def test_every_field_of_words_refuses_piles_of_accents() -> None:
    fields = dict(fields_of_words())
    assert fields.keys() >= {"IdeaForm.tags", "CommentForm.text", "ClaimForm.product", "TokenForm.name"}
    assert [name for name, field in fields.items() if PILED not in faults(field, PILE[:50])] == []


def faults(field: forms.CharField, text: str) -> str:
    try:
        field.clean(text)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def test_field_with_a_value_that_is_no_text_is_not_searched_for_accents() -> None:
    without_piled_accents({"a": PILE})


def test_tags_that_are_piles_are_refused_before_they_are_made_into_addresses(client: Client) -> None:
    idea = make_idea(published=False)
    client.force_login(idea.author)
    page = client.post(
        f"/submit/{idea.slug}/", {"title": "Sort", "tags": ", ".join([PILE] * 3), "do": "save", "seen": 1}
    )
    assert page.status_code == 422
    errors = html.fromstring(page.text).xpath("//*[contains(@class, 'error')][contains(., 'characters')]")
    assert errors and "An idea has up to 5 tags" in page.text


def test_search_for_a_pile_says_what_is_wrong(client: Client) -> None:
    page = client.get("/search", {"q": PILE})
    assert page.status_code == 422 and PILED in page.text


def test_uploaded_row_with_a_pile_is_refused_by_its_number(client: Client) -> None:
    idea = make_idea(published=False)
    client.force_login(idea.author)
    file = SimpleUploadedFile("rows.csv", f"input,expected\nfine,yes\n{PILE},no\n".encode())
    page = client.post(f"/submit/{idea.slug}/examples/", {"do": "take", "file": file})
    assert page.status_code == 422 and f"Row 2 {PILED}" in page.text


def test_typed_row_with_a_pile_is_kept_and_refused_when_it_would_be_tried(client: Client) -> None:
    idea = make_idea(published=False)
    client.force_login(idea.author)
    rows = [(f"letter {number}", "tax" if number % 2 else "roads") for number in range(8)] + [(PILE[:20_000], "tax")]
    typed = {"input": [given for given, _ in rows], "expected": [expected for _, expected in rows], "do": "go"}
    page = client.post(f"/submit/{idea.slug}/examples/", typed)
    assert page.status_code == 422 and f"The input of row 9 {PILED}" in page.text
    assert len(idea.example_draft.rows) == 9
