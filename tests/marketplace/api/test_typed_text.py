"""Typed text is stored in one form of Unicode, NFC, and what shows nothing is blank: on pages and in the API."""

import json
from typing import Any
from unicodedata import normalize

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from evaluations.prototypes.scorers import composed, has_piled_accents
from ideas.models import Comment, Idea
from ideas.texts import BY_NAME, PROSE, shows_nothing
from marketplace.accounts.models import User
from marketplace.api.fields import LineField, ProseField, TagNameField, VerbatimField
from marketplace.pages.site.fields import TypedText
from marketplace.pages.submit.forms import LinesField, OneLineField, TagNamesField
from tests.factories import make_idea, make_person
from tests.sentences import NOTES

from .conftest import Api

APART = "re\u0301sume\u0301 A\u030a \u1112\u1161\u11ab"  # letters and their marks apart
WHOLE = "r\u00e9sum\u00e9 \u00c5 \ud55c"
UNSEEN = [
    "\u200b", "\u200b \u200d\ufeff", "\u2060", "\u00ad", "\u3164", "\u115f\u1160", "\u2800", "\u200e\u202e", "\ufe0f",
    "\U000e0041", "\u00a0\u2003", "\u034f", "\u180e", "\u061c", "\u2028", "\U0001d173",
]  # fmt: skip
SEEN = ["a", ".", "\u0301", "\u0600", "\u06dd", "🏳️‍🌈", "\u200bx", "क्", "-", "½", "図"]
PAGE_FIELDS: list[forms.CharField] = [
    TypedText(), LinesField(BY_NAME["problem"]), OneLineField(BY_NAME["title"])
]  # fmt: skip
API_FIELDS: list[serializers.CharField] = [VerbatimField(), ProseField(), LineField()]
TYPED = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("e\u0301\u0323\u1112\u1161İß")), max_size=40
)


@given(TYPED)
def test_composed_text_is_in_nfc_and_stays(text: str) -> None:
    once = composed(text)
    assert composed(once) == once
    assert once == normalize("NFC", text) or has_piled_accents(text)


@given(TYPED)
def test_every_field_gives_nfc(text: str) -> None:
    for field in PAGE_FIELDS:
        try:
            kept = str(field.clean(text))
        except ValidationError:
            continue
        assert kept == normalize("NFC", kept)
    for each in API_FIELDS:
        try:
            kept = each.run_validation(text)
        except serializers.ValidationError:
            continue
        assert kept == normalize("NFC", kept) or has_piled_accents(text)  # which the parser refuses


@given(st.lists(TYPED, max_size=5))
def test_every_tag_is_in_nfc(names: list[str]) -> None:
    try:
        tags = TagNamesField(required=False).clean(",".join(names))
    except ValidationError:
        tags = []
    for name in names:
        try:
            tags.append(TagNameField().run_validation(name))
        except serializers.ValidationError:
            continue
    assert [tag for tag in tags if tag != normalize("NFC", tag) and not has_piled_accents(tag)] == []
    assert not any(map(shows_nothing, tags))


@given(st.lists(st.sampled_from(UNSEEN)), st.sampled_from(SEEN), st.lists(st.sampled_from(UNSEEN)))
def test_text_shows_nothing_exactly_where_no_part_shows(before: list[str], seen: str, after: list[str]) -> None:
    assert shows_nothing("".join(before + after))
    assert not shows_nothing("".join([*before, seen, *after]))


@given(
    st.text(
        st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u115f\u1160\u3164\uffa0\u2800"), min_size=1
    )
)
def test_letters_digits_and_signs_show(text: str) -> None:
    assert not shows_nothing(text)


@pytest.mark.parametrize("blank", UNSEEN)
def test_fields_take_what_shows_nothing_for_blank(blank: str) -> None:
    for field in PAGE_FIELDS:
        with pytest.raises(ValidationError) as refused:
            field.clean(blank)
        assert [error.code for error in refused.value.error_list] == ["required"]
    for each in (ProseField(), LineField(), TagNameField()):
        with pytest.raises(serializers.ValidationError) as wrong:
            each.run_validation(blank)
        assert wrong.value.get_codes() == ["blank"]
    assert ProseField(allow_blank=True).run_validation(blank) == ""
    assert TagNamesField(required=False).clean(f"{blank},repair,{blank}") == ["repair"]


def texts(said: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(PROSE, said) | more


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def ada(self, client: Client) -> User:
        person = make_person("ada")
        client.force_login(person)
        return person

    def test_idea_comment_and_tag_are_stored_in_nfc(self, client: Client, ada: User) -> None:
        client.post("/submit/draft-abcdef123456/", texts(APART, tags="re\u0301sume\u0301, cafe\u0301") | {"seen": 0})
        draft = Idea.objects.get()
        assert {getattr(draft, name) for name in PROSE} == {WHOLE}
        assert draft.tag_names == ["r\u00e9sum\u00e9", "caf\u00e9"]

        idea = make_idea(ada)
        client.post(f"{idea.get_absolute_url()}comments/", {"text": APART})
        assert Comment.objects.get().text == WHOLE

    @pytest.mark.parametrize("blank", UNSEEN)
    def test_title_pitch_and_comment_that_show_nothing_are_refused(self, client: Client, ada: User, blank: str) -> None:
        response = client.post("/submit/draft-abcdef123456/", texts(blank, do="go", seen=0))
        assert response.status_code == 422
        assert '<a href="#id_title">Title</a>: This is needed' in response.text
        assert '<a href="#id_pitch">Pitch</a>: This is needed' in response.text
        assert not Idea.objects.exists()

        idea = make_idea(ada)
        assert client.post(f"{idea.get_absolute_url()}comments/", {"text": blank}).status_code == 422
        assert not Comment.objects.exists()

    def test_examples_are_stored_in_nfc_however_they_come(self, client: Client, ada: User) -> None:
        idea = make_idea(ada, published=False)
        file = SimpleUploadedFile("rows.jsonl", json.dumps({"input": f"file {APART}", "expected": APART}).encode())
        sent = {"input": [APART], "expected": [APART], "paste": f"paste {APART}\t{APART}", "file": file, "do": "take"}
        papers = {"document_name": [APART], "document_text": [APART], "seen": 0}
        assert client.post(f"/submit/{idea.slug}/examples/", sent | papers).status_code == 302
        draft = ExampleDraft.objects.of(idea)
        assert draft.pairs == [(WHOLE, WHOLE), (f"paste {WHOLE}", WHOLE), (f"file {WHOLE}", WHOLE)]
        assert draft.papers == [(WHOLE, WHOLE)]


@pytest.mark.django_db
class TestApi:
    def test_all_is_stored_in_nfc(self, api: Api) -> None:
        program = api(make_person())
        examples = {"rows": [{"input": APART, "expected": APART}], "documents": [{"name": APART, "text": APART}]}
        body = texts(APART, tags=["re\u0301sume\u0301"], examples=examples)
        assert program.post("/api/v1/ideas/", body, format="json").status_code == 201
        idea = Idea.objects.get()
        draft = ExampleDraft.objects.of(idea)
        assert {getattr(idea, name) for name in PROSE} == {WHOLE}
        assert idea.tag_names == ["r\u00e9sum\u00e9"]
        assert draft.pairs == draft.papers == [(WHOLE, WHOLE)]

    @pytest.mark.parametrize("blank", UNSEEN)
    def test_what_shows_nothing_is_refused_as_blank(self, api: Api, blank: str) -> None:
        idea = make_idea()
        program, address = api(idea.author), f"/api/v1/ideas/{idea.slug}/"
        for name in ("title", "pitch"):
            response = program.patch(address, {name: blank}, format="json")
            assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, f"#/{name}")
        assert program.patch(address, {"tags": [blank]}, format="json").status_code == 400
        assert program.post(f"{address}comments/", {"text": blank}, format="json").status_code == 400
        assert program.post("/api/v1/ideas/", {"title": blank}, format="json").status_code == 400
        assert not Comment.objects.exists()


@pytest.mark.django_db
def test_examples_frozen_before_are_the_same_and_keep_their_hash(api: Api) -> None:
    idea = make_idea()
    rows = [*NOTES, (APART, NOTES[0][1])]
    publish(idea.author, idea, rows)
    frozen = ExampleRevision.objects.get()
    assert frozen.pairs() == rows and frozen.content_hash == content_hash(rows)

    program, address = api(idea.author), f"/api/v1/ideas/{idea.slug}/examples/"
    assert program.put(address, program.get(address).json(), format="json").status_code == 200

    assert ExampleRevision.objects.get().content_hash == frozen.content_hash
    assert ExampleRevision.objects.get().pairs() == rows
    changed = program.get(address).json()
    changed["rows"].append({"input": f"another {APART}", "expected": NOTES[0][1]})
    program.put(address, changed, format="json")
    latest = ExampleRevision.objects.latest_of(idea)
    assert latest and latest.number == 2
    assert latest.pairs()[-2:] == [(WHOLE, NOTES[0][1]), (f"another {WHOLE}", NOTES[0][1])]
