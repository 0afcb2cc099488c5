"""Every entry of `ideas.texts` is in the model, versions, forms, pages, the API, the search and the seed."""

from html import unescape
from typing import Any

import pytest
from django.db.models import Field, Model
from django.test import Client
from rest_framework.test import APIClient

from ideas import actions
from ideas.models import Fit, Idea, IdeaVersion, Tag, WorkField, labelled
from ideas.texts import BY_NAME, LIST_TEXTS, PROSE_TEXTS, REVISED, TEXT_COLUMNS, TEXTS, IdeaText
from marketplace.accounts.models import ApiToken, User
from marketplace.local import seed_ideas
from marketplace.pages.submit.forms import IdeaForm
from marketplace.search import search
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db
every_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
every_word = pytest.mark.parametrize("text", PROSE_TEXTS, ids=lambda text: text.name)
EARLIER = {"fits": ["privacy"], "work_fields": ["law"]}
NAMES = ["letter", "desk"]
LATER = {"fits": ["latency"], "work_fields": ["teaching"]}


def value_of(text: IdeaText, word: str) -> Any:
    """A value with this word in it; of what is chosen one that may be."""
    if text.name in EARLIER:
        return (LATER if word == "later" else EARLIER)[text.name]
    return [word] if text.is_list else f"{word} {text.name}"


def values(word: str, **changed: Any) -> dict[str, Any]:
    return {text.name: value_of(text, word) for text in TEXTS} | changed


def visible(text: IdeaText, value: Any) -> str:
    """The value as a page shows it."""
    if text.name in EARLIER:
        return str(labelled({"fits": [], "work_fields": []} | {text.name: value})[text.name][0])
    return str(value[0]) if text.is_list else str(value)


def column(model: type[Model], name: str) -> "Field[Any, Any]":
    found = model._meta.get_field(name)
    assert isinstance(found, Field)
    return found


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def program(ada: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {ApiToken.objects.issue(ada, 'test')[1]}")
    return client


@pytest.fixture
def browser(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def posted(author: User, *, published: bool = True, **changed: Any) -> Idea:
    said = values("earlier", **changed)
    return make_idea(author, published=published, tags=tuple(said.pop("tags")), **said)


def about_quetzalcoatlus(text: IdeaText) -> Idea:
    words: dict[str, Any] = {text.name: "the quetzalcoatlus"}
    return make_idea(**words)


def test_names_are_each_given_once() -> None:
    assert len(BY_NAME) == len(TEXTS) == len(PROSE_TEXTS) + len(LIST_TEXTS)


@every_word
def test_model_and_version_have_a_column_of_the_same_limit(text: IdeaText) -> None:
    of_idea, of_version = column(Idea, text.name), column(IdeaVersion, text.name)
    assert of_idea.max_length == text.limit
    assert of_version.max_length in (text.limit, None)
    assert of_idea.blank and of_version.blank is not text.required


def test_lists_are_kept_within_their_limits() -> None:
    assert {text.name for text in LIST_TEXTS} == {"fits", "work_fields", "tags"}, "say here where a new list is kept"
    assert column(Idea, "work_fields").size == BY_NAME["work_fields"].limit  # type: ignore[attr-defined]
    assert max(map(len, WorkField.values)) <= BY_NAME["work_fields"].entry_limit
    assert BY_NAME["fits"].limit == len(Fit)
    assert max(map(len, Fit.values)) <= BY_NAME["fits"].entry_limit
    assert column(Tag, "name").max_length == BY_NAME["tags"].entry_limit
    assert str(BY_NAME["tags"].limit) in BY_NAME["tags"].hint


def test_model_has_no_text_beside_the_table() -> None:
    """A column of an idea that a person fills is one that `save_draft` takes: all in the table, and nothing else."""
    saved = {field.name for field in IdeaVersion._meta.fields}
    about_it = {"id", "idea", "number", "revision", "tag_names", "replaced", "replaced_by"}
    assert set(TEXT_COLUMNS) == saved - about_it - {"erased", "erased_by_moderator"}


@every_text
def test_version_keeps_what_it_said(text: IdeaText, ada: User) -> None:
    idea = posted(ada)
    later = values("later")
    actions.edit_idea(ada, idea, later, later["tags"])

    version = idea.versions.get()
    assert version.text_values[text.name] == value_of(text, "earlier")
    assert Idea.objects.get(pk=idea.pk).text_values[text.name] == value_of(text, "later")


@every_text
def test_change_of_a_text_that_revises_begins_a_revision(text: IdeaText, ada: User) -> None:
    idea = posted(ada)
    later = values("earlier", **{text.name: value_of(text, "later")})

    changed = actions.edit_idea(ada, idea, later, later["tags"])

    assert changed.revision - idea.revision == text.revises


def test_help_of_the_revision_names_what_revises() -> None:
    help_text = column(Idea, "revision").help_text
    assert help_text == f"Grows when {', '.join(REVISED[:-1])} or {REVISED[-1]} change."


@every_word
def test_search_finds_what_it_says_it_finds(text: IdeaText) -> None:
    idea = about_quetzalcoatlus(text)
    assert list(Idea.objects.matching("quetzalcoatlus")) == ([idea] if text.weight else [])


def test_a_word_in_a_text_of_more_weight_comes_first() -> None:
    heavy, light = (next(text for text in PROSE_TEXTS if text.weight == weight) for weight in "AB")
    second, first = about_quetzalcoatlus(light), about_quetzalcoatlus(heavy)
    assert search("quetzalcoatlus").ideas == [first, second]


@every_word
def test_lists_load_all_but_what_is_deferred(text: IdeaText) -> None:
    make_idea()
    loaded = Idea.objects.for_cards().get()
    assert (text.name in loaded.get_deferred_fields()) is text.deferred
    assert not (text.deferred and text.on_cards)


@every_text
def test_form_asks_for_it(text: IdeaText) -> None:
    field = IdeaForm().fields[text.name]
    assert (field.label, field.help_text, field.required) == (text.asked or text.label, text.hint, text.required)
    assert text.label and text.hint
    assert text.is_list or getattr(field, "max_length", None) == text.limit


def test_form_asks_for_nothing_else() -> None:
    assert list(IdeaForm().fields) == [text.name for text in TEXTS]


@every_text
def test_form_keeps_it(text: IdeaText, browser: Client, ada: User) -> None:
    draft = posted(ada, published=False)
    sent = values("later", tags="later")
    assert browser.post(f"/submit/{draft.slug}/", sent | {"do": "go", "seen": draft.saves}).status_code == 302
    assert Idea.objects.get(pk=draft.pk).text_values[text.name] == value_of(text, "later")


@every_text
def test_review_shows_it(text: IdeaText, browser: Client, ada: User) -> None:
    page = unescape(browser.get(f"/submit/{posted(ada, published=False).slug}/review/").text)
    assert visible(text, value_of(text, "earlier")) in page
    assert text.section in page


@every_text
def test_page_shows_it(text: IdeaText, ada: User) -> None:
    page = unescape(Client().get(posted(ada).get_absolute_url()).text)
    assert visible(text, value_of(text, "earlier")) in page
    assert text.section in page


@every_text
def test_list_of_changes_shows_what_became_of_it(text: IdeaText, ada: User) -> None:
    idea = posted(ada)
    later = values("earlier", **{text.name: value_of(text, "later")})
    actions.edit_idea(ada, idea, later, later["tags"])

    page = unescape(Client().get(f"/ideas/{idea.slug}/versions/").text)

    assert page.count("<article") == 1
    assert f"<h3>{text.label}</h3>" in page
    assert "<del>" in page and "<ins>" in page


@every_text
def test_api_takes_and_gives_it(text: IdeaText, program: APIClient) -> None:
    made = program.post("/api/v1/ideas/", values("earlier"), format="json")
    assert made.status_code == 201, made.content
    address = made.json()["links"]["self"]
    assert given(text, made.json()) == value_of(text, "earlier")

    program.patch(address, {text.name: value_of(text, "later")}, format="json")

    assert given(text, program.get(address).json()) == value_of(text, "later")


def given(text: IdeaText, idea: dict[str, Any]) -> Any:
    return [tag["name"] for tag in idea["tags"]] if text.name == "tags" else idea[text.name]


@every_text
def test_lists_of_the_api_give_what_is_on_cards(text: IdeaText, ada: User) -> None:
    posted(ada)
    (listed,) = APIClient().get("/api/v1/ideas/").json()["results"]
    assert (text.name in listed) is text.on_cards


@every_word
def test_api_refuses_more_than_the_limit(text: IdeaText, program: APIClient) -> None:
    answer = program.post("/api/v1/ideas/", {text.name: "x" * (text.limit + 1)}, format="json")
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"#/{text.name}"]


@every_text
def test_api_publishes_nothing_without_what_is_required(text: IdeaText, program: APIClient, ada: User) -> None:
    empty: Any = [] if text.is_list else ""
    draft = posted(ada, published=False, **{text.name: empty})
    answer = program.post(f"/api/v1/ideas/{draft.slug}/publish/")
    assert answer.status_code == (400 if text.required else 200)


@every_text
def test_seed_is_read_with_it(text: IdeaText) -> None:
    entry = values("earlier") | {
        "names": NAMES,
        "examples": [[unlike(n), "tax" if n % 2 else "roads"] for n in range(24)],
    }
    idea = seed_ideas.post(seed_ideas.house_account(), entry)
    assert idea.text_values[text.name] == value_of(text, "earlier")


@every_text
def test_seed_may_leave_out_what_is_not_required(text: IdeaText) -> None:
    entry = values("earlier") | {"names": NAMES, "examples": []}
    if not text.required and text.name != "tags":
        del entry[text.name]
    assert seed_ideas.post(seed_ideas.house_account(), entry).is_published
