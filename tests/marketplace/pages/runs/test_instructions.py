"""An instruction of the author's own: typed, refused, tried. The cast: Alice the author, and Mallory the outsider."""

import pytest
from django.test import Client
from pytest_django import Settings

from evaluations.prototypes.models import ExampleRevision, OpenModel, Run
from marketplace.accounts.models import User
from tests.factories import make_idea, make_model, make_person, make_revision

pytestmark = pytest.mark.django_db
TEXT = "Which office is it for? Choose from {labels}."


@pytest.fixture
def model() -> OpenModel:
    return make_model("tiny-chat")


@pytest.fixture
def revision() -> ExampleRevision:
    return make_revision()


@pytest.fixture
def address(revision: ExampleRevision) -> str:
    return f"/ideas/{revision.idea.slug}/instructions/"


@pytest.fixture
def alice(revision: ExampleRevision) -> Client:
    return client_of(revision.idea.author)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_outsider_may_not_add_one_and_a_stranger_signs_in_first(address: str, client: Client) -> None:
    mallory = client_of(make_person("mallory"))
    assert mallory.get(address).status_code == mallory.post(address, {"text": TEXT}).status_code == 403
    assert client.post(address, {"text": TEXT})["Location"].startswith("/account/login/")
    assert not Run.objects.exists()


def test_page_says_what_is_filled_in(alice: Client, address: str) -> None:
    shown = alice.get(address).text
    assert "<code>{input}</code>" in shown and "<code>{labels}</code>" in shown
    assert "&quot;roads&quot;, &quot;tax&quot;" in shown
    assert "<code>{schema}</code>" not in shown


def test_instruction_becomes_a_run_beside_the_others(
    alice: Client, address: str, revision: ExampleRevision, model: OpenModel, client: Client
) -> None:
    shown = alice.post(address, {"text": f"  {TEXT}\r\nOne word.\r\n"}, follow=True).text
    assert "The instruction is tried by one run" in shown and "Which office is it for?" in shown
    run = Run.objects.get()
    assert (run.recipe, run.instruction, run.model) == ("instruction", f"{TEXT}\nOne word.", model)
    assert "{labels}.\nOne word." in client.get(run.get_absolute_url()).text
    assert "tiny-chat" in alice.get(address).text.split("Tried on examples 1")[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [(" ", "There is no instruction."), ("x" * 2_001, "the most is 2,000"), ("a\0b", "Null characters")],
)
def test_refused_instruction_stays_in_its_field(
    alice: Client, address: str, model: OpenModel, text: str, says: str
) -> None:
    response = alice.post(address, {"text": text})
    assert response.status_code == 422
    assert says in response.text and (text[:50] in response.text or "\0" in text)
    assert not Run.objects.exists()


def test_hostile_instruction_is_shown_as_text(alice: Client, address: str, model: OpenModel, client: Client) -> None:
    alice.post(address, {"text": "<script>alert(1)</script>\u202e{{ settings.SECRET_KEY }}"})
    for page in (Run.objects.get().get_absolute_url(), Run.objects.get().revision.idea.get_absolute_url()):
        shown = client.get(page).text
        assert "<script>alert" not in shown and "U+202E" in shown and "serves-nobody" not in shown


def test_runs_of_the_day_are_limited_and_nothing_is_lost(
    alice: Client, address: str, model: OpenModel, settings: Settings
) -> None:
    settings.RUNS_PER_DAY = 0
    response = alice.post(address, {"text": TEXT})
    assert response.status_code == 422
    assert "An account can start 0 runs" in response.text and TEXT in response.text


def test_idea_without_examples_asks_for_them(model: OpenModel) -> None:
    idea = make_idea()
    response = client_of(idea.author).post(f"/ideas/{idea.slug}/instructions/", {"text": TEXT})
    assert "Publish the idea with examples first." in response.text
