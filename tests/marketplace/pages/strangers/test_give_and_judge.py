"""The pages to give an example and to judge one blind. The cast: Alice the author, Bob who gives, Carol who judges."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.prototypes.models import StrangersExample, StrangersVerdict
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.give import give
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]
NEW = "the lamp in front of my house stays dark"


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def idea(alice: User) -> Idea:
    return publish(alice, make_idea(alice, published=False), ROWS)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def token_on(page: Any) -> str:
    (value,) = html.fromstring(page.text).xpath('//input[@name="row"]/@value')
    return str(value)


def test_example_is_given_judged_blind_and_counted(idea: Idea) -> None:
    bob, address = client_of(make_person("bob")), f"/ideas/{idea.slug}/strangers/"
    assert "Two others answer it now" in bob.post(address, {"input": NEW, "expected": "roads"}, follow=True).text
    for _ in range(2):
        carol = client_of(make_person())
        page = carol.get("/judge/")
        assert NEW in page.text and "bob" not in html.fromstring(page.text).xpath("string(//main)")
        sent = {"row": token_on(page), "answer": "Roads", "do": "answer"}
        assert "waits for you." in carol.post("/judge/", sent, follow=True).text
    assert "0 offered and 1 brought in the set, 0 waiting" in Client().get(address).text
    assert NEW not in Client().get(address).text


def test_personal_data_is_refused_at_its_field_and_what_was_typed_stays(idea: Idea) -> None:
    address = f"/ideas/{idea.slug}/strangers/"
    typed = {"input": f"{NEW}, write to ada@example.org", "expected": "roads"}
    page = client_of(make_person()).post(address, typed)
    assert page.status_code == 422
    (error,) = html.fromstring(page.text).xpath('//*[@id="id_input_error"]')
    assert "holds a mail address" in error.text_content()
    assert typed["input"] in page.text and not StrangersExample.objects.exists()


def test_outsiders_write_nothing(idea: Idea, alice: User) -> None:
    address = f"/ideas/{idea.slug}/strangers/"
    typed = {"input": NEW, "expected": "roads"}
    assert Client().post(address, typed).status_code == 302
    assert client_of(alice).post(address, typed).status_code == 403
    suspended = make_person()
    User.objects.filter(pk=suspended.pk).update(suspended=suspended.date_joined)
    assert client_of(suspended).post(address, typed).status_code == 403
    assert client_of(make_person(confirmed=False)).post(address, typed).status_code == 422
    draft = make_idea(alice, published=False)
    assert client_of(make_person()).post(f"/ideas/{draft.slug}/strangers/", typed).status_code == 404
    assert not StrangersExample.objects.exists()
    assert Client().get("/judge/").status_code == 302


def test_token_of_somebody_else_and_a_forged_one_judge_nothing(idea: Idea, alice: User) -> None:
    row = give(make_person("bob"), idea, NEW, "roads")
    token = token_on(client_of(make_person()).get("/judge/"))
    for person in (alice, row.giver, make_person()):
        for sent in (token, "forged", "", str(row.pk)):
            page = client_of(person).post("/judge/", {"row": sent, "answer": "tax", "do": "answer"}, follow=True)
            assert "no longer waiting for you" in page.text
    assert not StrangersVerdict.objects.exists()


def test_answer_without_words_is_asked_for_and_cannot_be_told_is_one(idea: Idea) -> None:
    give(make_person("bob"), idea, NEW, "roads")
    carol = client_of(make_person())
    token = token_on(carol.get("/judge/"))
    refused = carol.post("/judge/", {"row": token, "answer": "", "do": "answer"})
    assert refused.status_code == 422 and "It cannot be told" in refused.text
    carol.post("/judge/", {"row": token, "answer": "", "do": "pass"})
    assert [(verdict.answer, verdict.agrees) for verdict in StrangersVerdict.objects.all()] == [("", False)]


def test_new_account_is_told_when_it_can_judge(idea: Idea) -> None:
    give(make_person("bob"), idea, NEW, "roads")
    for person in (make_person(days_old=0.1), make_person(confirmed=False)):
        page = client_of(person).get("/judge/")
        assert "a day old" in page.text and NEW not in page.text


def test_pages_take_a_constant_number_of_queries(idea: Idea, django_assert_max_num_queries: Any) -> None:
    reader = client_of(make_person())
    counts = []
    for number in range(3):
        for more in range(3):
            give(make_person(), idea, unlike(40 + 3 * number + more), "tax")
        for address in (f"/ideas/{idea.slug}/strangers/", "/judge/"):
            with django_assert_max_num_queries(40) as found:
                reader.get(address)
            counts.append(len(found))
    assert counts[2:4] == counts[4:6]
